import { degreeSum } from './breadth.ts';
import type { Graph } from './graph.ts';
import { clearMarks, distanceOf, FARTHEST, mark } from './marks.ts';
import type { Filter, View } from './view.ts';

export interface WithinOptions extends View {
  /** Most entities, those to start from included; 10,000 unless said. */
  limit?: number | undefined;
  /** Most edges to look at; 5 million unless said. */
  maxEdges?: number | undefined;
}

/** Entities by their distance, those to start from first; at the same distance in no order that means something. */
export interface Within {
  ids: Uint32Array;
  distances: Uint8Array;
  /** Whether a limit was met: there may be more, though not nearer than the last distance here. */
  stoppedEarly: boolean;
}

const LIMIT = 10_000;
export const MAX_EDGES = 5_000_000;

/**
 * Entities that so many edges lead to: a breadth-first search. Where a limit cuts a distance short, the entities with
 * the lowest ids are kept; a distance whose edges are too many is left out as a whole.
 *
 * @param depth 0 to FARTHEST.
 */
export function within(
  graph: Graph,
  ids: Iterable<number>,
  depth: number,
  options: WithinOptions = {},
): Within {
  if (!Number.isInteger(depth) || depth < 0 || depth > FARTHEST) {
    throw new RangeError(`A depth is an integer from 0 to ${FARTHEST}, not ${depth}.`);
  }
  const { limit = LIMIT, maxEdges = MAX_EDGES } = options;
  if (!Number.isInteger(limit) || limit < 0) throw new RangeError(`A limit is a whole number, not ${limit}.`);
  const filter = graph.filter(options);
  const [seen] = graph.scratch.marks;
  clearMarks(seen, graph.size);
  if (graph.scratch.found.length < graph.size) graph.scratch.found = new Int32Array(2 * graph.size);
  const { found } = graph.scratch;
  let count = 0;
  for (const id of ids) {
    const node = graph.find(id);
    if (node === -1 || distanceOf(seen, node) >= 0) continue;
    mark(seen, node, 0);
    found[count] = node;
    count += 1;
  }
  /** Where each distance starts. */
  const starts = [0];
  let left = maxEdges;
  let stoppedEarly = count > limit;
  count = cut(graph, found, 0, count, limit);
  for (let distance = 1; distance <= depth && !stoppedEarly; distance += 1) {
    const from = starts.at(-1) as number;
    if (from === count) break;
    left -= degreeSum(graph, found, from, count);
    if (left < 0) {
      stoppedEarly = true;
      break;
    }
    starts.push(count);
    const end = nextDistance(graph, filter, found, from, count, distance);
    stoppedEarly = end > limit;
    count = cut(graph, found, count, end, limit);
  }
  const entities = new Uint32Array(count);
  const distances = new Uint8Array(count);
  for (const [distance, start] of starts.entries()) distances.fill(distance, start);
  for (let at = 0; at < count; at += 1) entities[at] = graph.id(found[at] as number);
  return { ids: entities, distances, stoppedEarly };
}

/** Finds what is one step from the nodes at `from` to `end`, and puts it behind them. Returns where that ends. */
function nextDistance(
  graph: Graph,
  filter: Filter,
  found: Int32Array,
  from: number,
  end: number,
  distance: number,
): number {
  const { ends, marks } = graph.scratch;
  const { base, values } = marks[0];
  let count = end;
  for (let at = from; at < end; at += 1) {
    const steps = graph.expand(found[at] as number, filter, ends);
    const { nodes } = ends;
    for (let step = 0; step < steps; step += 1) {
      const next = nodes[step] as number;
      if ((values[next] as number) >= base) continue;
      values[next] = base + distance;
      found[count] = next;
      count += 1;
    }
  }
  return count;
}

/** Leaves of the nodes at `from` to `end` those with the lowest ids, if they go beyond the limit. Returns their end. */
function cut(graph: Graph, found: Int32Array, from: number, end: number, limit: number): number {
  if (end <= limit) return end;
  found.set(
    found.slice(from, end).sort((a, b) => graph.id(a) - graph.id(b)),
    from,
  );
  return limit;
}
