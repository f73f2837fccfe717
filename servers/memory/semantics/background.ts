import type { Clock } from '../../../shared/clock.ts';
import type { Jobs } from '../../../shared/jobs/jobs.ts';
import type { Logger } from '../../../shared/log.ts';
import { waitAfter } from '../vectors/drain.ts';

/** Work that this process sees to in the background. */
export interface Chore {
  /** The kind of job that does it. */
  kind: string;
  input: object;
  /** 0 when there is something to do, milliseconds until there may be, undefined when there is nothing. */
  due(): Promise<number | undefined>;
}

export interface Background {
  /** Something was written: looks for work soon, and not at every write of many. */
  wake(): void;
  /** A job of this kind has ended in this process. One that could not do its work rests for ever longer. */
  ended(kind: string, ok: boolean): void;
  close(): void;
}

/** Long enough for a row of writes to be one batch, short enough that nobody asks before. */
const DEBOUNCE_MS = 300;
const LOOK_AGAIN_MS = 5_000;

/**
 * Starts jobs when there is work for them. Which process does a job is left to the job's lease. Nothing here keeps the
 * process alive or fails anybody's call.
 */
export function createBackground(
  chores: readonly Chore[],
  { jobs, clock, log }: { jobs(): Jobs; clock: Clock; log: Logger },
): Background {
  const rests = new Map<string, { failures: number; until: number }>();
  let timer: NodeJS.Timeout | undefined;
  let at = 0;
  let closed = false;

  const lookIn = (ms: number): void => {
    const wanted = clock.monotonic() + ms;
    if (closed || (timer && at <= wanted)) return;
    clearTimeout(timer);
    at = wanted;
    timer = setTimeout(look, ms).unref();
  };
  const look = (): void => {
    timer = undefined;
    for (const chore of chores) {
      start(chore).catch((error: unknown) => {
        log.debug({ err: error, kind: chore.kind }, 'no work could be started in the background');
        ended(chore.kind, false);
      });
    }
  };
  const start = async ({ kind, input, due }: Chore): Promise<void> => {
    const wait = await due();
    if (closed || wait === undefined) return;
    const rest = (rests.get(kind)?.until ?? 0) - clock.monotonic();
    if (wait > 0 || rest > 0) lookIn(Math.max(wait, rest));
    else {
      await jobs().startOne(kind, input);
      // A process with other settings may take the job up, and leave the work.
      lookIn(LOOK_AGAIN_MS);
    }
  };
  const ended = (kind: string, ok: boolean): void => {
    const failures = ok ? 0 : (rests.get(kind)?.failures ?? 0) + 1;
    rests.set(kind, { failures, until: ok ? 0 : clock.monotonic() + waitAfter(failures) });
    lookIn(ok ? DEBOUNCE_MS : waitAfter(failures));
  };

  return {
    wake: () => lookIn(DEBOUNCE_MS),
    ended,
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
