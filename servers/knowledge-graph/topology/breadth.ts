import type { Ends } from './expand.ts';
import type { Graph } from './graph.ts';
import type { Marks } from './marks.ts';
import type { Filter } from './view.ts';

/** Adds the neighbours of a node that have no mark yet to `found`, marked with their distance. */
export function spread(
  graph: Graph,
  node: number,
  filter: Filter,
  ends: Ends,
  marks: Marks,
  distance: number,
  found: number[],
): void {
  const count = graph.expand(node, filter, ends);
  const { nodes } = ends;
  for (let at = 0; at < count; at += 1) {
    const next = nodes[at] as number;
    if (marks.get(next) !== -1) continue;
    marks.set(next, distance);
    found.push(next);
  }
}

/** How many edges are looked at to go on from some nodes. */
export function degreeSum(graph: Graph, nodes: readonly number[], from = 0, end = nodes.length): number {
  let sum = 0;
  for (let at = from; at < end; at += 1) sum += graph.degree(nodes[at] as number);
  return sum;
}
