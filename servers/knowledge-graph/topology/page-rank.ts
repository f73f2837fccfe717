import type { Graph } from './graph.ts';
import { takeSnapshot } from './snapshot.ts';
import type { View } from './view.ts';

export interface PageRankOptions extends View {
  /** How likely a walk goes on along the facts rather than anywhere; 0.85 unless said. */
  damping?: number | undefined;
  /** It ends when all ranks together change by less; 1e-6 unless said. */
  tolerance?: number | undefined;
  /** 100 unless said. */
  maxRounds?: number | undefined;
}

export interface PageRank {
  /** Entities with an edge to another one, upwards. */
  ids: Uint32Array;
  /** They add up to 1. */
  ranks: Float64Array;
  /** Whether the tolerance was reached. */
  settled: boolean;
}

/**
 * How much entities matter: Page, Brin, Motwani and Winograd, The PageRank Citation Ranking (1999,
 * http://ilpubs.stanford.edu:8090/422). Rank flows from subjects to objects unless the view says otherwise; what
 * arrives where nothing leads on is spread over all.
 */
export function pageRank(graph: Graph, options: PageRankOptions = {}): PageRank {
  const { damping = 0.85, tolerance = 1e-6, maxRounds = 100, direction = 'out' } = options;
  if (!(damping >= 0 && damping < 1)) throw new RangeError(`The damping is in [0, 1), not ${damping}.`);
  const { ids, starts, sources, weights } = takeSnapshot(graph, { ...options, direction });
  const size = ids.length;
  const leaving = new Float64Array(size);
  for (let edge = 0; edge < sources.length; edge += 1) {
    const source = sources[edge] as number;
    leaving[source] = (leaving[source] as number) + (weights[edge] as number);
  }
  let ranks = new Float64Array(size).fill(1 / size);
  let next = new Float64Array(size);
  const flowing = new Float64Array(size);
  for (let round = 0; round < maxRounds; round += 1) {
    let loose = 0;
    for (let node = 0; node < size; node += 1) {
      const rank = ranks[node] as number;
      if (leaving[node] === 0) loose += rank;
      else flowing[node] = rank / (leaving[node] as number);
    }
    const everywhere = (1 - damping + damping * loose) / size;
    let moved = 0;
    for (let node = 0; node < size; node += 1) {
      const end = starts[node + 1] as number;
      let sum = 0;
      for (let edge = starts[node] as number; edge < end; edge += 1) {
        sum += (weights[edge] as number) * (flowing[sources[edge] as number] as number);
      }
      const rank = everywhere + damping * sum;
      moved += Math.abs(rank - (ranks[node] as number));
      next[node] = rank;
    }
    [ranks, next] = [next, ranks];
    if (moved < tolerance) return { ids, ranks, settled: true };
  }
  return { ids, ranks, settled: size === 0 };
}
