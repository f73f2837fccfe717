import type { Source, SourceItem } from '../sources/source.ts';
import type { Asking } from './neo4j-asking.ts';
import type { Neo4jRow } from './neo4j-client.ts';
import { keyOf } from './neo4j-row.ts';
import type { SourceChange, SourceView } from './store.ts';

/** What is remembered of sources: a node each, which holds it as JSON beside what it is found by. */
export function createSourceView({ names, run }: Asking): SourceView {
  const { source: label, sourceItem: items } = names;
  return {
    async graphs() {
      const rows = await run(`MATCH (s:${label}) RETURN DISTINCT s.graph AS graph ORDER BY graph`);
      return rows.map(({ graph }) => String(graph));
    },
    async list(graph) {
      const rows = await run(`MATCH (s:${label} {graph: $graph}) RETURN s.data AS data ORDER BY s.name`, {
        graph,
      });
      return rows.map((row) => decode<Source>(row));
    },
    async find(graph, name) {
      const [row] = await run(`MATCH (s:${label} {key: $key}) RETURN s.data AS data`, {
        key: keyOf(graph, name),
      });
      return row && decode<Source>(row);
    },
    async items(graph, source, after, limit, status) {
      const rows = await run(
        `MATCH (i:${items} {source: $source}) WHERE i.externalId > $after AND i.status = coalesce($status, i.status)
         RETURN i.data AS data ORDER BY i.externalId LIMIT $limit`,
        { source: keyOf(graph, source), after, limit, status: status ?? null },
      );
      return rows.map((row) => decode<SourceItem>(row));
    },
    async item(graph, source, externalId) {
      const [row] = await run(`MATCH (i:${items} {key: $key}) RETURN i.data AS data`, {
        key: keyOf(graph, source, externalId),
      });
      return row && decode<SourceItem>(row);
    },
    async counts(graph, source) {
      const counts = { indexed: 0, failed: 0, skipped: 0 };
      const rows = await run(
        `MATCH (i:${items} {source: $source}) RETURN i.status AS status, count(*) AS items`,
        { source: keyOf(graph, source) },
      );
      for (const { status, items: n } of rows) counts[status as SourceItem['status']] = Number(n);
      return counts;
    },
  };
}

/** Within the transaction of a change. */
export function createSourceChange(asking: Asking, graph: string): SourceChange {
  const { names, run } = asking;
  const { source: label, sourceItem: items } = names;
  return {
    ...createSourceView(asking),
    async put(source) {
      await run(`MERGE (s:${label} {key: $key}) SET s.graph = $graph, s.name = $name, s.data = $data`, {
        key: keyOf(graph, source.name),
        graph,
        name: source.name,
        data: JSON.stringify(source),
      });
    },
    async remove(name) {
      await run(`MATCH (i:${items} {source: $source}) DELETE i`, { source: keyOf(graph, name) });
      await run(`MATCH (s:${label} {key: $key}) DELETE s`, { key: keyOf(graph, name) });
    },
    async putItem(source, item) {
      await run(
        `MERGE (i:${items} {key: $key})
         SET i.source = $source, i.externalId = $externalId, i.status = $status, i.data = $data`,
        {
          key: keyOf(graph, source, item.externalId),
          source: keyOf(graph, source),
          externalId: item.externalId,
          status: item.status,
          data: JSON.stringify(item),
        },
      );
    },
    async removeItem(source, externalId) {
      await run(`MATCH (i:${items} {key: $key}) DELETE i`, { key: keyOf(graph, source, externalId) });
    },
  };
}

function decode<T>({ data }: Neo4jRow): T {
  return JSON.parse(String(data)) as T;
}
