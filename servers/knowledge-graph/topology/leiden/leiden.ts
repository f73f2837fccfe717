import { modularity } from './modularity.ts';
import { moveNodes } from './move-nodes.ts';
import { aggregated, type Network } from './network.ts';
import { refine } from './refine.ts';

/** Rounds in which a division gains less than this are the last. */
const LEAST_GAIN = 1e-4;

/**
 * Communities of a network: From Louvain to Leiden, Traag, Waltman and van Eck (2019,
 * https://doi.org/10.1038/s41598-019-41695-z), with modularity for quality. Each round starts from the division of the
 * one before. Returns a community for each node, below the number of nodes.
 */
export function leiden(
  network: Network,
  resolution: number,
  rounds: number,
  random: () => number,
): Int32Array {
  let best = Int32Array.from({ length: network.size }, (_, node) => node);
  if (network.total === 0) return best;
  let quality = modularity(network, best, resolution);
  for (let round = 0; round < rounds; round += 1) {
    const next = improved(network, best, resolution, random);
    const reached = modularity(network, next, resolution);
    const gained = reached - quality;
    if (gained > 0) [best, quality] = [next, reached];
    if (gained < LEAST_GAIN) break;
  }
  return best;
}

/** One round: moves nodes, then the parts that refining leaves as if they were nodes, and so on. */
function improved(
  network: Network,
  from: Int32Array,
  resolution: number,
  random: () => number,
): Int32Array<ArrayBuffer> {
  /** For each node of the network, its node in the current level. */
  const nodes = Int32Array.from({ length: network.size }, (_, node) => node);
  let level = network;
  let communities = Int32Array.from(from);
  for (;;) {
    moveNodes(level, communities, resolution, random);
    const parts = compact(refine(level, communities, resolution, random), level.size);
    // Nothing was joined: every community is a node of this level, or as good as it.
    if (parts.count === level.size) break;
    const next = new Int32Array(parts.count);
    for (let node = 0; node < level.size; node += 1) {
      next[parts.labels[node] as number] = communities[node] as number;
    }
    for (let node = 0; node < nodes.length; node += 1) {
      nodes[node] = parts.labels[nodes[node] as number] as number;
    }
    communities = compact(next, level.size).labels;
    level = aggregated(level, parts.labels, parts.count);
  }
  return nodes.map((node) => communities[node] as number);
}

/** The same labels, which are below `bound`, numbered from 0 in the order in which they occur. */
function compact(labels: Int32Array, bound: number): { labels: Int32Array<ArrayBuffer>; count: number } {
  const numbers = new Int32Array(bound).fill(-1);
  let count = 0;
  const numbered = new Int32Array(labels.length);
  for (let at = 0; at < labels.length; at += 1) {
    const label = labels[at] as number;
    if (numbers[label] === -1) {
      numbers[label] = count;
      count += 1;
    }
    numbered[at] = numbers[label] as number;
  }
  return { labels: numbered, count };
}
