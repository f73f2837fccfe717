import { type Database, write } from '../db/database.ts';
import type { JobStatus } from './job-view.ts';

/** The table of the jobs; include it in the first migration of a server that has long work. */
export const JOB_TABLE = `
  CREATE TABLE job (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    input TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    done REAL,
    total REAL,
    message TEXT,
    checkpoint TEXT,
    result TEXT,
    error TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    fence INTEGER NOT NULL DEFAULT 0,
    lease_until INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    finished_at INTEGER
  ) STRICT;
  CREATE INDEX job_open ON job (seq) WHERE status IN ('queued', 'running');
`;

export interface JobRow {
  seq: number;
  id: string;
  kind: string;
  input: string;
  status: JobStatus;
  done: number | null;
  total: number | null;
  message: string | null;
  checkpoint: string | null;
  result: string | null;
  error: string | null;
  attempts: number;
  fence: number;
  created_at: number;
  finished_at: number | null;
}

/** The right to write to a job: worthless as soon as another owner, or a cancellation, has raised the fence. */
export interface Claim {
  id: string;
  fence: number;
}

export interface Progress {
  done: number;
  total: number | null;
  message: string | null;
}

export type Outcome = { status: 'done'; result: string } | { status: 'failed'; error: string };

/** The queries on the job table. All of them are one statement or one transaction; times are ms since the epoch. */
export function createJobStore(db: Database) {
  const columns = `seq, id, kind, input, status, done, total, message, checkpoint, result, error, attempts, fence,
    created_at, finished_at`;
  const get = db.prepare<[string], JobRow>(`SELECT ${columns} FROM job WHERE id = ?`);
  const held = "id = ? AND fence = ? AND status = 'running'";

  return {
    get: (id: string) => get.get(id),

    insert(id: string, kind: string, input: string, now: number): void {
      db.prepare("INSERT INTO job (id, kind, input, status, created_at) VALUES (?, ?, ?, 'queued', ?)").run(
        id,
        kind,
        input,
        now,
      );
    },

    /** The job of this kind and input that waits or runs; those of them that are done make room. */
    openOne(kind: string, input: string): string | undefined {
      const one = db
        .prepare<[string, string], { id: string }>(
          "SELECT id FROM job WHERE status IN ('queued', 'running') AND kind = ? AND input = ? ORDER BY seq LIMIT 1",
        )
        .get(kind, input);
      if (!one)
        db.prepare("DELETE FROM job WHERE kind = ? AND input = ? AND status = 'done'").run(kind, input);
      return one?.id;
    },

    /** The newest first, from the one before `beforeSeq`. */
    list(status: JobStatus | undefined, limit: number, beforeSeq: number): JobRow[] {
      return db
        .prepare<[number, string | null, string | null, number], JobRow>(
          `SELECT ${columns} FROM job WHERE seq < ? AND (? IS NULL OR status = ?) ORDER BY seq DESC LIMIT ?`,
        )
        .all(beforeSeq, status ?? null, status ?? null, limit);
    },

    count(status: JobStatus | undefined): number {
      const row = db
        .prepare<[string | null, string | null], { n: number }>(
          'SELECT count(*) AS n FROM job WHERE ? IS NULL OR status = ?',
        )
        .get(status ?? null, status ?? null);
      return row?.n ?? 0;
    },

    /** Takes the oldest job of these kinds that waits or whose owner let its lease run out. */
    claim(kinds: readonly string[], now: number, leaseUntil: number): JobRow | undefined {
      // Most looks find nothing; they should not stand in the writers' queue.
      const open = db.prepare<[number]>(
        "SELECT 1 FROM job WHERE status IN ('queued', 'running') AND (status = 'queued' OR lease_until <= ?) LIMIT 1",
      );
      if (!open.get(now)) return undefined;
      return write(db, () =>
        db
          .prepare<[number, string, number], JobRow>(
            `UPDATE job SET status = 'running', attempts = attempts + 1, fence = fence + 1, lease_until = ?
             WHERE seq = (
               SELECT seq FROM job
               WHERE status IN ('queued', 'running') AND kind IN (SELECT value FROM json_each(?))
                 AND (status = 'queued' OR lease_until <= ?)
               ORDER BY seq LIMIT 1
             )
             RETURNING ${columns}`,
          )
          .get(leaseUntil, JSON.stringify(kinds), now),
      );
    },

    /** False when the claim is worth nothing any more. */
    renew({ id, fence }: Claim, leaseUntil: number): boolean {
      return (
        db.prepare(`UPDATE job SET lease_until = ? WHERE ${held}`).run(leaseUntil, id, fence).changes === 1
      );
    },

    progress({ id, fence }: Claim, { done, total, message }: Progress): boolean {
      return (
        db
          .prepare(`UPDATE job SET done = ?, total = ?, message = ? WHERE ${held}`)
          .run(done, total, message, id, fence).changes === 1
      );
    },

    checkpoint({ id, fence }: Claim, value: string): boolean {
      return db.prepare(`UPDATE job SET checkpoint = ? WHERE ${held}`).run(value, id, fence).changes === 1;
    },

    finish({ id, fence }: Claim, outcome: Outcome, now: number): boolean {
      const result = outcome.status === 'done' ? outcome.result : null;
      const error = outcome.status === 'failed' ? outcome.error : null;
      return (
        db
          .prepare(`UPDATE job SET status = ?, result = ?, error = ?, finished_at = ? WHERE ${held}`)
          .run(outcome.status, result, error, now, id, fence).changes === 1
      );
    },

    /** Puts a job back in the queue as if it had not been taken, keeping its checkpoint. */
    release({ id, fence }: Claim): void {
      db.prepare(
        `UPDATE job SET status = 'queued', attempts = attempts - 1, fence = fence + 1, lease_until = 0 WHERE ${held}`,
      ).run(id, fence);
    },

    /** False when it had finished before. The raised fence shuts out whoever runs it, in any process. */
    cancel(id: string, now: number): boolean {
      return (
        db
          .prepare(
            `UPDATE job SET status = 'cancelled', fence = fence + 1, finished_at = ?
             WHERE id = ? AND status IN ('queued', 'running')`,
          )
          .run(now, id).changes === 1
      );
    },
  };
}

export type JobStore = ReturnType<typeof createJobStore>;
