import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../../shared/clock.ts';
import type { Job } from '../../../shared/jobs/run-job.ts';

/** How many there were, and the changes that memory_admin can undo. */
export interface Tally {
  count: number;
  changes: string[];
}

/** What a consolidation did. */
export interface Consolidated {
  merged: Tally;
  closed: Tally;
  /** Put before a person, the newer held back until then. */
  conflicts: Tally;
  archived: Tally;
  digests: Tally & {
    by_model: number;
    /** Conversations of which the extract stayed although a model was asked, and why. */
    extracts: { session: string; reason: string }[];
  };
  /** The newest version that was looked at: the next run by itself goes on behind it. */
  through: number;
}

export const STAGES = ['pairs', 'digests', 'archive'] as const;
export type Stage = (typeof STAGES)[number];

/** What is kept to go on from. It holds no text: what is forgotten must not be found here. */
export interface Reached {
  stage: Stage;
  /** The last item that is done with: a seq, or the id of a conversation. */
  cursor: string;
  result: Consolidated;
}

/** A run under way, as its stages see it. */
export interface Work {
  readonly result: Consolidated;
  readonly signal: AbortSignal;
  /**
   * Called after each item: keeps what was done, and lets calls go first when a slice is used up.
   * @throws JobLost when the job was cancelled, taken over, or the server closes.
   */
  rest(cursor: string | number): Promise<void>;
}

/** Milliseconds of work at a time, with room for the item that goes past them: no call waits for more than 20. */
const SLICE_MS = 10;
const SLICE_ITEMS = 50;
/** Between slices: half of a core at most, since somebody may be using the machine. */
const REST_MS = 5;
/** Between two checkpoints while there is nothing to lose but reading. */
const CHECKPOINT_MS = 1_000;
/** Ids of changes that are told; the log of operations has them all. */
const TOLD = 200;

export function nothingDone(): Consolidated {
  const none = (): Tally => ({ count: 0, changes: [] });
  return {
    merged: none(),
    closed: none(),
    conflicts: none(),
    archived: none(),
    digests: { ...none(), by_model: 0, extracts: [] },
    through: 0,
  };
}

export function count(tally: Tally, change: string, items = 1): void {
  tally.count += items;
  if (tally.changes.length < TOLD) tally.changes.push(change);
}

/** Grows with everything that is done. */
function doneIn({ merged, closed, conflicts, archived, digests }: Consolidated): number {
  return merged.count + closed.count + conflicts.count + archived.count + digests.count;
}

export function createWork(job: Job, clock: Clock, stage: Stage, result: Consolidated): Work {
  let begun = clock.monotonic();
  let kept = begun;
  let items = 0;
  let told = doneIn(result);
  let done = 0;
  return {
    result,
    signal: job.signal,
    async rest(cursor) {
      done += 1;
      items += 1;
      job.progress(done, undefined, stage);
      const now = clock.monotonic();
      if (doneIn(result) !== told || now - kept >= CHECKPOINT_MS) {
        job.checkpoint({ stage, cursor: String(cursor), result } satisfies Reached);
        told = doneIn(result);
        kept = now;
      }
      if (items < SLICE_ITEMS && now - begun < SLICE_MS) return;
      await sleep(REST_MS, undefined, { signal: job.signal });
      begun = clock.monotonic();
      items = 0;
    },
  };
}
