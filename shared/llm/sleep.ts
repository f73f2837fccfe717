import { setTimeout } from 'node:timers/promises';

/**
 * Waits some milliseconds; rejects as soon as the signal aborts. Handed in together with the clock, so that a test
 * passes hours in no time.
 */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

export const systemSleep: Sleep = (ms, signal) => setTimeout(ms, undefined, { signal });
