import { degreeSum, spread } from './breadth.ts';
import type { Graph } from './graph.ts';
import { FARTHEST } from './marks.ts';
import type { View } from './view.ts';

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
  const filter = graph.filter(options);
  const { ends, marks } = graph.scratch;
  const [seen] = marks;
  seen.clear(graph.size);
  const found: number[] = [];
  for (const id of ids) {
    const node = graph.find(id);
    if (node === -1 || seen.get(node) !== -1) continue;
    seen.set(node, 0);
    found.push(node);
  }
  const starts = [0];
  let left = maxEdges;
  let stoppedEarly = cut(graph, found, 0, limit);
  for (let distance = 1; distance <= depth && !stoppedEarly; distance += 1) {
    const from = starts.at(-1) as number;
    const end = found.length;
    if (from === end) break;
    left -= degreeSum(graph, found, from, end);
    if (left < 0) {
      stoppedEarly = true;
      break;
    }
    starts.push(end);
    for (let at = from; at < end; at += 1)
      spread(graph, found[at] as number, filter, ends, seen, distance, found);
    stoppedEarly = cut(graph, found, end, limit);
  }
  const distances = new Uint8Array(found.length);
  for (const [distance, start] of starts.entries()) distances.fill(distance, start);
  return { ids: Uint32Array.from(found, graph.id), distances, stoppedEarly };
}

/** Cuts the nodes behind `from` to the limit, to those with the lowest ids. Returns whether there were more. */
function cut(graph: Graph, found: number[], from: number, limit: number): boolean {
  if (found.length <= limit) return false;
  const layer = found.splice(from).sort((a, b) => graph.id(a) - graph.id(b));
  found.push(...layer.slice(0, limit - from));
  return true;
}
