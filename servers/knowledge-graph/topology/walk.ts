/** Where a walk may go from a node, and how likely in proportion. */
export interface Steps {
  nodes: Int32Array;
  /** Above 0. */
  weights: Float64Array;
}

/**
 * What a walk needs to know of a graph. A caller that has nodes of other kinds beside the entities, as chunks of text
 * are, numbers them behind those and puts their steps behind the entities' own.
 */
export interface Walkable {
  /** The numbers of nodes are below it. */
  readonly size: number;
  /** At least the number of steps that `expand` writes down for a node. */
  degree(node: number): number;
  /** Writes down the steps from a node, in arrays that are long enough afterwards; returns how many there are. */
  expand(node: number, into: Steps): number;
}

export function createSteps(): Steps {
  return { nodes: new Int32Array(64), weights: new Float64Array(64) };
}

/** Makes the arrays long enough, keeping what is in them. */
export function reserve(steps: Steps, count: number): void {
  if (count <= steps.nodes.length) return;
  const capacity = Math.max(count, 2 * steps.nodes.length);
  const { nodes, weights } = steps;
  steps.nodes = new Int32Array(capacity);
  steps.weights = new Float64Array(capacity);
  steps.nodes.set(nodes);
  steps.weights.set(weights);
}
