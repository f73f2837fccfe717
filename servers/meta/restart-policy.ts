const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 30_000;
const MAX_CRASHES = 5;
const WINDOW_MS = 5 * 60_000;

export interface RestartPolicy {
  /** Notes that the server ended by itself, or did not start. */
  crashed(): void;
  /** Forgets the past: someone asked for a new start. */
  reset(): void;
  /** Milliseconds until the next start may be tried; 0 when at once; undefined when it is given up. */
  wait(): number | undefined;
  crashes(): number;
}

/** Doubles the pause after each crash, from 0.25 s to 30 s, and gives up after five crashes in five minutes. */
export function createRestartPolicy(now: () => number): RestartPolicy {
  let crashes: number[] = [];
  let total = 0;
  let givenUp = false;
  const recent = (): number[] => {
    crashes = crashes.filter((at) => now() - at < WINDOW_MS);
    return crashes;
  };
  return {
    crashed() {
      total += 1;
      recent().push(now());
      if (recent().length >= MAX_CRASHES) givenUp = true;
    },
    reset() {
      crashes = [];
      givenUp = false;
    },
    wait() {
      if (givenUp) return undefined;
      const all = recent();
      const last = all.at(-1);
      if (last === undefined) return 0;
      const pause = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (all.length - 1));
      return Math.max(0, last + pause - now());
    },
    crashes: () => total,
  };
}
