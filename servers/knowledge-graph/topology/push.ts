import { createSteps, type Walkable } from './walk.ts';

export interface PushOptions {
  /** How likely a walk ends at each node, in (0, 1]; 0.5 unless said. */
  alpha?: number | undefined;
  /** What may be left undone at a node for each of its edges, above 0; 1e-6 unless said. */
  epsilon?: number | undefined;
}

export interface Pushed {
  /** Nodes at which walks were found to end, in no order that means something. */
  nodes: Int32Array;
  /** How likely a walk ends there, at least. */
  scores: Float64Array;
  /** What the scores lack to add up to 1. */
  left: number;
}

export type Push = (
  graph: Walkable,
  seeds: Iterable<readonly [node: number, weight: number]>,
  options?: PushOptions,
) => Pushed;

/**
 * Where walks end that begin at some seeds (personalised PageRank), found by pushing along what has not been walked
 * yet, from nodes at which at least epsilon for each edge is left: Andersen, Chung and Lang, Local graph partitioning
 * using PageRank vectors (2006, https://doi.org/10.1109/FOCS.2006.44), whose walks are lazy while these are not. It
 * looks at no more than 1 / (alpha · epsilon) edges, however large the graph is. A walk that cannot go on ends.
 *
 * The arrays of a push are kept for the next one.
 */
export function createPush(): Push {
  let scores = new Float64Array(0);
  let residues = new Float64Array(0);
  let queued = new Uint8Array(0);
  /** Nodes to push from, round and round: none is in it twice. */
  let queue = new Int32Array(0);
  const steps = createSteps();

  function run(
    graph: Walkable,
    seeds: Map<number, number>,
    alpha: number,
    epsilon: number,
    touched: number[],
  ) {
    let [first, waiting] = [0, 0];
    const reach = (node: number, share: number): void => {
      const before = residues[node] as number;
      if (before === 0 && scores[node] === 0) touched.push(node);
      const residue = before + share;
      residues[node] = residue;
      if (queued[node] === 1 || residue < epsilon * graph.degree(node)) return;
      queued[node] = 1;
      const end = first + waiting;
      queue[end < queue.length ? end : end - queue.length] = node;
      waiting += 1;
    };
    for (const [node, share] of seeds) reach(node, share);
    while (waiting > 0) {
      const node = queue[first] as number;
      first = first + 1 === queue.length ? 0 : first + 1;
      waiting -= 1;
      queued[node] = 0;
      const residue = residues[node] as number;
      residues[node] = 0;
      const count = graph.expand(node, steps);
      const { nodes, weights } = steps;
      let all = 0;
      for (let at = 0; at < count; at += 1) all += weights[at] as number;
      scores[node] = (scores[node] as number) + (count > 0 ? alpha : 1) * residue;
      const each = ((1 - alpha) * residue) / all;
      if (each > 0)
        for (let at = 0; at < count; at += 1) reach(nodes[at] as number, each * (weights[at] as number));
    }
  }

  return (graph, seeds, { alpha = 0.5, epsilon = 1e-6 } = {}) => {
    if (!(alpha > 0 && alpha <= 1)) throw new RangeError(`Alpha is above 0 and at most 1, not ${alpha}.`);
    if (!(epsilon > 0)) throw new RangeError(`Epsilon is above 0, not ${epsilon}.`);
    const shares = sharesOf(seeds, graph.size);
    if (graph.size > queue.length) {
      const size = graph.size + (graph.size >>> 3);
      scores = new Float64Array(size);
      residues = new Float64Array(size);
      queued = new Uint8Array(size);
      queue = new Int32Array(size);
    }
    const touched: number[] = [];
    try {
      run(graph, shares, alpha, epsilon, touched);
      const ends = touched.filter((node) => (scores[node] as number) > 0);
      return {
        nodes: Int32Array.from(ends),
        scores: Float64Array.from(ends, (node) => scores[node] as number),
        left: touched.reduce((sum, node) => sum + (residues[node] as number), 0),
      };
    } finally {
      for (const node of touched) {
        scores[node] = 0;
        residues[node] = 0;
        queued[node] = 0;
      }
    }
  };
}

/** The seeds with weights that add up to 1. @throws RangeError for a node that is none, or a weight below 0. */
function sharesOf(
  seeds: Iterable<readonly [node: number, weight: number]>,
  size: number,
): Map<number, number> {
  const weights = new Map<number, number>();
  let sum = 0;
  for (const [node, weight] of seeds) {
    if (!Number.isInteger(node) || node < 0 || node >= size)
      throw new RangeError(`There is no node ${node}.`);
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`The weight of a seed is a number from 0, not ${weight}.`);
    }
    if (weight === 0) continue;
    weights.set(node, (weights.get(node) ?? 0) + weight);
    sum += weight;
  }
  for (const [node, weight] of weights) weights.set(node, weight / sum);
  return weights;
}
