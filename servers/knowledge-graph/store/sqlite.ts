import type { Clock } from '../../../shared/clock.ts';
import { type CommitQueue, createCommitQueue } from '../../../shared/db/commit-queue.ts';
import type { Database } from '../../../shared/db/database.ts';
import type { LazyDatabase } from '../../../shared/db/lazy-database.ts';
import { answered, keepAnswer } from '../../../shared/db/receipt.ts';
import { type Statements, statementsOf } from '../../../shared/db/statements.ts';
import { openChange } from './sqlite-change.ts';
import { relationNames } from './sqlite-relations.ts';
import { replayChange } from './sqlite-replay.ts';
import { verifyDatabase } from './sqlite-verify.ts';
import { createView } from './sqlite-view.ts';
import type { GraphStore, GraphView } from './store.ts';

/** How long a scrub waits for readers of other processes; a call is waiting for it. */
const SCRUB_WAIT_MS = 1_000;

interface Connection {
  db: Database;
  sql: Statements;
}

/**
 * Graphs in a SQLite database that several processes share. What asks and what writes has a connection each, since
 * both wait in between: nobody sees half a change.
 */
export function createSqliteGraphStore(
  { reading, writing }: { reading: LazyDatabase; writing: LazyDatabase },
  clock: Clock,
): GraphStore {
  let reader: (Connection & { view: GraphView }) | undefined;
  let writer: (Connection & { queue: CommitQueue }) | undefined;
  let asking: Promise<unknown> = Promise.resolve();
  let unscrubbed = false;

  const openReader = async () => {
    const db = await reading.get();
    if (reader?.db !== db) {
      const sql = statementsOf(db);
      reader = { db, sql, view: createView(sql, relationNames(sql)) };
    }
    return reader;
  };
  const openWriter = async () => {
    const db = await writing.get();
    if (writer?.db !== db) writer = { db, sql: statementsOf(db), queue: createCommitQueue(db) };
    return writer;
  };

  const inTurn = <T>(ask: () => Promise<T>): Promise<T> => {
    const result = asking.then(ask, ask);
    asking = result.catch(() => undefined);
    return result;
  };

  return {
    async read(ask) {
      const { sql, view } = await openReader();
      return inTurn(async () => {
        sql('BEGIN').run();
        try {
          return await ask(view);
        } finally {
          sql('COMMIT').run();
        }
      });
    },

    async change(origin, make) {
      const { db, sql, queue } = await openWriter();
      const { receipt, ...line } = origin;
      return queue.run(async () => {
        const before = answered<Awaited<ReturnType<typeof make>>>(db, clock, receipt);
        if (before) return before.value;
        const { change, close } = openChange(sql, clock.now(), line);
        const result = await make({
          ...change,
          async erase(kind, row) {
            unscrubbed = true;
            await change.erase(kind, row);
          },
        });
        close();
        keepAnswer(db, clock, receipt, result);
        return result;
      });
    },

    async replay(change) {
      const { sql, queue } = await openWriter();
      return queue.run(async () => replayChange(sql, change));
    },

    async scrub() {
      const { db, queue } = await openWriter();
      await queue.idle();
      unscrubbed = !truncateLog(db);
      return !unscrubbed;
    },

    verify: async () => verifyDatabase((await openReader()).db),

    async close() {
      await writer?.queue.idle();
      await asking;
      await reading.close();
      if (unscrubbed && writer && writing.opened) truncateLog(writer.db);
      await writing.close();
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
