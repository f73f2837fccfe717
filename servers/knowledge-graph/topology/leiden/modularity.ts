import type { Network } from './network.ts';

/**
 * Of a division into communities: the share of weight within them, less the share that chance would put there
 * (Newman and Girvan 2004, https://doi.org/10.1103/PhysRevE.69.026113), times the resolution (Reichardt and Bornholdt
 * 2006, https://doi.org/10.1103/PhysRevE.74.016110). 0 for a network without edges.
 */
export function modularity(network: Network, communities: Int32Array, resolution: number): number {
  const { size, starts, ends, weights, loops, strengths, total } = network;
  if (total === 0) return 0;
  const sums = new Float64Array(size);
  let within = 0;
  for (let node = 0; node < size; node += 1) {
    const community = communities[node] as number;
    sums[community] = (sums[community] as number) + (strengths[node] as number);
    within += loops[node] as number;
    const end = starts[node + 1] as number;
    for (let edge = starts[node] as number; edge < end; edge += 1) {
      if (communities[ends[edge] as number] === community) within += weights[edge] as number;
    }
  }
  const chance = sums.reduce((sum, strength) => sum + (strength / total) ** 2, 0);
  return within / total - resolution * chance;
}
