import type { Clock } from '../shared/clock.ts';

/** A clock that stands still until it is told otherwise. */
export interface TestClock extends Clock {
  set(ms: number): void;
  advance(ms: number): void;
}

export const NOON = Date.UTC(2026, 10, 20, 12);

export function testClock(start = NOON): TestClock {
  let time = start;
  return {
    now: () => time,
    set: (ms) => {
      time = ms;
    },
    advance: (ms) => {
      time += ms;
    },
  };
}
