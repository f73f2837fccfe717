import { createEnds } from './expand.ts';
import type { Graph } from './graph.ts';
import { createLowest } from './lowest.ts';
import type { View } from './view.ts';

export interface Degrees {
  /** Entities with an edge. */
  entities: number;
  /** Of edges an entity: the mean, the value below which so many lie, the most. */
  mean: number;
  median: number;
  p99: number;
  most: number;
  /** Those with the most edges, among equals the lowest id first. */
  hubs: { id: number; degree: number }[];
}

/** How many edges entities have in a view. An edge that a merge has made lead back counts once. */
export function degrees(graph: Graph, view: View & { hubs: number }): Degrees {
  const filter = graph.filter(view);
  const ends = createEnds();
  const counts: number[] = [];
  const hubs = createLowest(view.hubs);
  for (let node = 0; node < graph.size; node += 1) {
    if (graph.degree(node) === 0) continue;
    const count = graph.expand(node, filter, ends);
    if (count === 0) continue;
    counts.push(count);
    hubs.offer(-count, graph.id(node));
  }
  const sorted = Uint32Array.from(counts).sort();
  const below = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return {
    entities: sorted.length,
    mean: sorted.length === 0 ? 0 : sorted.reduce((sum, count) => sum + count, 0) / sorted.length,
    median: below(0.5),
    p99: below(0.99),
    most: sorted.at(-1) ?? 0,
    hubs: hubs.list().map(({ key, value }) => ({ id: value, degree: -key })),
  };
}
