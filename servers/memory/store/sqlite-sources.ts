import type { Statements } from '../../../shared/db/statements.ts';
import type { Provenance } from '../memory.ts';
import { present } from './sqlite-row.ts';
import type { MemoryView } from './store.ts';

type SourceRow = { memory: string; total: number } & Record<
  'title' | 'uri' | 'quote' | 'message' | 'client',
  string | null
> & { at: number };

/** Of each memory its first sources, in the order in which they came; of one with a thousand no more are read. */
const SOURCES = `SELECT w.value AS memory, x.title, x.uri, x.quote, x.message, x.client, x.at,
    (SELECT count(*) FROM source c WHERE c.memory_id = w.value AND c.withdrawn = 0) AS total
  FROM json_each(@ids) AS w CROSS JOIN source x ON x.memory_id = w.value AND x.withdrawn = 0
  WHERE x.id <= coalesce((
    SELECT l.id FROM source l WHERE l.memory_id = w.value AND l.withdrawn = 0
    ORDER BY l.id LIMIT 1 OFFSET @limit - 1), x.id)
  ORDER BY x.id`;

/** Questions about where memories are from. */
export function sourceView(sql: Statements): Pick<MemoryView, 'sources' | 'sourcesOf'> {
  const sourcesOf: MemoryView['sourcesOf'] = (ids, limit) => {
    const found = new Map<string, { items: Provenance[]; total: number }>();
    const rows = sql<[object], SourceRow>(SOURCES).all({ ids: JSON.stringify(ids), limit });
    for (const { memory, total, ...source } of rows) {
      const of = found.get(memory) ?? { items: [], total };
      of.items.push(present(source) as Provenance);
      found.set(memory, of);
    }
    return found;
  };
  return { sources: (id, limit) => sourcesOf([id], limit).get(id) ?? { items: [], total: 0 }, sourcesOf };
}
