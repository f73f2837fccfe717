import type { EdgePattern } from './ast.ts';
import { evaluate, propertyOf, type Scope } from './evaluate.ts';
import { type EdgeValue, equals, type Row } from './values.ts';

/** Along the pattern as it is written, or against it. */
export type Way = 'forward' | 'backward';

/** Relationships of a pattern at some nodes, with the node at their other end; in the order of facts. */
export async function edgesAt(
  nodes: readonly number[],
  { types, direction }: EdgePattern,
  way: Way,
  { reader }: Scope,
): Promise<(node: number) => { edge: EdgeValue; to: number }[]> {
  const meant = types.map((type) => reader.ontology.relation(type));
  const names = (reversed: boolean): string[] =>
    [...new Set(meant.filter((one) => one.reversed === reversed).map(({ name }) => name))].sort();
  const groups =
    types.length === 0
      ? [{ names: undefined, reversed: false }]
      : [
          { names: names(false), reversed: false },
          { names: names(true), reversed: true },
        ].filter((group) => group.names.length > 0);
  const found: [outgoing: boolean, edges: ReadonlyMap<number, readonly EdgeValue[]>][] = [];
  for (const group of groups) {
    for (const outgoing of [true, false]) {
      const along = outgoing === (way === 'forward') ? 'out' : 'in';
      if (direction !== 'both' && direction !== along) continue;
      const out = outgoing !== group.reversed;
      found.push([out, await reader.adjacent(nodes, out ? 'out' : 'in', group.names)]);
    }
  }
  return (node) => {
    const edges = new Map<number, { edge: EdgeValue; to: number }>();
    for (const [out, map] of found) {
      for (const edge of map.get(node) ?? [])
        edges.set(edge.fact.row, { edge, to: out ? edge.to : edge.from });
    }
    const all = [...edges.values()];
    return found.length > 1 ? all.sort((a, b) => a.edge.fact.row - b.edge.fact.row) : all;
  };
}

/** Whether a relationship has the properties that the pattern wants. */
export function fits(edge: EdgeValue, { properties }: EdgePattern, row: Row, scope: Scope): boolean {
  return properties.every(
    ([name, wanted]) => equals(propertyOf(edge, name, scope), evaluate(wanted, row, scope)) === true,
  );
}
