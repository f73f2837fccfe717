import type { Clock } from '../clock.ts';
import { IzaError } from '../mcp/errors.ts';
import type { Entry } from './entry.ts';
import { failureText } from './failure.ts';
import type { Slot } from './key.ts';
import { type CachePolicy, isCancellation, isLasting, NEGATIVE_MS } from './policy.ts';
import type { Disk } from './store/disk.ts';
import type { NewEntry } from './store/entries.ts';
import type { FlightClaim } from './store/flights.ts';
import { unlessAborted } from './unless-aborted.ts';
import type { Upkeep } from './upkeep.ts';
import { bytesOf, seal } from './value.ts';

export interface LoadRequest {
  slot: Slot;
  /** The sum of the generations of the key's scopes, read before the load. */
  generation: number;
  policy: CachePolicy;
  load(signal: AbortSignal): Promise<unknown>;
}

export interface KeeperOptions {
  disk: Disk;
  clock: Clock;
  upkeep: Upkeep;
  maxEntryBytes: number;
}

/** How long those who waited have to read of a failure; they look ten times a second. */
const NOTICE_MS = 5_000;

/** Makes the load itself, and writes down how it ended. */
export function createKeeper({ disk, clock, upkeep, maxEntryBytes }: KeeperOptions) {
  /** Of a claim that was lost nothing is written: another process is at it. */
  const settle = (
    { slot, generation, policy }: LoadRequest,
    claim: FlightClaim | undefined,
    payload: NewEntry['payload'] | undefined,
    failure?: string,
  ): Promise<void> =>
    disk.write(({ generations, entries, flights }) => {
      const now = clock.now();
      // What was made before our own data changed may not reach the disk after it: it may have been purged.
      const current = generations.sum(slot.scopes) === generation;
      const kept = current && payload !== undefined;
      if (claim) {
        const told = current ? failure : undefined;
        const mine = kept ? flights.release(claim) : flights.end(claim, told, now + NOTICE_MS);
        if (!mine) return;
      }
      if (kept) {
        const lifeMs = payload.kind === 'error' ? NEGATIVE_MS : policy.freshMs + (policy.staleMs ?? 0);
        const entry = { slot: slot.id, generation, scopes: slot.scopes, payload, at: now };
        entries.put({ ...entry, expires: now + lifeMs });
      }
      upkeep.run({ generations, entries, flights }, now);
    }, undefined);

  const keep = async (
    request: LoadRequest,
    claim: FlightClaim | undefined,
    loaded: unknown,
  ): Promise<Entry> => {
    const sealed = seal(loaded);
    const bytes = sealed ? bytesOf(sealed.payload) : Number.POSITIVE_INFINITY;
    const entry = entryNow(request, clock, { value: sealed ? sealed.value : loaded }, bytes);
    if (!request.policy.memoryOnly) {
      await settle(request, claim, bytes <= maxEntryBytes ? sealed?.payload : undefined);
    }
    return entry;
  };

  return {
    /**
     * Rejects with an error of the load that means nothing for later calls, having told it to those who wait; one
     * that lasts is an entry. A cancellation is nobody else's: the next process takes over.
     */
    async load(request: LoadRequest, signal: AbortSignal, claim: FlightClaim | undefined): Promise<Entry> {
      const { policy } = request;
      let loaded: unknown;
      try {
        signal.throwIfAborted();
        loaded = await unlessAborted(request.load(signal), signal);
      } catch (error) {
        if (signal.aborted || isCancellation(error)) {
          if (claim) await disk.write(({ flights }) => flights.release(claim), false);
          throw error;
        }
        const text = failureText(error);
        const lasting = error instanceof IzaError && (policy.lasting ?? isLasting)(error);
        if (!policy.memoryOnly) {
          await settle(request, claim, lasting ? { kind: 'error', text } : undefined, text);
        }
        if (!lasting) throw error;
        return entryNow(request, clock, { failure: error }, text.length);
      }
      return keep(request, claim, loaded);
    },
  };
}

function entryNow(
  { generation }: LoadRequest,
  clock: Clock,
  outcome: Entry['outcome'],
  bytes: number,
): Entry {
  return { outcome, generation, at: clock.now(), loaded: clock.monotonic(), bytes };
}
