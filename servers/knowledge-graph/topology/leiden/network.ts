import type { Snapshot } from '../snapshot.ts';

/** An undirected graph with weights, each edge at both of its ends, and edges from a node to itself apart. */
export interface Network {
  size: number;
  starts: Uint32Array;
  ends: Int32Array;
  weights: Float64Array;
  /** Of edges from each node to itself, twice. */
  loops: Float64Array;
  /** Of all edges at a node, its loops included. */
  strengths: Float64Array;
  /** The sum of the strengths: twice the weight of all edges. */
  total: number;
}

export function networkOf({ ids, starts, sources, weights }: Snapshot): Network {
  const size = ids.length;
  const loops = new Float64Array(size);
  return { size, starts, ends: sources, weights, loops, ...strengthsOf(size, starts, weights, loops) };
}

/** The network whose nodes are the communities, which are numbered from 0 to `count`. */
export function aggregated(network: Network, communities: Int32Array, count: number): Network {
  const { byCommunity, first } = membersOf(communities, count);
  const loops = new Float64Array(count);
  const starts = new Uint32Array(count + 1);
  const ends = new Int32Array(network.ends.length);
  const weights = new Float64Array(network.ends.length);
  const between = new Float64Array(count);
  let edges = 0;
  for (let community = 0; community < count; community += 1) {
    const start = edges;
    let loop = 0;
    for (let at = first[community] as number; at < (first[community + 1] as number); at += 1) {
      const node = byCommunity[at] as number;
      loop += network.loops[node] as number;
      const end = network.starts[node + 1] as number;
      for (let edge = network.starts[node] as number; edge < end; edge += 1) {
        const other = communities[network.ends[edge] as number] as number;
        const weight = network.weights[edge] as number;
        if (other === community) {
          loop += weight;
          continue;
        }
        if (between[other] === 0) {
          ends[edges] = other;
          edges += 1;
        }
        between[other] = (between[other] as number) + weight;
      }
    }
    for (let edge = start; edge < edges; edge += 1) {
      const other = ends[edge] as number;
      weights[edge] = between[other] as number;
      between[other] = 0;
    }
    loops[community] = loop;
    starts[community + 1] = edges;
  }
  const kept = { ends: ends.slice(0, edges), weights: weights.slice(0, edges) };
  return { size: count, starts, ...kept, loops, ...strengthsOf(count, starts, kept.weights, loops) };
}

/** The nodes of each community one after another. */
function membersOf(communities: Int32Array, count: number): { byCommunity: Int32Array; first: Uint32Array } {
  const first = new Uint32Array(count + 1);
  for (const community of communities) first[community + 1] = (first[community + 1] as number) + 1;
  for (let community = 0; community < count; community += 1) {
    first[community + 1] = (first[community + 1] as number) + (first[community] as number);
  }
  const next = first.slice();
  const byCommunity = new Int32Array(communities.length);
  for (let node = 0; node < communities.length; node += 1) {
    const community = communities[node] as number;
    byCommunity[next[community] as number] = node;
    next[community] = (next[community] as number) + 1;
  }
  return { byCommunity, first };
}

function strengthsOf(
  size: number,
  starts: Uint32Array,
  weights: Float64Array,
  loops: Float64Array,
): { strengths: Float64Array; total: number } {
  const strengths = loops.slice();
  let total = 0;
  for (let node = 0; node < size; node += 1) {
    let strength = strengths[node] as number;
    const end = starts[node + 1] as number;
    for (let edge = starts[node] as number; edge < end; edge += 1) strength += weights[edge] as number;
    strengths[node] = strength;
    total += strength;
  }
  return { strengths, total };
}
