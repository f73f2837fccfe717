import type { Database } from '../../db/database.ts';
import { createEntries } from './entries.ts';
import { createFlightRows } from './flights.ts';
import { createGenerations } from './generations.ts';

/** The tables of one open database. */
export function createCacheStore(db: Database) {
  return { generations: createGenerations(db), entries: createEntries(db), flights: createFlightRows(db) };
}

export type CacheStore = ReturnType<typeof createCacheStore>;
