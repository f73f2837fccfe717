import type { EntryRow } from './store/entries.ts';
import type { CacheStore } from './store/store.ts';

export interface UpkeepLimits {
  /** Of all values on disk. Processes look now and then only, and may go over it by what they write meanwhile. */
  bytes: number;
  entries: number;
}

/** Keeps the tables small and in order of use, along with writes that are made anyway: a read never becomes a write. */
export interface Upkeep {
  /** Notes that a row was used. */
  used(slot: string, row: EntryRow, now: number): void;
  /** Does a slice of what is due, in the transaction of the caller. */
  run(store: CacheStore, now: number): void;
}

/** Rows in use are marked so often: finer tells no better what can go. */
const USED_MS = 10 * 60 * 1_000;
/** Marks that are held back at most; those that are lost cost a row its place and nothing else. */
const MAX_USED = 256;
/** Writes from one look at the limits to the next. */
const INTERVAL = 32;

export function createUpkeep(limits: UpkeepLimits): Upkeep {
  const touched = new Set<string>();
  let untilNext = 1;
  return {
    used(slot, row, now) {
      if (now - row.used >= USED_MS && touched.size < MAX_USED) touched.add(slot);
    },
    run({ entries, flights }, now) {
      for (const slot of touched) entries.touch(slot, now);
      touched.clear();
      untilNext -= 1;
      if (untilNext > 0) return;
      flights.prune(now);
      untilNext = entries.prune(now, limits) ? 1 : INTERVAL;
    },
  };
}
