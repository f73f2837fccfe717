import { setTimeout as sleep } from 'node:timers/promises';

/** Notifications a second apart enough for a person to follow and for a pipe to carry. */
const MIN_INTERVAL_MS = 100;

/**
 * Milliseconds between the last progress and the result. Both SDK clients drop notifications that arrive in the
 * same read as the result over stdio: of 200 calls, 1 ms saves 99 % of them and 5 ms all.
 */
export const FLUSH_MS = 5;

type Send = (progress: number, total?: number, message?: string) => Promise<void>;

export interface ProgressReporter {
  report: Send;
  /** Sends what was held back and leaves the client time to read it; nothing is sent after. Call before the result. */
  flush(): Promise<void>;
}

/** Throttles progress: the first and the last report are always sent, those between `intervalMs` apart. */
export function createProgressReporter(
  send: Send,
  intervalMs = MIN_INTERVAL_MS,
  now: () => number = Date.now,
): ProgressReporter {
  let lastSent = Number.NEGATIVE_INFINITY;
  let lastProgress = Number.NEGATIVE_INFINITY;
  let held: Parameters<Send> | undefined;
  let over = false;

  const deliver = async (...args: Parameters<Send>): Promise<void> => {
    held = undefined;
    lastSent = now();
    await send(...args);
  };

  return {
    async report(progress, total, message) {
      // The protocol wants every report to be larger than the one before.
      if (over || progress <= lastProgress) return;
      lastProgress = progress;
      if (now() - lastSent >= intervalMs) await deliver(progress, total, message);
      else held = [progress, total, message];
    },
    async flush() {
      over = true;
      if (lastSent === Number.NEGATIVE_INFINITY) return;
      if (held) await deliver(...held);
      await sleep(FLUSH_MS);
    },
  };
}
