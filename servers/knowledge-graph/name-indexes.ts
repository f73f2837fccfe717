import { createNameIndex, type NameIndex, type NearName } from './resolution/name-index.ts';
import type { GraphView } from './store/store.ts';

/** Rows read at a time. */
const BATCH = 10_000;

/** Names of graphs by their likeness, in memory. */
export interface NameIndexes {
  /** Reads what was added since the last time; from a view of what is committed, since nothing is taken out again. */
  catchUp(view: GraphView, graph: string): Promise<void>;
  /** Entities with names near to this one; some of the names may have ended since. */
  near(graph: string, name: string, limit: number): NearName[];
}

export function createNameIndexes(): NameIndexes {
  const graphs = new Map<string, { index: NameIndex; row: number }>();
  return {
    async catchUp(view, graph) {
      const known = graphs.get(graph) ?? { index: createNameIndex(), row: 0 };
      graphs.set(graph, known);
      for (;;) {
        const rows = await view.scan('alias', graph, known.row, BATCH);
        for (const { row, kind, entity, name, ended } of rows) {
          if (kind !== 'key' && ended === undefined && name !== '') known.index.add(entity, name);
          known.row = row;
        }
        if (rows.length < BATCH) return;
      }
    },
    near: (graph, name, limit) => graphs.get(graph)?.index.near(name, limit) ?? [],
  };
}
