import { degreeSum } from './breadth.ts';
import type { Graph } from './graph.ts';
import { clearMarks, distanceOf, type Marks, mark } from './marks.ts';
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
 * How far a goal is: a breadth-first search from both ends, which goes on from the smaller ring until they meet. The
 * edges of a ring are all looked at or none, so that nothing depends on their order.
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
  const begin = (node: number, marks: Marks, other: Marks, along: Filter): Side => {
    clearMarks(marks, graph.size);
    mark(marks, node, 0);
    return { marks, other, filter: along, ring: [node], depth: 0 };
  };
  const near = begin(start, fromStart, fromGoal, filter);
  const far = begin(goal, fromGoal, fromStart, reversed(filter));
  let distance: number | undefined;
  /** The depth of the last ring around the goal that is marked as a whole. */
  let finished = 0;
  const atLeast = (node: number): number => {
    const known = distanceOf(fromGoal, node);
    if (known >= 0) return known;
    // Whoever is on a shortest path is known, so that those beside it are at least a step farther.
    const reached = distanceOf(fromStart, node);
    const beside = reached < 0 || distance === undefined ? 0 : distance - reached + 1;
    return Math.max(beside, finished + 1);
  };
  while (near.depth + far.depth < maxLength && near.ring.length > 0 && far.ring.length > 0) {
    const side = near.ring.length <= far.ring.length ? near : far;
    effort.left -= degreeSum(graph, side.ring);
    if (effort.left < 0) return { distance, stoppedEarly: true, atLeast };
    const met = nextRing(graph, side);
    if (met.length === 0) {
      finished = far.depth;
      continue;
    }
    distance = near.depth + far.depth;
    const stoppedEarly = !markBetween(graph, met, near, far, effort);
    return { distance, stoppedEarly, atLeast };
  }
  return { distance, stoppedEarly: false, atLeast };
}

/**
 * Goes on by one ring. Returns the nodes in it that the other side has reached as well; from the first of them on, no
 * others are marked, because nobody asks for them any more.
 */
function nextRing(graph: Graph, side: Side): number[] {
  const { ends } = graph.scratch;
  const { base, values } = side.marks;
  const { base: metFrom, values: others } = side.other;
  side.depth += 1;
  const ring: number[] = [];
  const met: number[] = [];
  for (const node of side.ring) {
    const count = graph.expand(node, side.filter, ends);
    const { nodes } = ends;
    for (let at = 0; at < count; at += 1) {
      const next = nodes[at] as number;
      // What they have in common first is at the edge of both.
      const common = (others[next] as number) >= metFrom;
      if ((met.length > 0 && !common) || (values[next] as number) >= base) continue;
      values[next] = base + side.depth;
      if (common) met.push(next);
      else ring.push(next);
    }
  }
  side.ring = ring;
  return met;
}

/** Marks how far the goal is from the nodes of shortest paths before the middle. Returns whether it could finish. */
function markBetween(graph: Graph, met: number[], near: Side, far: Side, effort: Effort): boolean {
  const { ends } = graph.scratch;
  let ring = met;
  for (let depth = near.depth - 1; depth > 0; depth -= 1) {
    effort.left -= degreeSum(graph, ring);
    if (effort.left < 0) return false;
    const next: number[] = [];
    for (const node of ring) {
      const count = graph.expand(node, far.filter, ends);
      for (let at = 0; at < count; at += 1) {
        const before = ends.nodes[at] as number;
        if (distanceOf(near.marks, before) !== depth || distanceOf(far.marks, before) >= 0) continue;
        mark(far.marks, before, near.depth + far.depth - depth);
        next.push(before);
      }
    }
    ring = next;
  }
  return true;
}
