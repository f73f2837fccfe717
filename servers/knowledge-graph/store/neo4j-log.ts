import { type Change, RECORD_KINDS, type RecordKind } from '../graph.ts';
import type { Asking } from './neo4j-asking.ts';
import type { Neo4jRow } from './neo4j-client.ts';
import { decodeRow } from './neo4j-row.ts';
import type { Erasable, LoggedChange } from './store.ts';

/** The greatest row number of every kind that has rows. */
export type GreatestRows = Partial<Record<RecordKind, number>>;

/** The change log after a change: what changes of a page did is asked for all of them at once. */
export async function readChanges(
  { names, seq, run }: Asking,
  after: number,
  limit: number,
): Promise<LoggedChange[]> {
  const lines = await run(
    `MATCH (c:${names.change}) WHERE c.seq > $after AND c.seq <= $seq
     RETURN properties(c) AS c ORDER BY c.seq LIMIT $limit`,
    { after, seq, limit },
  );
  const changes = lines.map(({ c }) => ({
    ...toChange(c as Neo4jRow),
    before: JSON.parse(String((c as Neo4jRow).before)) as GreatestRows,
    after: JSON.parse(String((c as Neo4jRow).after)) as GreatestRows,
    added: [] as LoggedChange['added'],
    ended: [] as LoggedChange['ended'],
    erased: [] as LoggedChange['erased'],
  }));
  const [first] = changes;
  const last = changes.at(-1);
  if (!first || !last) return [];
  const of = new Map(changes.map((change) => [change.seq, change]));
  const range = { from: first.seq, to: last.seq };
  for (const kind of RECORD_KINDS) {
    const label = names.row(kind);
    const rows = { before: first.before[kind] ?? 0, after: last.after[kind] ?? 0 };
    const added =
      rows.before === rows.after
        ? []
        : await run(
            `MATCH (t:${label}) WHERE t.row > $before AND t.row <= $after
             WITH t ORDER BY t.row RETURN properties(t) AS t`,
            rows,
          );
    for (const { t } of added) {
      const record = decodeRow(kind, t as Neo4jRow, seq);
      of.get(record.added)?.added.push({ kind, record } as LoggedChange['added'][number]);
    }
    const ended = await run(
      `MATCH (t:${label}) WHERE t.ended >= $from AND t.ended <= $to
       RETURN t.ended AS ended, t.row AS row ORDER BY row`,
      range,
    );
    for (const { ended: by, row } of ended) of.get(Number(by))?.ended.push({ kind, row: Number(row) });
  }
  const erased = await run(
    `MATCH (e:${names.erasure}) WHERE e.seq >= $from AND e.seq <= $to
     RETURN e.seq AS seq, e.kind AS kind, e.row AS row ORDER BY kind, row`,
    range,
  );
  for (const { seq: by, kind, row } of erased) {
    of.get(Number(by))?.erased.push({ kind: kind as Erasable, row: Number(row) });
  }
  return changes.map(({ before: _, after: __, ...change }) => change);
}

export function toChange({ seq, at, graph, tool, client, reason }: Neo4jRow): Change {
  return {
    seq: Number(seq),
    at: Number(at),
    graph: String(graph),
    tool: String(tool),
    ...(typeof client === 'string' && { client }),
    ...(typeof reason === 'string' && { reason }),
  };
}
