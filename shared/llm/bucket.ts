const MINUTE_MS = 60_000;

/** The part of a minute's allowance that may go at once. A larger request goes when the bucket is full, and is owed. */
const BURST = 0.05;
/**
 * The part that comes back in a minute. What remains to the whole is room for the burst, for one large request and
 * for guesses that prove too low: so the allowance is not exceeded in any 60 s, whether the provider counts by a bucket
 * of its own, by a sliding window or by the minute of the clock.
 */
const RATE = 0.92;

/** A token bucket (https://en.wikipedia.org/wiki/Token_bucket) whose level may fall below zero. */
export interface Bucket {
  /** Milliseconds until so much may be taken; 0 when it may be now. */
  waitMs(amount: number): number;
  take(amount: number): void;
  /** Corrects what was taken by estimate: a negative difference gives back. */
  correct(difference: number): void;
  /** What the provider says: the allowance a minute, and what is left of it. */
  learn(perMinute: number, remaining: number): void;
  empty(): void;
}

/** `now` gives milliseconds and never goes back. */
export function createBucket(allowance: number, now: () => number): Bucket {
  let perMinute = allowance;
  const capacity = () => perMinute * BURST;
  const perMs = () => (perMinute * RATE) / MINUTE_MS;
  let level = capacity();
  let at = now();

  const refill = (): void => {
    const time = now();
    level = Math.min(capacity(), level + (time - at) * perMs());
    at = time;
  };

  return {
    waitMs(amount) {
      refill();
      const missing = Math.min(amount, capacity()) - level;
      // A millionth of a token is the rounding of floats, and no reason to wait.
      return missing <= 1e-6 ? 0 : Math.ceil(missing / perMs());
    },
    take(amount) {
      refill();
      level -= amount;
    },
    correct(difference) {
      refill();
      level = Math.min(capacity(), level - difference);
    },
    learn(limit, remaining) {
      refill();
      if (limit > 0) perMinute = limit;
      level = Math.min(level, capacity(), remaining);
    },
    empty() {
      refill();
      level = Math.min(level, 0);
    },
  };
}
