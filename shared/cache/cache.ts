import { type CacheStats, noCounts } from './counts.ts';
import type { Entry } from './entry.ts';
import { createFlights } from './flights.ts';
import type { LoadRequest } from './keeper.ts';
import { type CacheKey, type Slot, slotOf } from './key.ts';
import { createRequests, type Memory, openMemory } from './memory.ts';
import { createNearest } from './nearest.ts';
import { CACHE_LIMITS, type CacheOptions, LEASE_MS } from './options.ts';
import { type CachePolicy, isCancellation, NEGATIVE_MS } from './policy.ts';
import { createSharedLoad, type Loaded } from './shared-load.ts';
import { createDisk } from './store/disk.ts';
import { createUpkeep } from './upkeep.ts';
import { handOut, seal } from './value.ts';

export interface Cached<T> {
  /** As JSON tells it, and frozen; bytes are a copy. */
  value: T;
  /** `request`: this call has seen it before. `disk`: perhaps of another process. `stale`: a new one is being fetched. */
  from: 'request' | 'memory' | 'disk' | 'stale' | 'load';
  /** Milliseconds since it was loaded. */
  age: number;
}

export interface Cache {
  /**
   * The value of a key, from the nearest place that has it, or from `load`, whose signal aborts when nobody waits for
   * it any more. Within one `call` (any object with the signal of its caller) the same question has one answer.
   * @throws what the load throws, or threw for another caller or process at the same time; an error that lasts is
   * thrown again for 15 s. Never an error of the cache itself.
   */
  through<T>(
    key: CacheKey,
    load: (signal: AbortSignal) => Promise<T>,
    policy: CachePolicy,
    call?: { readonly signal: AbortSignal },
  ): Promise<Cached<T>>;
  /**
   * Makes all values with one of these scopes misses, in every process. For writes to what is not in this database;
   * those to it raise their scopes in their own transaction (createGenerations).
   * @throws errors of SQLite: what is not written is not forgotten.
   */
  invalidate(scopes: readonly string[]): Promise<void>;
  stats(): CacheStats;
  /** Stops the loads under way and gives their leases back; to be called before the database closes. */
  close(): Promise<void>;
}

/** What was asked before, kept for the call, for the process, and for all processes on one database. */
export function createCache({ db, clock, ids, log, limits, leaseMs = LEASE_MS }: CacheOptions): Cache {
  const { memoryBytes, diskBytes, diskEntries, entryBytes } = { ...CACHE_LIMITS, ...limits };
  const disk = createDisk(db, clock, log);
  const upkeep = createUpkeep({ bytes: diskBytes, entries: diskEntries });
  const tiers = { disk, clock, upkeep, maxEntryBytes: entryBytes };
  const nearest = createNearest(tiers);
  const sharedLoad = createSharedLoad({ ...tiers, ids, leaseMs });
  const flights = createFlights<Loaded>();
  const requests = createRequests();
  const counts = noCounts();
  let memory: Memory | undefined;

  const inMemory = async (): Promise<Memory> => {
    if (!memory) {
      const opened = await openMemory(memoryBytes, entryBytes);
      memory ??= opened;
    }
    return memory;
  };

  const generationOf = async ({ scopes }: Slot): Promise<number | undefined> => {
    if (scopes.length === 0) return 0;
    return disk.read<number | undefined>(({ generations }) => generations.sum(scopes), undefined);
  };

  /** One whose own call goes on is not told that another was cancelled: it loads for itself. */
  const loaded = async (request: LoadRequest, signal?: AbortSignal): Promise<Loaded> => {
    const { slot, generation } = request;
    for (;;) {
      let own = false;
      const begin = async (stop: AbortSignal): Promise<Loaded> => {
        own = true;
        const result = await sharedLoad(request, stop);
        (await inMemory()).set(slot.id, result.entry);
        return result;
      };
      try {
        return await flights.join(`${slot.id} ${generation}`, begin, signal);
      } catch (error) {
        if (own || signal?.aborted || !isCancellation(error)) throw error;
      }
    }
  };

  /** A source that is down is asked again after a while, not at every call. */
  const refresh = (request: LoadRequest, entry: Entry): void => {
    if (clock.monotonic() < (entry.retryAt ?? Number.NEGATIVE_INFINITY)) return;
    loaded(request).catch((error: unknown) => {
      entry.retryAt = clock.monotonic() + NEGATIVE_MS;
      log.debug({ err: error }, 'a value that is no longer fresh could not be fetched anew');
    });
  };

  const answer = <T>({ outcome, loaded: since }: Entry, from: Cached<T>['from'], kept = true): Cached<T> => {
    if ('failure' in outcome) {
      counts[kept ? 'negative' : 'load'] += 1;
      throw outcome.failure;
    }
    counts[from] += 1;
    return {
      value: handOut(outcome.value) as T,
      from,
      age: Math.max(0, Math.round(clock.monotonic() - since)),
    };
  };

  return {
    async through<T>(
      key: CacheKey,
      load: (signal: AbortSignal) => Promise<T>,
      policy: CachePolicy,
      call?: { readonly signal: AbortSignal },
    ): Promise<Cached<T>> {
      call?.signal.throwIfAborted();
      const slot = slotOf(key);
      const generation = slot && (await generationOf(slot));
      if (!slot || generation === undefined) {
        const value = await load(call?.signal ?? new AbortController().signal);
        counts.bypassed += 1;
        return { value: (seal(value)?.value ?? value) as T, from: 'load', age: 0 };
      }
      const seen = call && requests.get(call, slot.id, generation);
      if (seen) return answer(seen, 'request');
      const request: LoadRequest = { slot, generation, policy, load };
      const kept = await nearest(await inMemory(), slot, generation, policy);
      if (kept?.freshness === 'stale') refresh(request, kept.entry);
      const { entry, from } = kept ?? (await loaded(request, call?.signal));
      if (call && 'value' in entry.outcome) requests.set(call, slot.id, entry);
      return answer(entry, kept?.freshness === 'stale' ? 'stale' : from, from !== 'load');
    },

    async invalidate(scopes) {
      await disk.must(({ generations }) => generations.bump(scopes));
    },

    stats: () => ({ ...counts, memoryEntries: memory?.entries ?? 0, memoryBytes: memory?.bytes ?? 0 }),

    close: () => flights.close(),
  };
}
