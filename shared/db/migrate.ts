import type BetterSqlite3 from 'better-sqlite3';
import type { Clock } from '../clock.ts';
import { IzaError } from '../mcp/errors.ts';
import { withWriteLock } from './write-lock.ts';

type Database = BetterSqlite3.Database;

/** One step of a schema: SQL, or a function for what SQL cannot say. Versions count up from 1 without a gap. */
export type Migration =
  | { version: number; sql: string }
  | { version: number; up(db: Database, clock: Clock): void };

/** @throws IzaError VERSION_MISMATCH when a newer Iza wrote this database; nothing has been written to it then. */
export function refuseNewer(db: Database, migrations: readonly Migration[]): void {
  const found = versionOf(db);
  const known = newest(migrations);
  if (found <= known) return;
  throw new IzaError('VERSION_MISMATCH', `The data was written by a newer version of Iza.`, {
    why: `Its schema is version ${found}; this program knows versions up to ${known}.`,
    hint: 'Nothing was touched. Update Iza (`npm install -g iza-os@latest`) and restart every client that runs it.',
  });
}

/**
 * Applies what is missing in one transaction and returns the versions applied. Processes that start together
 * queue for the write lock, and those that come later find nothing left to do.
 */
export function migrate(db: Database, migrations: readonly Migration[], clock: Clock): number[] {
  checkNumbering(migrations);
  if (versionOf(db) === newest(migrations)) return [];
  return withWriteLock(db, () => {
    refuseNewer(db, migrations);
    const missing = migrations.slice(versionOf(db));
    for (const migration of missing) {
      if ('sql' in migration) db.exec(migration.sql);
      else migration.up(db, clock);
    }
    db.pragma(`user_version = ${newest(migrations)}`);
    return missing.map(({ version }) => version);
  });
}

function versionOf(db: Database): number {
  return Number(db.pragma('user_version', { simple: true }));
}

function newest(migrations: readonly Migration[]): number {
  return migrations.at(-1)?.version ?? 0;
}

function checkNumbering(migrations: readonly Migration[]): void {
  const wrong = migrations.findIndex(({ version }, index) => version !== index + 1);
  if (wrong >= 0) throw new RangeError(`Migration ${wrong + 1} is numbered ${migrations[wrong]?.version}.`);
}
