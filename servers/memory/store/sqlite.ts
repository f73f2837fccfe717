import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../../../shared/clock.ts';
import type { Database } from '../../../shared/db/database.ts';
import type { LazyDatabase } from '../../../shared/db/lazy-database.ts';
import { once } from '../../../shared/db/receipt.ts';
import { type Statements, statementsOf } from '../../../shared/db/statements.ts';
import type { Ids } from '../../../shared/ids.ts';
import { createNewestTexts, type NewestTexts } from './newest-texts.ts';
import { createChange } from './sqlite-change.ts';
import { verifyDatabase } from './sqlite-verify.ts';
import { createView } from './sqlite-view.ts';
import type { ChangeOrigin, MemoryChange, MemoryStore, MemoryView } from './store.ts';

/** How long a scrub waits for readers of other processes; a call is waiting for it. */
const SCRUB_WAIT_MS = 1_000;

interface Open {
  db: Database;
  sql: Statements;
  view: MemoryView;
  newest: NewestTexts;
  /** Asks within one transaction; made once, since better-sqlite3 makes four functions of each. */
  ask: (ask: (view: MemoryView) => unknown) => unknown;
}

/** Memories in a SQLite database that several processes share. It is opened at the first call. */
export function createSqliteMemoryStore(lazy: LazyDatabase, clock: Clock, ids: Ids): MemoryStore {
  let opened: Open | undefined;
  let unscrubbed = false;

  const open = async (): Promise<Open> => {
    const db = await lazy.get();
    if (opened?.db !== db) {
      const sql = statementsOf(db);
      opened?.newest.close();
      const view = createView(sql, () => clock.now());
      const ask = db.transaction((question: (view: MemoryView) => unknown) => question(view)).deferred;
      opened = { db, sql, view, ask, newest: createNewestTexts(sql) };
    }
    return opened;
  };

  return {
    async read<T>(question: (view: MemoryView) => T) {
      const { ask } = await open();
      return ask(question) as T;
    },

    async change<T>(origin: ChangeOrigin, make: (change: MemoryChange) => T): Promise<T> {
      const { db, sql, view, newest } = await open();
      let purged = false;
      const effect = (): T => {
        const context = { now: clock.now(), id: origin.change ?? ids.next(), origin };
        const change = createChange(sql, view, newest, context);
        const erasing = (what: () => void): void => {
          purged = true;
          what();
        };
        return make({
          ...change,
          purge: (memory) => erasing(() => change.purge(memory)),
          redact: (memory, text, fingerprint) => erasing(() => change.redact(memory, text, fingerprint)),
        });
      };
      const result = newest.during(() => once(db, clock, origin.receipt, effect));
      unscrubbed ||= purged;
      return result;
    },

    async scrub() {
      const { db } = await open();
      unscrubbed = !truncateLog(db);
      return !unscrubbed;
    },

    verify: async () => verifyDatabase((await open()).db),

    async backup(file) {
      const { db } = await open();
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      // SQLite writes into an empty file as into none, and this one is nobody else's from the first byte.
      await writeFile(file, '', { flag: 'wx', mode: 0o600 });
      db.prepare('VACUUM INTO ?').run(file);
      return { bytes: (await stat(file)).size };
    },

    async bytes() {
      const { db } = await open();
      const count = (name: string) => Number(db.pragma(name, { simple: true }));
      return count('page_count') * count('page_size');
    },

    async close() {
      opened?.newest.close();
      if (unscrubbed && lazy.opened) truncateLog(await lazy.get());
      await lazy.close();
    },
  };
}

/** Moves the write-ahead log into the database, where deleted bytes are zeroed, and empties it. */
function truncateLog(db: Database): boolean {
  const patience = db.pragma('busy_timeout', { simple: true });
  db.pragma(`busy_timeout = ${SCRUB_WAIT_MS}`);
  try {
    return db.pragma('wal_checkpoint(TRUNCATE)', { simple: true }) === 0;
  } finally {
    db.pragma(`busy_timeout = ${patience}`);
  }
}
