import type { Clock } from '../clock.ts';
import type { LazyDatabase } from '../db/lazy-database.ts';
import type { Ids } from '../ids.ts';
import type { Logger } from '../log.ts';

export interface CacheOptions {
  /** A database with CACHE_TABLES: that of the data which the scopes of the keys name. */
  db: LazyDatabase;
  clock: Clock;
  ids: Ids;
  log: Logger;
  limits?: Partial<CacheLimits>;
  /** A process that loads for all and has not renewed for this long is taken for dead; 10 s unless said. */
  leaseMs?: number;
}

/** Bytes are those of the values as JSON, and some hundred for each entry. */
export interface CacheLimits {
  /** In this process; 32 MB unless said. */
  memoryBytes: number;
  /** On disk, of all processes; 64 MB and 20,000 unless said. */
  diskBytes: number;
  diskEntries: number;
  /** Larger values are handed through and not kept; 2 MB unless said. */
  entryBytes: number;
}

const MB = 1024 * 1024;

export const CACHE_LIMITS: CacheLimits = {
  memoryBytes: 32 * MB,
  diskBytes: 64 * MB,
  diskEntries: 20_000,
  entryBytes: 2 * MB,
};
export const LEASE_MS = 10_000;
