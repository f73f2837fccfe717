import { degreeSum, spread } from './breadth.ts';
import type { Graph } from './graph.ts';
import type { Marks } from './marks.ts';
import { type Filter, reversed } from './view.ts';

/** How many more edges a search may look at. */
export interface Effort {
  left: number;
}

export interface Meeting {
  /** Steps between the two, if there is a way within what was asked for. */
  distance: number | undefined;
  /** Whether the search ended before it knew. */
  stoppedEarly: boolean;
  /** The least steps from a node to the goal. Holds until the next search. */
  atLeast(node: number): number;
}

interface Side {
  marks: Marks;
  other: Marks;
  filter: Filter;
  /** The nodes at its depth. */
  ring: number[];
  depth: number;
}

/**
 * How far a goal is: a breadth-first search from both ends, which goes on where fewer edges are to be looked at, until
 * they meet. Each ring is finished or not begun, so that how far it gets does not depend on the order of edges.
 */
export function meet(
  graph: Graph,
  start: number,
  goal: number,
  filter: Filter,
  maxLength: number,
  effort: Effort,
): Meeting {
  const [fromStart, fromGoal] = graph.scratch.marks;
  const near: Side = { marks: fromStart, other: fromGoal, filter, ring: [start], depth: 0 };
  const far: Side = { marks: fromGoal, other: fromStart, filter: reversed(filter), ring: [goal], depth: 0 };
  for (const { marks, ring } of [near, far]) {
    marks.clear(graph.size);
    for (const node of ring) marks.set(node, 0);
  }
  const atLeast = (node: number): number => {
    const known = fromGoal.get(node);
    return known === -1 ? far.depth + 1 : known;
  };
  while (near.depth + far.depth < maxLength && near.ring.length > 0 && far.ring.length > 0) {
    const [a, b] = [degreeSum(graph, near.ring), degreeSum(graph, far.ring)];
    effort.left -= Math.min(a, b);
    if (effort.left < 0) return { distance: undefined, stoppedEarly: true, atLeast };
    const side = a < b ? near : far;
    const next: number[] = [];
    for (const node of side.ring) {
      spread(graph, node, side.filter, graph.scratch.ends, side.marks, side.depth + 1, next);
    }
    side.ring = next;
    side.depth += 1;
    // What they have in common first is at the edge of both.
    if (next.some((node) => side.other.get(node) !== -1)) {
      return { distance: near.depth + far.depth, stoppedEarly: false, atLeast };
    }
  }
  return { distance: undefined, stoppedEarly: false, atLeast };
}
