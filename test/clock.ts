import type { Clock } from '../shared/clock.ts';

/** A clock that stands still until it is told otherwise. */
export interface TestClock extends Clock {
  /** Sets it as a person would: no time has passed. */
  set(ms: number): void;
  /** Lets time pass. */
  advance(ms: number): void;
}

export const NOON = Date.UTC(2026, 10, 20, 12);

export function testClock(start = NOON): TestClock {
  let time = start;
  let passed = 0;
  return {
    now: () => time,
    monotonic: () => passed,
    set: (ms) => {
      time = ms;
    },
    advance: (ms) => {
      time += ms;
      passed += ms;
    },
  };
}
