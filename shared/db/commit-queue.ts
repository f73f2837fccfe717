import type BetterSqlite3 from 'better-sqlite3';
import { statementsOf } from './statements.ts';
import { beginWrite, rollBack } from './write-lock.ts';

type Database = BetterSqlite3.Database;

/** As many as are worth one flush of the disk, and few enough that other processes get their turn. */
const MAX_GROUP = 64;

/** Runs transactions that wait for something in between one after another on a connection that nobody else uses. */
export interface CommitQueue {
  /**
   * Resolves when what `work` wrote is on disk; when `work` rejects, nothing of it is there. Those that come while
   * others run share one commit, each in a savepoint of its own.
   */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when nothing is waiting any more. */
  idle(): Promise<void>;
}

interface Waiting {
  work(): Promise<unknown>;
  resolve(value: unknown): void;
  reject(reason: unknown): void;
}

export function createCommitQueue(db: Database): CommitQueue {
  const sql = statementsOf(db);
  const waiting: Waiting[] = [];
  let draining: Promise<void> | undefined;

  /** Runs one in a savepoint; what it came to is told after the commit. */
  const step = async ({ work, resolve, reject }: Waiting): Promise<() => void> => {
    sql('SAVEPOINT step').run();
    try {
      const value = await work();
      sql('RELEASE step').run();
      return () => resolve(value);
    } catch (error) {
      // A full disk takes the whole transaction back; then the commit below fails for all of the group.
      if (db.inTransaction) {
        sql('ROLLBACK TO step').run();
        sql('RELEASE step').run();
      }
      return () => reject(error);
    }
  };

  const group = async (): Promise<void> => {
    const taken: Waiting[] = [];
    try {
      beginWrite(db);
      const told: (() => void)[] = [];
      for (let next = waiting.shift(); next; next = told.length < MAX_GROUP ? waiting.shift() : undefined) {
        taken.push(next);
        told.push(await step(next));
      }
      sql('COMMIT').run();
      for (const tell of told) tell();
    } catch (error) {
      rollBack(db);
      // Where the lock was not to be had, the first in line is told so; the others may be luckier.
      const failed = taken.length > 0 ? taken : waiting.splice(0, 1);
      for (const { reject } of failed) reject(error);
    }
  };

  const drain = async (): Promise<void> => {
    while (waiting.length > 0) await group();
    draining = undefined;
  };

  return {
    run<T>(work: () => Promise<T>) {
      return new Promise<T>((resolve, reject) => {
        waiting.push({ work, resolve: resolve as (value: unknown) => void, reject });
        // Not at once: calls that came in the same turn share the commit.
        draining ??= Promise.resolve().then(drain);
      });
    },
    async idle() {
      while (draining) await draining;
    },
  };
}
