import type { Graph } from './graph.ts';

/** How many edges are looked at to go on from some nodes. */
export function degreeSum(
  graph: Graph,
  nodes: readonly number[] | Int32Array,
  from = 0,
  end = nodes.length,
): number {
  let sum = 0;
  for (let at = from; at < end; at += 1) sum += graph.degree(nodes[at] as number);
  return sum;
}
