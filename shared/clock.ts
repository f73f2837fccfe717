/** Where the time comes from; handed in, so that a test can stop it. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00Z, by a clock that a person or a time server may set: for dates. */
  now(): number;
  /** Milliseconds since some moment in the past, which never go back: for how long something takes. */
  monotonic(): number;
}

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
