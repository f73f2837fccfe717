import type { Network } from './network.ts';
import { shuffled } from './random.ts';

/** Gains below it are rounding, and would let nodes go to and fro. As a share of the weight of an average node. */
export const TOLERANCE = 1e-10;

/**
 * Moves single nodes to the neighbouring community where modularity gains most, or to one of their own, until there is
 * nothing to gain; a node is looked at again when a neighbour has moved away from it ("MoveNodesFast", Traag, Waltman
 * and van Eck 2019, algorithm A.2). Community numbers are below the number of nodes, before and after.
 */
export function moveNodes(
  network: Network,
  communities: Int32Array,
  resolution: number,
  random: () => number,
): void {
  const { size, starts, ends, weights, strengths, total } = network;
  const scale = resolution / total;
  const tolerance = (TOLERANCE * total) / size;
  const sums = new Float64Array(size);
  const counts = new Int32Array(size);
  for (let node = 0; node < size; node += 1) {
    const community = communities[node] as number;
    sums[community] = (sums[community] as number) + (strengths[node] as number);
    counts[community] = (counts[community] as number) + 1;
  }
  const empty: number[] = [];
  for (let community = size - 1; community >= 0; community -= 1)
    if (counts[community] === 0) empty.push(community);

  const queue = shuffled(size, random);
  const queued = new Uint8Array(size).fill(1);
  let [first, waiting] = [0, size];
  const links = new Float64Array(size);
  const near = new Int32Array(size);
  while (waiting > 0) {
    const node = queue[first] as number;
    first = first + 1 === size ? 0 : first + 1;
    waiting -= 1;
    queued[node] = 0;
    const from = starts[node] as number;
    const end = starts[node + 1] as number;
    let found = 0;
    for (let edge = from; edge < end; edge += 1) {
      const community = communities[ends[edge] as number] as number;
      const link = links[community] as number;
      if (link === 0) {
        near[found] = community;
        found += 1;
      }
      links[community] = link + (weights[edge] as number);
    }
    const own = communities[node] as number;
    const strength = strengths[node] as number;
    const cost = scale * strength;
    const rest = (sums[own] as number) - strength;
    let best = own;
    let most = (links[own] as number) - cost * rest + tolerance;
    for (let at = 0; at < found; at += 1) {
      const community = near[at] as number;
      if (community === own) continue;
      const gain = (links[community] as number) - cost * (sums[community] as number);
      if (gain > most) [best, most] = [community, gain];
    }
    for (let at = 0; at < found; at += 1) links[near[at] as number] = 0;
    if (most < 0 && (counts[own] as number) > 1) best = empty.pop() as number;
    if (best === own) continue;

    communities[node] = best;
    sums[own] = rest;
    sums[best] = (sums[best] as number) + strength;
    counts[best] = (counts[best] as number) + 1;
    counts[own] = (counts[own] as number) - 1;
    if (counts[own] === 0) {
      sums[own] = 0;
      empty.push(own);
    }
    for (let edge = from; edge < end; edge += 1) {
      const other = ends[edge] as number;
      if (queued[other] === 1 || communities[other] === best) continue;
      queued[other] = 1;
      const last = first + waiting;
      queue[last < size ? last : last - size] = other;
      waiting += 1;
    }
  }
}
