import type { Clock } from '../clock.ts';
import { failureFrom } from './failure.ts';
import { type CachePolicy, NEGATIVE_MS } from './policy.ts';
import type { EntryRow } from './store/entries.ts';
import { unseal } from './value.ts';

/** A value that was loaded, or the failure to load it that is remembered in its place. */
export interface Entry {
  outcome: { value: unknown } | { failure: unknown };
  /** The state of our own data that it is made from, or an earlier one than that. */
  generation: number;
  /** When it was loaded, by the clock of dates (which other processes share) and by the one that never goes back. */
  at: number;
  loaded: number;
  /** What it takes in memory, about. */
  bytes: number;
  /** After a fetch behind a stale value failed: when to try again, by the clock that never goes back. */
  retryAt?: number;
}

/** Fresh, good enough while a new one is fetched, or no good. */
export type Freshness = 'fresh' | 'stale' | 'old';

export function freshnessOf(entry: Entry, policy: CachePolicy, clock: Clock): Freshness {
  const age = clock.monotonic() - entry.loaded;
  if ('failure' in entry.outcome) return age < NEGATIVE_MS ? 'fresh' : 'old';
  if (age < policy.freshMs) return 'fresh';
  return age < policy.freshMs + (policy.staleMs ?? 0) ? 'stale' : 'old';
}

/** Undefined for a row that cannot be read, or that was written in what is now the future. */
export function entryOf(row: EntryRow, clock: Clock): Entry | undefined {
  const age = clock.now() - row.at;
  const outcome = outcomeOf(row);
  if (age < 0 || !outcome) return undefined;
  const { generation, at, value } = row;
  return { outcome, generation, at, loaded: clock.monotonic() - age, bytes: Buffer.byteLength(value) };
}

function outcomeOf({ kind, value }: EntryRow): Entry['outcome'] | undefined {
  if (kind === 'bytes') return Buffer.isBuffer(value) ? { value } : undefined;
  if (typeof value !== 'string') return undefined;
  if (kind === 'error') return { failure: failureFrom(value) };
  if (kind !== 'json') return undefined;
  try {
    return { value: unseal(value) };
  } catch {
    return undefined;
  }
}
