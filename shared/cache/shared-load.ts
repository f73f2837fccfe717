import type { Clock } from '../clock.ts';
import type { Ids } from '../ids.ts';
import { type Entry, entryOf, freshnessOf } from './entry.ts';
import { failureFrom } from './failure.ts';
import { createKeeper, type LoadRequest } from './keeper.ts';
import { holdLease, isHeld, poll } from './lease.ts';
import type { Disk } from './store/disk.ts';
import type { FlightClaim } from './store/flights.ts';
import type { CacheStore } from './store/store.ts';
import type { Upkeep } from './upkeep.ts';

export interface SharedLoadOptions {
  disk: Disk;
  clock: Clock;
  ids: Ids;
  upkeep: Upkeep;
  maxEntryBytes: number;
  leaseMs: number;
}

export interface Loaded {
  entry: Entry;
  /** `disk`: another process made it. */
  from: 'disk' | 'load';
}

/** What a process finds when it wants to load. */
type Turn =
  | { kind: 'kept'; entry: Entry }
  | { kind: 'mine'; claim: FlightClaim }
  | { kind: 'held' }
  /** Somebody has failed at it while this process waited. */
  | { kind: 'failed'; failure: string }
  /** There is nothing to share: no database, or a value that cannot be kept. */
  | { kind: 'alone' };

/**
 * Loads a value so that of all processes one does, and the others wait and take what it wrote. The lease of one that
 * died runs out, and another takes over. Failures are told to those who wait; only those that last are kept.
 */
export function createSharedLoad(options: SharedLoadOptions) {
  const { disk, clock, ids, leaseMs, maxEntryBytes } = options;
  const keeper = createKeeper(options);

  const keptIn = ({ entries }: CacheStore, { slot, generation, policy }: LoadRequest): Entry | undefined => {
    const row = entries.get(slot.id, generation, maxEntryBytes);
    const entry = row && entryOf(row, clock);
    return entry && freshnessOf(entry, policy, clock) === 'fresh' ? entry : undefined;
  };

  const takeTurn = (request: LoadRequest): Promise<Turn> =>
    disk.write<Turn>(
      (store) => {
        const entry = keptIn(store, request);
        if (entry) return { kind: 'kept', entry };
        const { slot, generation } = request;
        const flight = store.flights.get(slot.id, generation);
        // The clock is read under the write lock: a time from before it could lie before the one of the last claim.
        const now = clock.now();
        if (flight && isHeld(flight, now, leaseMs)) return { kind: 'held' };
        const claim = { slot: slot.id, generation, token: ids.next() };
        store.flights.claim(claim, now + leaseMs);
        return { kind: 'mine', claim };
      },
      { kind: 'alone' },
    );

  /** Sees how a flight ended that was under way when this process began to wait; undefined while it goes on. */
  const look = (request: LoadRequest): Promise<Turn | undefined> =>
    disk.read<Turn | undefined>(
      (store) => {
        const flight = store.flights.get(request.slot.id, request.generation);
        if (flight?.state === 'running') {
          return isHeld(flight, clock.now(), leaseMs) ? undefined : { kind: 'held' };
        }
        const entry = keptIn(store, request);
        if (entry) return { kind: 'kept', entry };
        if (flight?.state === 'unkept') return { kind: 'alone' };
        if (flight?.state === 'failed') return { kind: 'failed', failure: flight.failure ?? '' };
        return { kind: 'held' };
      },
      { kind: 'alone' },
    );

  const load = async (
    request: LoadRequest,
    signal: AbortSignal,
    claim: FlightClaim | undefined,
  ): Promise<Loaded> => {
    const letGo = claim && holdLease(disk, clock, claim, leaseMs);
    try {
      return { entry: await keeper.load(request, signal, claim), from: 'load' };
    } finally {
      letGo?.();
    }
  };

  return async (request: LoadRequest, signal: AbortSignal): Promise<Loaded> => {
    if (request.policy.memoryOnly) return load(request, signal, undefined);
    for (;;) {
      let turn = await takeTurn(request);
      if (turn.kind === 'held') turn = await poll(() => look(request), signal);
      if (turn.kind === 'kept') return { entry: turn.entry, from: 'disk' };
      if (turn.kind === 'mine') return load(request, signal, turn.claim);
      if (turn.kind === 'alone') return load(request, signal, undefined);
      if (turn.kind === 'failed') throw failureFrom(turn.failure);
    }
  };
}
