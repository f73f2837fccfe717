import type BetterSqlite3 from 'better-sqlite3';
import { statementsOf } from './statements.ts';

type Database = BetterSqlite3.Database;

/**
 * How long SQLite may wait at a time. It pauses longer the longer it has waited (1, 2, 5 … 100 ms), so that a process
 * which waits long finds the lock taken again by those that have just come. Begun anew after a few milliseconds, all
 * who wait ask equally often, and none is left behind.
 */
const TURN_MS = 8;

/**
 * Runs `fn` in a transaction that takes the write lock at its start, waiting for it as long as the connection's busy
 * timeout says. Inside another transaction it joins that.
 */
export function withWriteLock<T>(db: Database, fn: () => T): T {
  if (db.inTransaction) return db.transaction(fn)();
  const sql = statementsOf(db);
  const patience = Number(sql('PRAGMA busy_timeout').pluck().get());
  const deadline = performance.now() + patience;
  let begun = false;
  const work = db.transaction(() => {
    begun = true;
    sql(`PRAGMA busy_timeout = ${patience}`).get();
    return fn();
  });
  try {
    sql(`PRAGMA busy_timeout = ${TURN_MS}`).get();
    for (;;) {
      try {
        return work.immediate();
      } catch (error) {
        if (begun || !isBusy(error) || performance.now() >= deadline) throw error;
      }
    }
  } finally {
    if (!begun) sql(`PRAGMA busy_timeout = ${patience}`).get();
  }
}

function isBusy(error: unknown): boolean {
  return String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY');
}
