import { IzaError } from '../../../shared/mcp/errors.ts';
import type { Fact, Literal } from '../graph.ts';
import { publicId } from '../public-id.ts';
import type { Budget } from './budget.ts';

export interface NodeValue {
  kind: 'node';
  id: number;
}
/** A fact between two entities, as it is seen from those that stand for them. */
export interface EdgeValue {
  kind: 'edge';
  fact: Fact;
  from: number;
  to: number;
}
export interface PathValue {
  kind: 'path';
  nodes: readonly NodeValue[];
  edges: readonly EdgeValue[];
}
export interface MapValue {
  kind: 'map';
  entries: ReadonlyMap<string, Value>;
}
export type Value = null | Literal | readonly Value[] | NodeValue | EdgeValue | PathValue | MapValue;
export type Row = ReadonlyMap<string, Value>;

/** How many values are in a list or a map: lists within lists grow fast, and hold the same ones often. */
const weights = new WeakMap<object, number>();
const weightOf = (value: Value): number =>
  value === null || typeof value !== 'object'
    ? typeof value === 'string'
      ? 1 + value.length / 64
      : 1
    : (weights.get(value) ?? 1);

/** @throws IzaError TOO_LARGE */
export function listOf(items: readonly Value[], budget: Budget): readonly Value[] {
  return weighed(items, items, budget);
}

export function mapOf(entries: Iterable<readonly [string, Value]>, budget: Budget): MapValue {
  const map = new Map(entries);
  return weighed({ kind: 'map', entries: map }, [...map.values()], budget);
}

function weighed<T extends object>(whole: T, parts: readonly Value[], budget: Budget): T {
  const weight = parts.reduce<number>((sum, part) => sum + weightOf(part), 1);
  budget.values(weight);
  weights.set(whole, weight);
  return whole;
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** A text that is the same for equal values and for no others. */
export function identityOf(value: Value): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return `${typeof value} ${JSON.stringify(value)}`;
  if (isList(value)) return `[${value.map(identityOf).join()}]`;
  switch (value.kind) {
    case 'node':
      return `node ${value.id}`;
    case 'edge':
      return `edge ${value.fact.row}`;
    case 'path':
      return `path ${value.nodes[0]?.id} ${value.edges.map(({ fact }) => fact.row).join()}`;
    case 'map':
      return `{${[...value.entries]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, one]) => `${JSON.stringify(name)}:${identityOf(one)}`)
        .join()}}`;
  }
}

/** null where it cannot be known. */
export function equals(a: Value, b: Value): boolean | null {
  if (a === null || b === null) return null;
  if (isList(a) && isList(b)) {
    if (a.length !== b.length) return false;
    const each = a.map((one, index) => equals(one, b[index] ?? null));
    return each.includes(false) ? false : each.includes(null) ? null : true;
  }
  return identityOf(a) === identityOf(b);
}

/** Which comes first; undefined where they are of kinds that cannot be compared. */
export function compare(a: Value, b: Value): number | undefined {
  if (typeof a === 'number' && typeof b === 'number') return Math.sign(a - b);
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  return undefined;
}

/** The order of ORDER BY, min and max among any values: maps, nodes, relationships, lists, paths, texts, truths, numbers, null. */
export function order(a: Value, b: Value): number {
  const known = compare(a, b);
  if (known !== undefined) return known;
  const rank = rankOf(a) - rankOf(b);
  if (rank !== 0 || a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return rank;
  if (isList(a) && isList(b)) {
    for (const [index, one] of a.entries()) {
      const other = b[index];
      if (other === undefined) return 1;
      const way = order(one, other);
      if (way !== 0) return way;
    }
    return a.length - b.length;
  }
  if (isList(a) || isList(b)) return 0;
  if (a.kind === 'node' && b.kind === 'node') return a.id - b.id;
  if (a.kind === 'edge' && b.kind === 'edge') return a.fact.row - b.fact.row;
  if (a.kind === 'path' && b.kind === 'path' && a.edges.length !== b.edges.length)
    return a.edges.length - b.edges.length;
  const [left, right] = [identityOf(a), identityOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

const RANKS = ['map', 'node', 'edge', 'list', 'path', 'string', 'boolean', 'number', 'null'];
function rankOf(value: Value): number {
  const kind =
    value === null ? 'null' : typeof value !== 'object' ? typeof value : isList(value) ? 'list' : value.kind;
  return RANKS.indexOf(kind);
}

/** A value from outside. @throws IzaError INVALID_INPUT for a number that is none. */
export function givenValue(given: unknown, budget: Budget): Value {
  if (given === null || given === undefined) return null;
  if (typeof given === 'string' || typeof given === 'boolean') return given;
  if (typeof given === 'number' && Number.isFinite(given)) return given;
  if (Array.isArray(given))
    return listOf(
      given.map((one) => givenValue(one, budget)),
      budget,
    );
  if (typeof given === 'object')
    return mapOf(
      Object.entries(given).map(([name, one]) => [name, givenValue(one, budget)] as const),
      budget,
    );
  throw new IzaError('INVALID_INPUT', '/params: a value is none of JSON.');
}

export const nodeValue = (id: number): NodeValue => ({ kind: 'node', id });
export const publicNode = ({ id }: NodeValue): string => publicId('entity', id);

/** A day where it is one, else a moment: texts in the order of time. */
export const isoOf = (at: number): string => new Date(at).toISOString().replace('T00:00:00.000Z', '');
