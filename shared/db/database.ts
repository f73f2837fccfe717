import { chmod, mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type BetterSqlite3 from 'better-sqlite3';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { type Migration, migrate, refuseNewer } from './migrate.ts';
import { withWriteLock } from './write-lock.ts';

export type Database = BetterSqlite3.Database;

/** `full`: an acknowledged write survives a power cut. `normal`: it survives a crash of the process only. */
export type Durability = 'full' | 'normal';

export interface DatabaseOptions {
  durability: Durability;
  clock: Clock;
  log?: Logger;
}

/** Another process may hold the file: long enough for its longest transaction, shorter than a call may take. */
const BUSY_TIMEOUT_MS = 10_000;
/** Past this size the log is cut back at the next checkpoint, after a long reader let it grow. */
const WAL_LIMIT_BYTES = 64 * 1024 * 1024;
/** Pages that a connection keeps, beside the system, which keeps them for all: SQLite's own default, where better-sqlite3 takes 16 MB. */
const CACHE_KB = 2_000;
const WAL_ATTEMPTS = 200;
const WAL_PAUSE_MS = 50;

/**
 * Opens a database that several processes share: creates the folder (0700) and the file (0600) where they are
 * missing, and brings the tables up to the newest migration. A database of a newer version is left as it was.
 * @throws IzaError VERSION_MISMATCH; errors of SQLite and the file system as they come (see explainDatabaseError).
 */
export async function openDatabase(
  file: string,
  migrations: readonly Migration[],
  { durability, clock, log }: DatabaseOptions,
): Promise<Database> {
  const [{ default: Sqlite }] = await Promise.all([import('better-sqlite3'), createPrivately(file)]);
  const db = new Sqlite(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    refuseNewer(db, migrations);
    await switchToWal(db);
    db.pragma(`synchronous = ${durability === 'full' ? 'FULL' : 'NORMAL'}`);
    db.pragma(`cache_size = -${CACHE_KB}`);
    db.pragma(`journal_size_limit = ${WAL_LIMIT_BYTES}`);
    db.pragma('foreign_keys = ON');
    db.pragma('secure_delete = ON');
    db.pragma('trusted_schema = OFF');
    const applied = migrate(db, migrations, clock);
    log?.debug({ file, applied }, 'database open');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Runs `fn` in one transaction that takes the write lock at its start: a lock taken later, by a transaction that
 * has already read, is refused at once when another process wrote in between. A call inside another joins it.
 */
export function write<T>(db: Database, fn: () => T): T {
  return withWriteLock(db, fn);
}

/**
 * The file has to be private before SQLite writes into it, and SQLite copies its mode to the files beside it.
 * `wx` opens it only when it is new: closing a file that SQLite holds open would drop this process's locks on it
 * (https://sqlite.org/howtocorrupt.html §2.2).
 */
async function createPrivately(file: string): Promise<void> {
  const folder = dirname(file);
  const created = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (created) await chmod(folder, 0o700);
  if (await exists(file)) return;
  const handle = await open(file, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await handle?.close();
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** SQLite does not wait for the lock that this switch needs, so processes that start together take turns here. */
async function switchToWal(db: Database): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      db.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      const busy = String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY');
      if (!busy || attempt === WAL_ATTEMPTS) throw error;
      await sleep(WAL_PAUSE_MS);
    }
  }
}
