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
  beginWrite(db);
  try {
    const result = fn();
    statementsOf(db)('COMMIT').run();
    return result;
  } catch (error) {
    rollBack(db);
    throw error;
  }
}

/** Begins a transaction that holds the write lock. */
export function beginWrite(db: Database): void {
  const sql = statementsOf(db);
  const patience = Number(sql('PRAGMA busy_timeout').pluck().get());
  const deadline = performance.now() + patience;
  sql(`PRAGMA busy_timeout = ${TURN_MS}`).get();
  try {
    for (;;) {
      try {
        sql('BEGIN IMMEDIATE').run();
        return;
      } catch (error) {
        if (!isBusy(error) || performance.now() >= deadline) throw error;
      }
    }
  } finally {
    sql(`PRAGMA busy_timeout = ${patience}`).get();
  }
}

/** Takes the open transaction back, unless SQLite has done so already, as it does when the disk is full. */
export function rollBack(db: Database): void {
  if (db.inTransaction) statementsOf(db)('ROLLBACK').run();
}

function isBusy(error: unknown): boolean {
  return String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY');
}
