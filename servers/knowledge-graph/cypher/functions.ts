import { publicId } from '../public-id.ts';
import type { Budget } from './budget.ts';
import type { GraphReader } from './reader.ts';
import { isList, listOf, nodeValue, order, publicNode, type Value } from './values.ts';

export interface Called {
  reader: GraphReader;
  budget: Budget;
}

/** A function of the language: how many arguments it takes, and what it gives. null gives null, unless said. */
interface Scalar {
  takes: readonly [min: number, max: number];
  apply(args: readonly Value[], called: Called): Value;
}

const one = (apply: (value: Value, called: Called) => Value): Scalar => ({
  takes: [1, 1],
  apply: ([value = null], called) => (value === null ? null : apply(value, called)),
});
const onText = (apply: (text: string) => Value): Scalar =>
  one((value) => (typeof value === 'string' ? apply(value) : null));
const onNumber = (apply: (number: number) => number): Scalar =>
  one((value) => (typeof value === 'number' ? apply(value) : null));
const kindOf = (value: Value): string | undefined =>
  value === null || typeof value !== 'object' || isList(value) ? undefined : value.kind;

export const SCALARS: Readonly<Record<string, Scalar>> = {
  id: one((value) => {
    if (value === null || typeof value !== 'object' || isList(value)) return null;
    if (value.kind === 'node') return publicNode(value);
    return value.kind === 'edge' ? publicId('fact', value.fact.fact) : null;
  }),
  type: one((value, { reader }) => {
    if (value === null || typeof value !== 'object' || isList(value)) return null;
    if (value.kind === 'edge') return value.fact.relation;
    return value.kind === 'node' ? (reader.profile(value.id)?.entity.type ?? null) : null;
  }),
  labels: one((value, { reader, budget }) => {
    if (value === null || typeof value !== 'object' || isList(value) || value.kind !== 'node') return null;
    const type = reader.profile(value.id)?.entity.type;
    return listOf(type === undefined ? [] : [type], budget);
  }),
  size: one((value) => (typeof value === 'string' || isList(value) ? value.length : null)),
  length: one((value) => {
    if (typeof value === 'string' || isList(value)) return value.length;
    return kindOf(value) === 'path' ? (value as { edges: readonly Value[] }).edges.length : null;
  }),
  nodes: one((value, { budget }) =>
    value !== null && typeof value === 'object' && !isList(value) && value.kind === 'path'
      ? listOf(value.nodes, budget)
      : null,
  ),
  relationships: one((value, { budget }) =>
    value !== null && typeof value === 'object' && !isList(value) && value.kind === 'path'
      ? listOf(value.edges, budget)
      : null,
  ),
  startnode: one((value) =>
    value !== null && typeof value === 'object' && !isList(value) && value.kind === 'edge'
      ? nodeValue(value.from)
      : null,
  ),
  endnode: one((value) =>
    value !== null && typeof value === 'object' && !isList(value) && value.kind === 'edge'
      ? nodeValue(value.to)
      : null,
  ),
  head: one((value) => (isList(value) ? (value[0] ?? null) : null)),
  last: one((value) => (isList(value) ? (value.at(-1) ?? null) : null)),
  tolower: onText((text) => text.toLowerCase()),
  toupper: onText((text) => text.toUpperCase()),
  trim: onText((text) => text.trim()),
  tostring: one((value) => (typeof value === 'object' ? null : String(value))),
  abs: onNumber(Math.abs),
  round: onNumber(Math.round),
  coalesce: { takes: [1, 100], apply: (args) => args.find((value) => value !== null) ?? null },
};

/** What is worked out from the rows of a group; null values are passed over. */
export const AGGREGATES: Readonly<Record<string, (values: readonly Value[], budget: Budget) => Value>> = {
  count: (values) => values.length,
  collect: (values, budget) => listOf(values, budget),
  min: (values) =>
    values.reduce<Value>((least, value) => (least === null || order(value, least) < 0 ? value : least), null),
  max: (values) =>
    values.reduce<Value>((most, value) => (most === null || order(value, most) > 0 ? value : most), null),
  sum: (values) => numbers(values).reduce((sum, value) => sum + value, 0),
  avg: (values) => {
    const some = numbers(values);
    return some.length === 0 ? null : some.reduce((sum, value) => sum + value, 0) / some.length;
  },
};

const numbers = (values: readonly Value[]): number[] => values.filter((value) => typeof value === 'number');
