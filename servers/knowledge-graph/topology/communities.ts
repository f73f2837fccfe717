import { connectedParts } from './components.ts';
import type { Graph } from './graph.ts';
import { type Groups, groupsOf } from './groups.ts';
import { leiden } from './leiden/leiden.ts';
import { modularity } from './leiden/modularity.ts';
import { networkOf } from './leiden/network.ts';
import { xorshift } from './leiden/random.ts';
import { takeSnapshot } from './snapshot.ts';
import type { View } from './view.ts';

export interface CommunityOptions extends Omit<View, 'direction'> {
  /** Above 1 for more and smaller communities, below for fewer and larger ones; 1 unless said. */
  resolution?: number | undefined;
  /** The same seed divides the same graph in the same way; 1 unless said. */
  seed?: number | undefined;
  /** Most rounds of the algorithm; it ends earlier when one gains next to nothing. 3 unless said. */
  rounds?: number | undefined;
}

export interface Communities extends Groups {
  /** At the resolution that was asked for. */
  modularity: number;
}

/** Entities by whom they have to do with most. The facts within each community connect all of it. */
export function communities(graph: Graph, options: CommunityOptions = {}): Communities {
  const { resolution = 1, seed = 1, rounds = 3 } = options;
  if (!(resolution > 0 && resolution < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`The resolution is a number above 0, not ${resolution}.`);
  }
  const snapshot = takeSnapshot(graph, { ...options, direction: 'both' });
  const network = networkOf(snapshot);
  const found = leiden(network, resolution, rounds, xorshift(seed));
  // Leiden's parts are connected by the way they are made. This holds whatever rounding did to them.
  const labels = connectedParts(snapshot, (a, b) => found[a] === found[b]);
  return { ...groupsOf(snapshot.ids, labels), modularity: modularity(network, labels, resolution) };
}
