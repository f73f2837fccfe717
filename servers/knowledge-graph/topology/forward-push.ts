import type { Graph } from './graph.ts';
import { createLowest } from './lowest.ts';
import type { PushOptions } from './push.ts';
import { type WalkOptions, walkable } from './walk-facts.ts';

export interface NearOptions extends PushOptions, WalkOptions {
  /** Most entities. */
  limit: number;
}

export interface Near {
  /** Highest first, among equals the lowest id. */
  entities: { id: number; score: number }[];
  /** The share of all walks whose end is not known: no score is too low by more. */
  left: number;
}

/**
 * The entities nearest to some others, by how often walks along the facts end there. Seeds are ids with weights of any
 * sum; those without edges are passed over.
 */
export function forwardPush(
  graph: Graph,
  seeds: Iterable<readonly [id: number, weight: number]>,
  options: NearOptions,
): Near {
  const numbered: [number, number][] = [];
  for (const [id, weight] of seeds) {
    const node = graph.find(id);
    if (node !== -1) numbered.push([node, weight]);
  }
  const { nodes, scores, left } = graph.scratch.push(walkable(graph, options), numbered, options);
  const best = createLowest(options.limit);
  for (let at = 0; at < nodes.length; at += 1)
    best.offer(-(scores[at] as number), graph.id(nodes[at] as number));
  return { entities: best.list().map(({ key, value }) => ({ id: value, score: -key })), left };
}
