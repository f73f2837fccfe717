import type { Clock } from '../clock.ts';
import { type Database, write } from '../db/database.ts';
import type { Logger } from '../log.ts';
import { IzaError } from '../mcp/errors.ts';
import type { Claim, JobRow, JobStore, Outcome, Progress } from './store.ts';

/** What the work sees of its job. Every method throws `JobLost` once another owner or a cancellation took it away. */
export interface Job<C = unknown> {
  readonly id: string;
  /** Aborted when the job is cancelled, taken over, or the server closes. */
  readonly signal: AbortSignal;
  /** The last checkpoint of an earlier attempt. */
  readonly resumedFrom: C | undefined;
  /** Shows how far it is. Cheap: most calls are held back, and the last one before the end is written. */
  progress(done: number, total?: number, message?: string): void;
  /**
   * Keeps a value (of JSON) to resume from. `effect` runs in the same transaction, so that what it writes to this
   * database happens exactly once, however many attempts there are.
   */
  checkpoint(value: C, effect?: (db: Database) => void): void;
}

/** Thrown into work whose job is no longer its own; let it pass. */
export class JobLost extends Error {
  constructor(id: string) {
    super(`Job ${id} was cancelled or taken over.`);
    this.name = 'JobLost';
  }
}

/** A job that this process runs: its claim, and the switch that stops it. */
export interface RunningJob {
  claim: Claim;
  job: Job;
  /** Ends the attempt: nothing that it does afterwards is written. */
  lose(): void;
  /** Writes the progress that was held back. */
  flush(): void;
}

/** Milliseconds between two writes of progress: each costs a commit, and nobody reads faster. */
const PROGRESS_MS = 100;

export function createRunningJob(options: {
  db: Database;
  store: JobStore;
  clock: Clock;
  row: JobRow;
  changed(): void;
}): RunningJob {
  const { db, store, clock, row, changed } = options;
  const claim = { id: row.id, fence: row.fence };
  const stop = new AbortController();
  const lose = (): void => stop.abort(new JobLost(claim.id));
  let wroteProgress = Number.NEGATIVE_INFINITY;
  let held: Progress | undefined;

  const guarded = (writes: () => boolean): void => {
    if (stop.signal.aborted || !writes()) {
      lose();
      throw new JobLost(claim.id);
    }
    changed();
  };
  const flush = (): void => {
    const progress = held;
    if (!progress) return;
    held = undefined;
    wroteProgress = clock.now();
    guarded(() => store.progress(claim, progress));
  };

  return {
    claim,
    lose,
    flush,
    job: {
      id: claim.id,
      signal: stop.signal,
      resumedFrom: row.checkpoint === null ? undefined : JSON.parse(row.checkpoint),
      progress(done, total, message) {
        if (stop.signal.aborted) throw new JobLost(claim.id);
        held = { done, total: total ?? null, message: message ?? null };
        if (clock.now() - wroteProgress >= PROGRESS_MS) flush();
      },
      checkpoint: (value, effect) =>
        guarded(() =>
          write(db, () => {
            const kept = store.checkpoint(claim, JSON.stringify(value ?? null));
            if (kept) effect?.(db);
            return kept;
          }),
        ),
    },
  };
}

/** The outcome of work that threw: what the model may read of it. Other errors go to the log only. */
export function failureOf(error: unknown, explained: IzaError | undefined, log: Logger): Outcome {
  const known = error instanceof IzaError ? error : explained;
  if (!known) log.error({ err: error }, 'job failed');
  const shown = known
    ? { code: known.code, message: known.message, hint: known.details.hint }
    : {
        code: 'INTERNAL',
        message: 'The job failed on an error of its own.',
        hint: 'The log on stderr says more.',
      };
  return { status: 'failed', error: JSON.stringify(shown) };
}
