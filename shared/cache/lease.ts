import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import type { Disk } from './store/disk.ts';
import type { FlightClaim, FlightRow } from './store/flights.ts';

/** A poll costs some microseconds; most loads take longer than the first pauses. */
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 100;
/** How often a lease is renewed within its length. */
const BEATS = 3;

/**
 * Whether a process may still be at work on it. An end further away than any lease comes from a clock that was set
 * back since.
 */
export function isHeld({ state, until }: FlightRow, now: number, leaseMs: number): boolean {
  return state === 'running' && now < until && until <= now + 2 * leaseMs;
}

/** Keeps a lease alive until the returned function is called. */
export function holdLease(disk: Disk, clock: Clock, claim: FlightClaim, leaseMs: number): () => void {
  const renew = () => disk.write(({ flights }) => flights.renew(claim, clock.now() + leaseMs), false);
  const timer = setInterval(renew, leaseMs / BEATS).unref();
  return () => clearInterval(timer);
}

/** Looks again and again, at growing intervals, until there is something to see. Rejects when the signal aborts. */
export async function poll<T>(look: () => Promise<T | undefined>, signal: AbortSignal): Promise<T> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, 2 * pause)) {
    await sleep(pause, undefined, { signal });
    const seen = await look();
    if (seen !== undefined) return seen;
  }
}
