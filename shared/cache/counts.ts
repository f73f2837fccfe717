/** What became of the questions since the start of this process. */
export interface CacheCounts {
  /** Answered by what the call had seen, from memory, and from disk: what other processes loaded meanwhile included. */
  request: number;
  memory: number;
  disk: number;
  /** Answered with what was no longer fresh. */
  stale: number;
  /** Answered with a failure that was remembered. */
  negative: number;
  /** Not answered by anything kept. */
  load: number;
  /** Loaded without the cache: the database could not say whether our own data had changed, or the key is none. */
  bypassed: number;
}

export interface CacheStats extends CacheCounts {
  memoryEntries: number;
  memoryBytes: number;
}

export function noCounts(): CacheCounts {
  return { request: 0, memory: 0, disk: 0, stale: 0, negative: 0, load: 0, bypassed: 0 };
}
