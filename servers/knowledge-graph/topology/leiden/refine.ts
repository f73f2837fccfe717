import { TOLERANCE } from './move-nodes.ts';
import type { Network } from './network.ts';
import { shuffled } from './random.ts';

/** How freely a node chooses among communities that gain less than the best: the paper's theta. */
const FREEDOM = 0.01;

/**
 * Divides each community into parts that hang together: nodes that are still alone join, by chance but rather where
 * modularity gains more, a part of their community, if both are tied well enough to the rest of it ("RefinePartition",
 * Traag, Waltman and van Eck 2019, algorithm A.2). Returns the part of each node, below the number of nodes.
 */
export function refine(
  network: Network,
  communities: Int32Array,
  resolution: number,
  random: () => number,
): Int32Array {
  const { size, starts, ends, weights, strengths, total } = network;
  const scale = resolution / total;
  const tolerance = (TOLERANCE * total) / size;
  const parts = Int32Array.from({ length: size }, (_, node) => node);
  const sums = strengths.slice();
  const alone = new Uint8Array(size).fill(1);
  const communitySums = new Float64Array(size);
  /** The weight from each part to the rest of its community. */
  const outside = new Float64Array(size);
  for (let node = 0; node < size; node += 1) {
    const community = communities[node] as number;
    communitySums[community] = (communitySums[community] as number) + (strengths[node] as number);
    const end = starts[node + 1] as number;
    for (let edge = starts[node] as number; edge < end; edge += 1) {
      if (communities[ends[edge] as number] !== community) continue;
      outside[node] = (outside[node] as number) + (weights[edge] as number);
    }
  }
  const tied = (part: number, community: number): boolean => {
    const sum = sums[part] as number;
    return (
      (outside[part] as number) >= scale * sum * ((communitySums[community] as number) - sum) - tolerance
    );
  };

  const links = new Float64Array(size);
  const near: number[] = [];
  const chances: number[] = [];
  for (const node of shuffled(size, random)) {
    const community = communities[node] as number;
    if (alone[node] === 0 || !tied(node, community)) continue;
    near.length = 0;
    const end = starts[node + 1] as number;
    for (let edge = starts[node] as number; edge < end; edge += 1) {
      const other = ends[edge] as number;
      if (communities[other] !== community) continue;
      const part = parts[other] as number;
      if (links[part] === 0) near.push(part);
      links[part] = (links[part] as number) + (weights[edge] as number);
    }
    const strength = strengths[node] as number;
    const gainOf = (part: number): number =>
      (links[part] as number) - scale * strength * (sums[part] as number);
    // To stay alone gains nothing and loses nothing.
    let most = 0;
    for (const part of near) if (tied(part, community)) most = Math.max(most, gainOf(part));
    let all = Math.exp(-most / FREEDOM);
    chances.length = 0;
    for (const part of near) {
      const gain = gainOf(part);
      if (gain >= -tolerance && tied(part, community)) all += Math.exp((gain - most) / FREEDOM);
      chances.push(all);
    }
    const drawn = random() * all;
    const chosen =
      drawn < Math.exp(-most / FREEDOM) ? undefined : near[chances.findIndex((sum) => drawn < sum)];
    if (chosen !== undefined) {
      parts[node] = chosen;
      alone[node] = 0;
      alone[chosen] = 0;
      sums[chosen] = (sums[chosen] as number) + strength;
      sums[node] = 0;
      outside[chosen] =
        (outside[chosen] as number) + (outside[node] as number) - 2 * (links[chosen] as number);
    }
    for (const part of near) links[part] = 0;
  }
  return parts;
}
