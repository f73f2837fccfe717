import type { Clock } from '../../clock.ts';
import { type Database, write } from '../../db/database.ts';
import type { LazyDatabase } from '../../db/lazy-database.ts';
import type { Logger } from '../../log.ts';
import { type CacheStore, createCacheStore } from './store.ts';

/** The database as something that a cache can do without. */
export interface Disk {
  /** Answers `otherwise` where the database cannot be read. */
  read<T>(work: (store: CacheStore) => T, otherwise: T): Promise<T>;
  /** The same in a transaction. */
  write<T>(work: (store: CacheStore) => T, otherwise: T): Promise<T>;
  /** The same, for what may not be left undone: throws the error of the database. */
  must<T>(work: (store: CacheStore) => T): Promise<T>;
}

/** Waiting stops the whole process, and a cache is not worth that: it stands behind every writer of data. */
const PATIENCE_MS = 1_000;
/** After a failure the database is left alone for so long. */
const PAUSE_MS = 5_000;

export function createDisk(database: LazyDatabase, clock: Clock, log: Logger): Disk {
  let opened: { db: Database; store: CacheStore } | undefined;
  const pausedUntil = { read: Number.NEGATIVE_INFINITY, write: Number.NEGATIVE_INFINITY };
  let reported = false;

  const open = async () => {
    const db = await database.get();
    opened ??= { db, store: createCacheStore(db) };
    return opened;
  };

  const attempt = async <T>(
    kind: 'read' | 'write',
    work: (store: CacheStore) => T,
    otherwise: T,
  ): Promise<T> => {
    if (clock.monotonic() < pausedUntil[kind]) return otherwise;
    try {
      const { db, store } = await open();
      const value = kind === 'read' ? work(store) : lightly(db, () => work(store));
      if (kind === 'write') reported = false;
      return value;
    } catch (error) {
      pausedUntil[kind] = clock.monotonic() + PAUSE_MS;
      if (!reported) log.warn({ err: error }, 'the cache goes on without its database');
      reported = true;
      return otherwise;
    }
  };

  return {
    read: (work, otherwise) => attempt('read', work, otherwise),
    write: (work, otherwise) => attempt('write', work, otherwise),
    async must(work) {
      const { db, store } = await open();
      return write(db, () => work(store));
    },
  };
}

/**
 * A transaction that waits for a short while only, and that a power cut may undo: it holds nothing that cannot be
 * loaded again. The next one that has to last takes it along, since the log is flushed in order.
 */
function lightly<T>(db: Database, work: () => T): T {
  const timeout = db.pragma('busy_timeout', { simple: true });
  const synchronous = db.pragma('synchronous', { simple: true });
  try {
    db.pragma(`busy_timeout = ${PATIENCE_MS}`);
    db.pragma('synchronous = NORMAL');
    return write(db, work);
  } finally {
    db.pragma(`synchronous = ${synchronous}`);
    db.pragma(`busy_timeout = ${timeout}`);
  }
}
