import type { Database } from '../../../shared/db/database.ts';
import { RECORD_KINDS, type RecordKind } from '../graph.ts';
import { tableOf } from './sqlite-row.ts';

export interface Check {
  name: string;
  ok: boolean;
  detail?: string;
}

/** Looks the whole database through; on a large one this takes a while. */
export function verifyDatabase(db: Database): Check[] {
  const integrity = String(db.pragma('integrity_check(1)', { simple: true }));
  const orphans = (db.pragma('foreign_key_check') as unknown[]).length;
  const count = (sql: string): number => db.prepare<[], { n: number }>(sql).get()?.n ?? 0;
  const gaps = count('SELECT coalesce(max(seq), 0) - count(*) AS n FROM change');
  const early = RECORD_KINDS.reduce((sum, kind) => sum + count(outOfTime(kind)), 0);
  return [
    check('file', integrity === 'ok', integrity),
    check('references', orphans === 0, `${orphans} rows refer to nothing`),
    check('change log', gaps === 0, `${gaps} changes are missing`),
    check(
      'times',
      early === 0,
      `${early} rows were added or ended by no change, or ended before they were added`,
    ),
  ];
}

function outOfTime(kind: RecordKind): string {
  return `SELECT count(*) AS n FROM ${tableOf(kind)} t
    WHERE t.ended < t.added OR NOT EXISTS (SELECT 1 FROM change c WHERE c.seq = t.added)
      OR (t.ended IS NOT NULL AND NOT EXISTS (SELECT 1 FROM change c WHERE c.seq = t.ended))`;
}

function check(name: string, ok: boolean, detail: string): Check {
  return { name, ok, ...(!ok && { detail }) };
}
