import type { Graph } from './graph.ts';
import { type Groups, groupsOf } from './groups.ts';
import { type Snapshot, takeSnapshot } from './snapshot.ts';
import type { View } from './view.ts';

/** Entities that facts connect with one another, whichever way they lead. */
export function components(graph: Graph, view: Omit<View, 'direction'> = {}): Groups {
  const snapshot = takeSnapshot(graph, { ...view, direction: 'both' });
  return groupsOf(
    snapshot.ids,
    connectedParts(snapshot, () => true),
  );
}

/** A label for each node: those that edges connect have the same, the lowest of their numbers. */
export function connectedParts(
  { ids, starts, sources }: Pick<Snapshot, 'ids' | 'starts' | 'sources'>,
  joins: (a: number, b: number) => boolean,
): Int32Array {
  const labels = new Int32Array(ids.length).fill(-1);
  const found: number[] = [];
  for (let first = 0; first < labels.length; first += 1) {
    if (labels[first] !== -1) continue;
    labels[first] = first;
    found.push(first);
    for (let node = found.pop(); node !== undefined; node = found.pop()) {
      const end = starts[node + 1] as number;
      for (let edge = starts[node] as number; edge < end; edge += 1) {
        const next = sources[edge] as number;
        if (labels[next] !== -1 || !joins(node, next)) continue;
        labels[next] = first;
        found.push(next);
      }
    }
  }
  return labels;
}
