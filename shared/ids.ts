import { randomFillSync } from 'node:crypto';
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
export function createIds(clock: Clock, random: PRNG = cryptographic()): Ids {
  const ulid = monotonicFactory(random);
  return { next: () => ulid(clock.now()) };
}

/** An identifier takes sixteen random bytes one by one, and asking for each costs as much as asking for many. */
function cryptographic(): PRNG {
  const bytes = new Uint8Array(1_024);
  let used = bytes.length;
  return () => {
    if (used === bytes.length) {
      randomFillSync(bytes);
      used = 0;
    }
    const byte = bytes[used] ?? 0;
    bytes[used++] = 0;
    return byte / 256;
  };
}

export const systemIds: Ids = createIds(systemClock);
