import { degreeSum } from './breadth.ts';
import type { Graph } from './graph.ts';
import { clearMarks, distanceOf, mark } from './marks.ts';
import type { Effort } from './meet.ts';
import type { Filter } from './view.ts';

/** A path as a list from its last node back to its first. */
export interface Trail {
  node: number;
  previous: Trail | undefined;
  length: number;
  /** The fact of the last step: of several the one that weighs most, then the lowest. */
  fact: number;
  /** The sum of 1 / weight over the steps. */
  resistance: number;
  /** The sum of the degrees of the nodes between the two ends. */
  hubs: number;
}

export interface PathSearch {
  /** The path so far; none of its nodes is entered again. */
  from: Trail;
  goal: number;
  /** The length of the whole path, and no shorter one leads on from here. */
  length: number;
  /** Nodes that the next step does not lead to. */
  banned: ReadonlySet<number>;
  filter: Filter;
  /** The least steps from a node to the goal. */
  atLeast(node: number): number;
}

/** Negative where the first is better: shorter, of facts that weigh more, through smaller hubs, of earlier facts. */
export function compareTrails(a: Trail, b: Trail): number {
  return a.length - b.length || a.resistance - b.resistance || a.hubs - b.hubs || compareFacts(a, b);
}

/** By the first fact in which two trails of the same length differ. */
function compareFacts(a: Trail, b: Trail): number {
  if (a === b || !a.previous || !b.previous) return 0;
  return compareFacts(a.previous, b.previous) || a.fact - b.fact;
}

/**
 * The best way of that length to the goal, ring by ring, leaving out what is too far from it. The best trail to a node
 * is the beginning of the best one through it, because all of them go on alike.
 */
export function bestPath(graph: Graph, search: PathSearch, effort: Effort): Trail | 'stopped' | undefined {
  const { from, goal, length, banned, filter, atLeast } = search;
  const { ends, marks } = graph.scratch;
  const seen = marks[2];
  clearMarks(seen, graph.size);
  for (let trail: Trail | undefined = from; trail; trail = trail.previous) mark(seen, trail.node, 0);
  let ring = new Map([[from.node, from]]);
  for (let at = from.length + 1; at <= length && ring.size > 0; at += 1) {
    effort.left -= degreeSum(graph, [...ring.keys()]);
    if (effort.left < 0) return 'stopped';
    const distance = at - from.length;
    const next = new Map<number, Trail>();
    for (const trail of ring.values()) {
      const hubs = trail.previous ? trail.hubs + graph.degree(trail.node) : 0;
      const count = graph.expand(trail.node, filter, ends);
      for (let end = 0; end < count; end += 1) {
        const node = ends.nodes[end] as number;
        const before = distanceOf(seen, node);
        if ((before >= 0 && before !== distance) || at + atLeast(node) > length) continue;
        if (at === from.length + 1 && banned.has(node)) continue;
        const slot = ends.slots[end] as number;
        const edge = slot < 0 ? ~slot : slot;
        const step: Trail = {
          node,
          previous: trail,
          length: at,
          fact: graph.fact(edge),
          resistance: trail.resistance + 1 / graph.weight(edge),
          hubs,
        };
        const rival = next.get(node);
        if (rival && compareTrails(rival, step) <= 0) continue;
        mark(seen, node, distance);
        next.set(node, step);
      }
    }
    ring = next;
  }
  return ring.get(goal);
}
