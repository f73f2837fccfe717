import type { Clock } from '../clock.ts';
import { LlmError } from './errors.ts';
import type { Sleep } from './sleep.ts';

/** What a provider gets to end by itself once its attempt is over, so that it can say what was used. */
const GRACE_MS = 250;

/** The time a piece of work has. `end` has to be called when it is done, or the process waits for it. */
export interface Deadline {
  /** Aborted with an LlmError, TIMEOUT or CANCELLED. */
  readonly signal: AbortSignal;
  /** When it is over, in milliseconds of the monotonic clock. */
  readonly at: number;
  /** Milliseconds it has in all. */
  readonly ms: number;
  /** Gives the whole time anew. */
  restart(): void;
  /** Aborts before its time. */
  stop(reason: LlmError): void;
  end(): void;
}

export interface Timing {
  clock: Clock;
  sleep: Sleep;
}

/** Starts a deadline; `what` names the work in the error: `The call`. The parent's abort is passed on. */
export function startDeadline(
  ms: number,
  parent: AbortSignal | undefined,
  { clock, sleep }: Timing,
  what: string,
): Deadline {
  const controller = new AbortController();
  let timer = new AbortController();
  let at = clock.monotonic() + ms;

  const run = (): void => {
    const mine = timer;
    at = clock.monotonic() + ms;
    sleep(ms, mine.signal).then(
      () => controller.abort(late(what, ms)),
      () => undefined,
    );
  };
  const cancel = (): void => {
    timer.abort();
    controller.abort(parent?.reason instanceof LlmError ? parent.reason : cancelled(what));
  };

  if (parent?.aborted) cancel();
  else {
    parent?.addEventListener('abort', cancel, { once: true });
    run();
  }
  return {
    signal: controller.signal,
    ms,
    get at() {
      return at;
    },
    restart() {
      timer.abort();
      timer = new AbortController();
      if (!controller.signal.aborted) run();
    },
    stop(reason) {
      timer.abort();
      controller.abort(reason);
    },
    end() {
      timer.abort();
      parent?.removeEventListener('abort', cancel);
    },
  };
}

function late(what: string, ms: number): LlmError {
  return new LlmError('TIMEOUT', `${what} took longer than ${Math.round(ms / 1000)} s.`, {
    retryable: true,
    hint: 'Allow more time, ask for less, or try again later.',
  });
}

function cancelled(what: string): LlmError {
  return new LlmError('CANCELLED', `${what} was cancelled.`, { retryable: false });
}

/**
 * Waits for work until the signal aborts, and then a moment more: work that ends by itself can say what it used.
 * Work that does not listen is left behind. @throws what the work throws, else the reason of the signal.
 */
export async function withinSignal<T>(work: Promise<T>, signal: AbortSignal, sleep: Sleep): Promise<T> {
  const settled = new AbortController();
  const given = new Promise<never>((_, reject) => {
    const giveUp = (): void => {
      sleep(GRACE_MS, settled.signal).then(
        () => reject(signal.reason),
        () => undefined,
      );
    };
    if (signal.aborted) giveUp();
    else {
      signal.addEventListener('abort', giveUp, { once: true });
      settled.signal.addEventListener('abort', () => signal.removeEventListener('abort', giveUp));
    }
  });
  try {
    return await Promise.race([work, given]);
  } finally {
    settled.abort();
  }
}
