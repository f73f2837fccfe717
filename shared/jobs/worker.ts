import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { explainDatabaseError } from '../db/explain.ts';
import type { Logger } from '../log.ts';
import { IzaError } from '../mcp/errors.ts';
import type { JobKind } from './job-kind.ts';
import { createRunningJob, failureOf, JobLost, type RunningJob } from './run-job.ts';
import type { JobRow, JobStore, Outcome } from './store.ts';

/** Work that takes its process down each time has to end some day. */
const MAX_ATTEMPTS = 5;
const CLOSING_MS = 1_000;

export interface WorkerOptions {
  db: Database;
  store: JobStore;
  clock: Clock;
  log: Logger;
  kinds: Readonly<Record<string, JobKind>>;
  leaseMs: number;
  heartbeatMs: number;
  concurrency: number;
  /** Called after every change to a job of this process. */
  changed(): void;
}

/** This process's share of the work. */
export interface Worker {
  /** Renews the leases held, gives up what was taken away, takes up what waits. Returns the ids taken up. */
  beat(): string[];
  /** Beats from now on, and once at once; failures are logged, since another beat follows. */
  start(): void;
  /** Stops an attempt whose job was cancelled. */
  stop(id: string): void;
  close(): Promise<void>;
}

export function createWorker(options: WorkerOptions): Worker {
  const { db, store, clock, log, kinds, leaseMs, concurrency, changed } = options;
  const running = new Map<string, RunningJob & { ended: Promise<void> }>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const beat = (): string[] => {
    for (const { claim, lose } of running.values()) {
      if (!store.renew(claim, clock.now() + leaseMs)) lose();
    }
    const taken: string[] = [];
    while (!closed && running.size < concurrency) {
      const row = store.claim(Object.keys(kinds), clock.now(), clock.now() + leaseMs);
      if (!row) break;
      taken.push(row.id);
      begin(row);
    }
    return taken;
  };

  /** The disk may have room again at the next beat, the file may be free again. */
  const beatSafely = (): void => {
    if (closed) return;
    try {
      beat();
    } catch (error) {
      log.warn({ err: error }, 'jobs could not be looked after');
    }
  };

  const begin = (row: JobRow): void => {
    const own = createRunningJob({ db, store, clock, changed, row });
    const ended = attempt(row, own).finally(() => {
      // A job that was lost and taken up again by this same process has another attempt under its id.
      if (running.get(row.id)?.claim === own.claim) running.delete(row.id);
      changed();
      if (!closed) setImmediate(beatSafely);
    });
    running.set(row.id, { ...own, ended });
  };

  const attempt = async (row: JobRow, own: RunningJob): Promise<void> => {
    const jobLog = log.child({ job: row.id, kind: row.kind });
    try {
      const outcome = await outcomeOf(row, own, jobLog);
      if (own.job.signal.aborted) return;
      own.flush();
      store.finish(own.claim, outcome, clock.now());
    } catch (error) {
      // The lease runs out and another attempt is made: what this one did is repeated, not lost.
      if (!(error instanceof JobLost)) jobLog.warn({ err: error }, 'the end of a job could not be written');
    }
  };

  const outcomeOf = async (row: JobRow, own: RunningJob, jobLog: Logger): Promise<Outcome> => {
    try {
      const kind = kinds[row.kind];
      if (!kind || row.attempts > MAX_ATTEMPTS) throw givenUp();
      // Its caller is answered before the work begins.
      await Promise.resolve();
      const result = await kind.run(kind.input.parse(JSON.parse(row.input)), own.job);
      return { status: 'done', result: JSON.stringify(result ?? null) };
    } catch (error) {
      if (own.job.signal.aborted) throw new JobLost(row.id);
      return failureOf(error, explainDatabaseError(error), jobLog);
    }
  };

  return {
    beat,
    start() {
      timer ??= setInterval(beatSafely, options.heartbeatMs).unref();
      beatSafely();
    },
    stop: (id) => running.get(id)?.lose(),
    async close() {
      closed = true;
      clearInterval(timer);
      const owned = [...running.values()];
      for (const { claim, lose } of owned) {
        try {
          store.release(claim);
        } catch (error) {
          log.warn({ err: error, job: claim.id }, 'a job could not be put back; its lease will run out');
        }
        lose();
      }
      const late = new AbortController();
      const patience = sleep(CLOSING_MS, undefined, { signal: late.signal }).catch(() => undefined);
      await Promise.race([Promise.all(owned.map(({ ended }) => ended)), patience]);
      late.abort();
    },
  };
}

function givenUp(): IzaError {
  return new IzaError(
    'INTERNAL',
    `The job was given up: its process ended ${MAX_ATTEMPTS} times while it ran.`,
    {
      hint: 'Start it again with less to do at a time.',
    },
  );
}
