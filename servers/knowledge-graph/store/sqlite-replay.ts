import type { Statements } from '../../../shared/db/statements.ts';
import { countRows, endRow, eraseRow, graphIdOf, writeLine, writeRow } from './sqlite-change.ts';
import { relationNames } from './sqlite-relations.ts';
import type { LoggedChange } from './store.ts';

/** Writes a change of another store as it was. @throws RangeError when it is not the next one, or does not fit. */
export function replayChange(sql: Statements, { added, ended, erased, ...change }: LoggedChange): void {
  const { seq } = change;
  const last = sql<[], { n: number | null }>('SELECT max(seq) AS n FROM change').get()?.n ?? 0;
  if (seq !== last + 1) throw new RangeError(`Change ${seq} does not follow change ${last}.`);
  const relations = relationNames(sql);
  writeLine(sql, change, countRows(sql));
  const graph = graphIdOf(sql, change.graph);
  for (const { kind, record } of added)
    writeRow(sql, relations, kind, record, { row: record.row, graph, seq });
  for (const { kind, row } of ended) {
    if (!endRow(sql, kind, row, seq)) throw new RangeError(`${kind} ${row} is not there, or has ended.`);
  }
  for (const { kind, row } of erased) eraseRow(sql, relations, seq, kind, row);
}
