import type { Clock } from '../clock.ts';
import { LlmError } from './errors.ts';
import type { Sleep } from './sleep.ts';

const ATTEMPTS = 4;
const BASE_MS = 500;
const LONGEST_MS = 20_000;
/** A provider that asks for longer than this is not waited for: an hour's wait is the caller's to decide. */
export const RETRY_AFTER_CAP_MS = 60_000;

export interface RetryOptions {
  clock: Clock;
  sleep: Sleep;
  /** Numbers in [0, 1). */
  random(): number;
  /** Milliseconds of the monotonic clock, after which nothing more is tried; the signal has to abort then. */
  deadline: number;
  signal: AbortSignal;
  /** 4 unless said. */
  attempts?: number;
  /** Asked after each failure that may pass; yes unless said. */
  mayRetry?(error: LlmError): boolean;
}

/**
 * Runs an attempt up to four times, with pauses of full jitter: anything up to a bound that doubles from 0.5 s to
 * 20 s (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015). What the provider asks to wait is
 * waited in full, and up to half a second more so that not all come back at once.
 * @throws LlmError of the last attempt; when the wait is too long, it says so and how long.
 */
export async function withRetries<T>(
  attempt: (number: number) => Promise<T>,
  options: RetryOptions,
): Promise<T> {
  const { clock, sleep, random, deadline, signal, attempts = ATTEMPTS, mayRetry } = options;
  for (let number = 1; ; number++) {
    try {
      return await attempt(number);
    } catch (error) {
      if (!(error instanceof LlmError) || !error.details.retryable) throw error;
      if (number >= attempts || mayRetry?.(error) === false) throw error;
      const asked = error.details.retryAfterMs;
      if (asked !== undefined && asked > RETRY_AFTER_CAP_MS) throw tooLong(error, asked, clock.now());
      const jitter = random() * Math.min(LONGEST_MS, BASE_MS * 2 ** (number - 1));
      const pause = asked === undefined ? jitter : asked + random() * BASE_MS;
      if (signal.aborted || pause >= deadline - clock.monotonic()) throw error;
      await sleep(pause, signal).catch(() => {
        throw signal.reason;
      });
    }
  }
}

function tooLong(error: LlmError, waitMs: number, now: number): LlmError {
  const until = new Date(now + waitMs).toISOString().slice(0, 19);
  return new LlmError(error.code, error.message, {
    ...error.details,
    hint: `The provider asks to wait ${Math.ceil(waitMs / 1000)} s, until ${until}Z: that is too long to wait here. Call again then.`,
  });
}
