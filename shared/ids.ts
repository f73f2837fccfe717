import { monotonicFactory, type PRNG } from 'ulid';
import { type Clock, systemClock } from './clock.ts';

/** Where new identifiers come from; handed in, so that a test can foretell them. */
export interface Ids {
  next(): string;
}

/**
 * ULIDs: 26 characters, ordered by time, and strictly increasing within one source even when the clock
 * stands still or goes back. `random` gives numbers in [0, 1); a cryptographic source unless handed in.
 */
export function createIds(clock: Clock, random?: PRNG): Ids {
  const ulid = monotonicFactory(random);
  return { next: () => ulid(clock.now()) };
}

export const systemIds: Ids = createIds(systemClock);
