import type { Statements } from '../../../shared/db/statements.ts';
import type { Source, SourceItem, SourceKind } from '../sources/source.ts';
import type { SourceChange, SourceView } from './store.ts';

interface SourceRow {
  name: string;
  kind: string;
  location: string | null;
  watch: number;
  paused: number;
  cursor: string | null;
  scanned_at: number | null;
  skipped: string;
  problem: string | null;
}

interface ItemRow {
  external_id: string;
  size: number | null;
  mtime: number | null;
  hash: string | null;
  status: SourceItem['status'];
  reason: string | null;
  episode: number | null;
}

const ITEM = 'SELECT external_id, size, mtime, hash, status, reason, episode FROM source_item';

export function createSourceView(sql: Statements): SourceView {
  return {
    async list(graph) {
      return sql<[string], SourceRow>('SELECT * FROM source WHERE graph = ? ORDER BY name')
        .all(graph)
        .map(decodeSource);
    },
    async graphs() {
      return sql<[], { graph: string }>('SELECT DISTINCT graph FROM source ORDER BY graph')
        .all()
        .map(({ graph }) => graph);
    },
    async find(graph, name) {
      const row = sql<[string, string], SourceRow>('SELECT * FROM source WHERE graph = ? AND name = ?').get(
        graph,
        name,
      );
      return row && decodeSource(row);
    },
    async items(graph, source, after, limit, status) {
      return sql<[string, string, string, string | null, number], ItemRow>(
        `${ITEM} WHERE graph = ? AND source = ? AND external_id > ? AND status = coalesce(?, status)
         ORDER BY external_id LIMIT ?`,
      )
        .all(graph, source, after, status ?? null, limit)
        .map(decodeItem);
    },
    async item(graph, source, externalId) {
      const row = sql<[string, string, string], ItemRow>(
        `${ITEM} WHERE graph = ? AND source = ? AND external_id = ?`,
      ).get(graph, source, externalId);
      return row && decodeItem(row);
    },
    async counts(graph, source) {
      const rows = sql<[string, string], { status: SourceItem['status']; items: number }>(
        'SELECT status, count(*) AS items FROM source_item WHERE graph = ? AND source = ? GROUP BY status',
      ).all(graph, source);
      const counts = { indexed: 0, failed: 0, skipped: 0 };
      for (const { status, items } of rows) counts[status] = items;
      return counts;
    },
  };
}

/** Within the transaction of a change. */
export function createSourceChange(sql: Statements, graph: string): SourceChange {
  return {
    ...createSourceView(sql),
    async put({ name, kind, location, watch, paused, cursor, scannedAt, skipped, problem }) {
      sql(
        `INSERT INTO source (graph, name, kind, location, watch, paused, cursor, scanned_at, skipped, problem)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET kind = excluded.kind, location = excluded.location, watch = excluded.watch,
           paused = excluded.paused, cursor = excluded.cursor, scanned_at = excluded.scanned_at,
           skipped = excluded.skipped, problem = excluded.problem`,
      ).run(
        graph,
        name,
        kind,
        location ?? null,
        watch ? 1 : 0,
        paused ? 1 : 0,
        cursor ?? null,
        scannedAt ?? null,
        JSON.stringify(skipped),
        problem ?? null,
      );
    },
    async remove(name) {
      sql('DELETE FROM source_item WHERE graph = ? AND source = ?').run(graph, name);
      sql('DELETE FROM source WHERE graph = ? AND name = ?').run(graph, name);
    },
    async putItem(source, { externalId, size, mtime, hash, status, reason, episode }) {
      sql(
        `INSERT INTO source_item (graph, source, external_id, size, mtime, hash, status, reason, episode)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET size = excluded.size, mtime = excluded.mtime, hash = excluded.hash,
           status = excluded.status, reason = excluded.reason, episode = excluded.episode`,
      ).run(
        graph,
        source,
        externalId,
        size ?? null,
        mtime ?? null,
        hash ?? null,
        status,
        reason ?? null,
        episode ?? null,
      );
    },
    async removeItem(source, externalId) {
      sql('DELETE FROM source_item WHERE graph = ? AND source = ? AND external_id = ?').run(
        graph,
        source,
        externalId,
      );
    },
  };
}

function decodeSource(row: SourceRow): Source {
  return {
    name: row.name,
    kind: row.kind as SourceKind,
    watch: row.watch === 1,
    paused: row.paused === 1,
    skipped: JSON.parse(row.skipped),
    ...(row.location !== null && { location: row.location }),
    ...(row.cursor !== null && { cursor: row.cursor }),
    ...(row.scanned_at !== null && { scannedAt: row.scanned_at }),
    ...(row.problem !== null && { problem: row.problem }),
  };
}

function decodeItem(row: ItemRow): SourceItem {
  return {
    externalId: row.external_id,
    status: row.status,
    ...(row.size !== null && { size: row.size }),
    ...(row.mtime !== null && { mtime: row.mtime }),
    ...(row.hash !== null && { hash: row.hash }),
    ...(row.reason !== null && { reason: row.reason }),
    ...(row.episode !== null && { episode: row.episode }),
  };
}
