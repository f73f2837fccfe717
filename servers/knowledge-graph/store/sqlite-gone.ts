import type { Statements } from '../../../shared/db/statements.ts';
import type { GoneRow } from './store.ts';

/** Rows that changes after this one ended or erased, in the order of rows. */
export function readGone(
  sql: Statements,
  kind: 'chunk' | 'mention',
  graph: string,
  after: number,
): GoneRow[] {
  const rows = sql<[object], { row: number; ended: number; erased: number }>(
    `SELECT t.row, t.ended,
       EXISTS (SELECT 1 FROM erasure e WHERE e.kind = @kind AND e.row = t.row AND e.seq > @after) AS erased
     FROM ${kind} t JOIN graph g ON g.id = t.graph_id
     WHERE g.name = @graph AND (t.ended > @after
       OR t.row IN (SELECT row FROM erasure WHERE seq > @after AND kind = @kind))
     ORDER BY t.row`,
  ).all({ kind, graph, after });
  return rows.map(({ row, ended, erased }) => ({ row, ended, erased: erased === 1 }));
}
