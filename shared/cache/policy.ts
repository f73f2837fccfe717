import type { IzaError } from '../mcp/errors.ts';

/** How long a value serves, and where it may be kept. */
export interface CachePolicy {
  /** Milliseconds for which it counts as fresh. Own data is checked by generation besides, so this may be long. */
  freshMs: number;
  /** Milliseconds after that in which it is still served at once, while a new one is fetched behind. 0 unless said. */
  staleMs?: number;
  /**
   * Keeps it in this process: for what is private, and for what is cheaper to make than to write. Processes then
   * load each for itself.
   */
  memoryOnly?: boolean;
  /** Whether an error will still be true in some seconds; `isLasting` unless said. */
  lasting?(error: IzaError): boolean;
}

const SECOND = 1_000;
const DAY = 24 * 60 * 60 * SECOND;

/** A thing that is missing may be made any moment: long enough for a burst of the same question. */
export const NEGATIVE_MS = 15 * SECOND;

/** For values made of our own data alone, with all of it in the key's scopes. */
export const OWN_DATA: CachePolicy = { freshMs: 7 * DAY };

/** How long other people's data stays fresh here: what changes by the minute less, what is costly to ask more. */
const FOREIGN_FRESH_MS = {
  calendar: 60 * SECOND,
  github: 120 * SECOND,
  notes: 300 * SECOND,
  mail: 300 * SECOND,
  drive: 900 * SECOND,
  health: 3_600 * SECOND,
} as const;

export type ForeignSource = keyof typeof FOREIGN_FRESH_MS;

/** Ten times as long as it is fresh, a value is still better than a context without it. */
const STALE_FACTOR = 10;

export function foreignPolicy(source: ForeignSource): CachePolicy {
  const freshMs = FOREIGN_FRESH_MS[source];
  return { freshMs, staleMs: STALE_FACTOR * freshMs };
}

/** HTTP: forbidden, not found, gone (RFC 9110 §15.5). */
const LASTING_STATUS: readonly unknown[] = [403, 404, 410];

/** Not found and forbidden, by the error's code or the HTTP status of its cause. */
export function isLasting(error: IzaError): boolean {
  const { status } = (error.cause ?? {}) as { status?: unknown };
  return error.code === 'NOT_FOUND' || LASTING_STATUS.includes(status);
}

/** Somebody gave up: that says nothing about the value. */
export function isCancellation(error: unknown): boolean {
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
  return name === 'AbortError' || code === 'CANCELLED' || code === 'ABORT_ERR';
}
