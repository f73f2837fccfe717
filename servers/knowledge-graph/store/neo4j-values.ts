import { IzaError } from '../../../shared/mcp/errors.ts';
import type { Neo4jApi } from './neo4j-connection.ts';

/** What a statement is given, and what it gives back. */
export type Neo4jValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | Float32Array
  | Float64Array
  | readonly Neo4jValue[]
  | { readonly [key: string]: Neo4jValue };

const INT64 = 2n ** 63n;

/**
 * A parameter as the driver has to be given it. It sends every number as a float, so that an id of 1 would be stored
 * as 1.0; here whole numbers become integers. What has to stay floats, as vectors do, comes as a typed array.
 * @throws IzaError INVALID_INPUT for a bigint of more than 64 bits, which the driver would store as its low bits.
 */
export function toNeo4j(value: Neo4jValue, driver: Neo4jApi): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? driver.int(value) : value;
  if (typeof value === 'bigint') {
    if (value < -INT64 || value >= INT64)
      throw new IzaError('INVALID_INPUT', 'An integer of Neo4j has 64 bits at most.');
    return value;
  }
  if (value === undefined) return null;
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Float32Array || value instanceof Float64Array) return Array.from(value);
  if (Array.isArray(value)) return value.map((item) => toNeo4j(item, driver));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toNeo4j(item, driver)]));
}

/**
 * A value of an answer as plain data. The driver is left to give integers as objects of its own: with
 * `disableLosslessIntegers` it says Infinity past 2^53, and with `useBigInt` every count is a bigint. Here those up
 * to 2^53 are numbers and the others, which ours never are, bigints. Nodes and relationships become what they hold,
 * dates and points the text that Neo4j writes them as.
 */
export function fromNeo4j(value: unknown, driver: Neo4jApi): Neo4jValue {
  if (value === null || typeof value !== 'object') return value as Neo4jValue;
  if (driver.isInt(value)) return value.inSafeRange() ? value.toNumber() : value.toBigInt();
  if (Array.isArray(value)) return value.map((item) => fromNeo4j(item, driver));
  if (driver.isNode(value)) {
    return { id: value.elementId, labels: value.labels, properties: plain(value.properties, driver) };
  }
  if (driver.isRelationship(value)) {
    return {
      id: value.elementId,
      type: value.type,
      from: value.startNodeElementId,
      to: value.endNodeElementId,
      properties: plain(value.properties, driver),
    };
  }
  if (driver.isPath(value)) {
    const nodes = [value.start, ...value.segments.map(({ end }) => end)];
    const relationships = value.segments.map(({ relationship }) => relationship);
    return { nodes: fromNeo4j(nodes, driver), relationships: fromNeo4j(relationships, driver) };
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return String(value);
  return plain(value, driver);
}

function plain(value: object, driver: Neo4jApi): { [key: string]: Neo4jValue } {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fromNeo4j(item, driver)]));
}
