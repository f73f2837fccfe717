import type { Graph } from './graph.ts';
import { createLowest } from './lowest.ts';
import type { View } from './view.ts';

export interface NeighbourOptions extends View {
  /** Most edges of a page. */
  limit: number;
  /** The last fact of the page before. */
  after?: number | undefined;
}

/** An edge as seen from one of its ends. */
export interface Neighbour {
  fact: number;
  relation: number;
  /** The entity at the other end; the same one where a merge has made an edge lead back. */
  id: number;
  /** Whether the edge leads to the other end. An edge that leads back is told as one that does, if both count. */
  outward: boolean;
}

export interface NeighbourPage {
  /** By fact, upwards. */
  edges: Neighbour[];
  /** Of all pages together. */
  total: number;
  /** Whether there are facts behind the last one of this page. */
  more: boolean;
}

/** The edges of an entity, page by page: changes between two pages neither repeat nor hide an edge that was there. */
export function neighbours(graph: Graph, id: number, options: NeighbourOptions): NeighbourPage {
  const { limit, after = -1 } = options;
  if (!Number.isInteger(limit) || limit < 0) throw new RangeError(`A limit is a whole number, not ${limit}.`);
  const node = graph.find(id);
  if (node === -1) return { edges: [], total: 0, more: false };
  const { ends } = graph.scratch;
  const total = graph.expand(node, graph.filter(options), ends);
  const lowest = createLowest(limit);
  let behind = 0;
  for (let at = 0; at < total; at += 1) {
    const slot = ends.slots[at] as number;
    const fact = graph.fact(slot < 0 ? ~slot : slot);
    if (fact <= after) continue;
    behind += 1;
    lowest.offer(fact, at);
  }
  const edges = lowest.list().map(({ key, value: at }) => {
    const slot = ends.slots[at] as number;
    return {
      fact: key,
      relation: graph.relation(slot < 0 ? ~slot : slot),
      id: graph.id(ends.nodes[at] as number),
      outward: slot >= 0,
    };
  });
  return { edges, total, more: behind > edges.length };
}
