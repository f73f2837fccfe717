import type { Clock } from '../clock.ts';
import { decodeSeqCursor, encodeCursor } from '../db/cursor.ts';
import { type Database, write } from '../db/database.ts';
import type { LazyDatabase } from '../db/lazy-database.ts';
import { once } from '../db/receipt.ts';
import type { Ids } from '../ids.ts';
import type { Logger } from '../log.ts';
import { IzaError } from '../mcp/errors.ts';
import type { Call } from '../mcp/surface.ts';
import type { Receipt } from '../mcp/tool.ts';
import { checkJobInput, type JobKind } from './job-kind.ts';
import { isFinished, type JobStatus, type JobView } from './job-view.ts';
import { createJobStore, type JobRow, type JobStore } from './store.ts';
import { viewOf } from './view-of.ts';
import { createWorker, type Worker } from './worker.ts';

export interface JobsOptions {
  db: LazyDatabase;
  clock: Clock;
  ids: Ids;
  log: Logger;
  kinds: Readonly<Record<string, JobKind>>;
  /** An owner that has not renewed for this long is taken for dead. */
  leaseMs?: number;
  /** How often this process renews its leases, looks for cancellations, and takes up waiting jobs. */
  heartbeatMs?: number;
  /** Jobs that run in this process at a time; others wait. */
  concurrency?: number;
}

export interface JobPage {
  items: JobView[];
  total: number;
  cursor?: string;
}

export interface Jobs {
  start(kind: string, input: unknown, options?: { receipt?: Receipt | undefined }): Promise<JobView>;
  /**
   * For work that the program gives itself: there is one such job at a time for all processes, and of those that are
   * done only the last is kept. Answers with the one that is open, or a new one.
   */
  startOne(kind: string, input: unknown): Promise<JobView>;
  get(id: string): Promise<JobView>;
  list(filter?: {
    status?: JobStatus | undefined;
    limit?: number;
    cursor?: string | undefined;
  }): Promise<JobPage>;
  /** Ends a job in whichever process it runs; answers with it as it was when it had finished before. */
  cancel(id: string): Promise<JobView>;
  /** Takes up jobs that wait or whose owner died, and goes on doing so. Returns the ids taken up now. */
  resume(): Promise<string[]>;
  /** Waits for the end of a job, showing its progress to the call; at the deadline answers with it as it is. */
  waitFor(
    id: string,
    call: Pick<Call, 'signal' | 'progress'>,
    options?: { deadlineMs?: number },
  ): Promise<JobView>;
  /** Stops this process's work and puts its jobs back in the queue for the next one. */
  close(): Promise<void>;
}

const LEASE_MS = 15_000;
const HEARTBEAT_MS = 1_000;
const CONCURRENCY = 2;
const DEADLINE_MS = 15_000;
const POLL_MS = 100;

/** Long work that survives its process, in a table that all processes on one database share. */
export function createJobs(options: JobsOptions): Jobs {
  const { clock, ids, log, kinds } = options;
  const { leaseMs = LEASE_MS, heartbeatMs = HEARTBEAT_MS, concurrency = CONCURRENCY } = options;
  const waiters = new Set<() => void>();
  let opened: { db: Database; store: JobStore; worker: Worker } | undefined;
  let closed = false;

  const changed = (): void => {
    for (const waiter of waiters) waiter();
  };

  const open = async () => {
    if (closed) throw new IzaError('UNAVAILABLE', 'The server is shutting down.');
    const db = await options.db.get();
    if (!opened) {
      const store = createJobStore(db);
      const limits = { leaseMs, heartbeatMs, concurrency };
      opened = { db, store, worker: createWorker({ db, store, clock, log, kinds, changed, ...limits }) };
    }
    return opened;
  };

  return {
    async start(kind, input, { receipt } = {}) {
      checkJobInput(kinds, kind, input);
      const json = JSON.stringify(input ?? null);
      const { db, store, worker } = await open();
      const { id } = once(db, clock, receipt, () => {
        const created = ids.next();
        store.insert(created, kind, json, clock.now());
        return { id: created };
      });
      worker.start();
      return viewOf(rowOf(store, id));
    },

    async startOne(kind, input) {
      checkJobInput(kinds, kind, input);
      const json = JSON.stringify(input ?? null);
      const { db, store, worker } = await open();
      const id = write(db, () => {
        const known = store.openOne(kind, json);
        if (known !== undefined) return known;
        const created = ids.next();
        store.insert(created, kind, json, clock.now());
        return created;
      });
      worker.start();
      return viewOf(rowOf(store, id));
    },

    async get(id) {
      const { store } = await open();
      return viewOf(rowOf(store, id));
    },

    async list({ status, limit = 20, cursor } = {}) {
      const { store } = await open();
      const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : decodeSeqCursor(cursor);
      const rows = store.list(status, limit + 1, before);
      const shown = rows.slice(0, limit);
      const last = shown.at(-1);
      return {
        items: shown.map(viewOf),
        total: store.count(status),
        ...(last && rows.length > limit && { cursor: encodeCursor(last.seq) }),
      };
    },

    async cancel(id) {
      const { store, worker } = await open();
      if (store.cancel(id, clock.now())) worker.stop(id);
      changed();
      return viewOf(rowOf(store, id));
    },

    async resume() {
      const { worker } = await open();
      const taken = worker.beat();
      worker.start();
      return taken;
    },

    async waitFor(id, call, { deadlineMs = DEADLINE_MS } = {}) {
      const { store } = await open();
      const deadline = AbortSignal.any([call.signal, AbortSignal.timeout(deadlineMs)]);
      for (;;) {
        const view = viewOf(rowOf(store, id));
        const { progress } = view;
        if (progress) await call.progress(progress.done, progress.total, progress.message);
        if (isFinished(view.status) || deadline.aborted || closed) return view;
        await nextChange(waiters, deadline);
      }
    },

    async close() {
      closed = true;
      await opened?.worker.close();
      changed();
    },
  };
}

function rowOf(store: JobStore, id: string): JobRow {
  const row = store.get(id);
  if (row) return row;
  throw new IzaError('NOT_FOUND', `There is no job ${JSON.stringify(id.slice(0, 100))}.`, {
    hint: 'List the jobs to see their ids.',
  });
}

/** Resolves at a change in this process, after a while (for those in other processes), or at the end. */
function nextChange(waiters: Set<() => void>, end: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(poll);
      waiters.delete(done);
      end.removeEventListener('abort', done);
      resolve();
    };
    const poll = setTimeout(done, POLL_MS);
    waiters.add(done);
    end.addEventListener('abort', done, { once: true });
  });
}
