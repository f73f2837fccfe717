import { CACHE_TABLES } from '../../shared/cache/store/tables.ts';
import { systemClock } from '../../shared/clock.ts';
import { type Database, openDatabase } from '../../shared/db/database.ts';

/** Things that are written and read at once; few, so that everybody meets everybody. */
export const NOTES = 4;
/** Questions that all processes ask in the same order. */
export const QUESTIONS = 60;
/** Long beside a load, so that only a dead owner loses it. */
export const LEASE_MS = 2_000;
/** What was loaded, a line a load. */
export const LOADS_FILE = 'loads.txt';
export const DATABASE_FILE = 'cache.db';

const SQL = `${CACHE_TABLES} CREATE TABLE note (id INTEGER PRIMARY KEY, n INTEGER NOT NULL) STRICT;`;

export function openChaosDatabase(file: string): Promise<Database> {
  return openDatabase(file, [{ version: 1, sql: SQL }], { durability: 'full', clock: systemClock });
}
