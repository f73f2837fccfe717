import type { Clock } from '../../../shared/clock.ts';
import { IzaError } from '../../../shared/mcp/errors.ts';

export interface Limits {
  /** Rows that a clause may give on their way to the result. */
  rows: number;
  /** Entities and facts read. */
  reads: number;
  /** Values that one list or map may hold, with all within it. */
  values: number;
  milliseconds: number;
}

export const LIMITS: Limits = { rows: 100_000, reads: 200_000, values: 100_000, milliseconds: 10_000 };

const LESS =
  'Begin with an id, a name, a key or a label, name the types of relationships, lower the hops, or put LIMIT earlier with WITH.';

/** What one query may cost. Each of them fails with TOO_LARGE or TIMEOUT and says which was hit. */
export interface Budget {
  readonly limits: Limits;
  /** How many more may be read. */
  left(): number;
  read(count: number): void;
  rows(count: number): void;
  values(count: number): void;
  /** Looks at the clock. */
  tick(): void;
}

export function createBudget(clock: Clock, limits: Limits, signal?: AbortSignal): Budget {
  const deadline = clock.monotonic() + limits.milliseconds;
  let reads = 0;
  const fail = (what: string, limit: number): never => {
    throw new IzaError('TOO_LARGE', `The query was stopped: more than ${limit} ${what}.`, { hint: LESS });
  };
  const tick = (): void => {
    if (signal?.aborted) throw new IzaError('CANCELLED', 'The query was cancelled.');
    if (clock.monotonic() > deadline)
      throw new IzaError('TIMEOUT', `The query was stopped after ${limits.milliseconds} milliseconds.`, {
        hint: LESS,
      });
  };
  let ticks = 0;
  return {
    limits,
    left: () => limits.reads - reads,
    read(count) {
      reads += count;
      tick();
      if (reads > limits.reads) fail('entities and facts to be read', limits.reads);
    },
    rows(count) {
      ticks += 1;
      if (ticks % 256 === 0) tick();
      if (count > limits.rows) fail('rows on the way', limits.rows);
    },
    values(count) {
      if (count > limits.values) fail('values in one list, map or text', limits.values);
    },
    tick,
  };
}
