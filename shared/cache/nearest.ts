import type { Clock } from '../clock.ts';
import { type Entry, entryOf, type Freshness, freshnessOf } from './entry.ts';
import type { Slot } from './key.ts';
import type { Memory } from './memory.ts';
import type { CachePolicy } from './policy.ts';
import type { Disk } from './store/disk.ts';
import type { Upkeep } from './upkeep.ts';

export interface NearestOptions {
  disk: Disk;
  clock: Clock;
  upkeep: Upkeep;
  maxEntryBytes: number;
}

export interface Found {
  entry: Entry;
  from: 'memory' | 'disk';
  freshness: Exclude<Freshness, 'old'>;
}

/** Finds the newest kept value of a slot: a fresh one in memory, or else what the disk has, brought into memory. */
export function createNearest({ disk, clock, upkeep, maxEntryBytes }: NearestOptions) {
  const found = (entry: Entry, from: Found['from'], policy: CachePolicy): Found | undefined => {
    const freshness = freshnessOf(entry, policy, clock);
    return freshness === 'old' ? undefined : { entry, from, freshness };
  };
  const onDisk = (slot: string, generation: number): Promise<Entry | undefined> =>
    disk.read(({ entries }) => {
      const row = entries.get(slot, generation, maxEntryBytes);
      const entry = row && entryOf(row, clock);
      if (row && entry) upkeep.used(slot, row, clock.now());
      return entry;
    }, undefined);

  return async (
    memory: Memory,
    { id }: Slot,
    generation: number,
    policy: CachePolicy,
  ): Promise<Found | undefined> => {
    const near = memory.get(id, generation);
    const inMemory = near && found(near, 'memory', policy);
    if (policy.memoryOnly || inMemory?.freshness === 'fresh') return inMemory;
    const far = await onDisk(id, generation);
    if (!far || (near && far.at <= near.at)) return inMemory;
    memory.set(id, far);
    return found(far, 'disk', policy);
  };
}
