import type { LRUCache } from 'lru-cache';
import type { Entry } from './entry.ts';

/** What an entry takes beside its value, about. */
const ENTRY_BYTES = 300;

/** The values of this process; those that were not used for longest go first. */
export interface Memory {
  /** The value of this generation or a later one. */
  get(slot: string, generation: number): Entry | undefined;
  set(slot: string, entry: Entry): void;
  readonly entries: number;
  readonly bytes: number;
}

export async function openMemory(maxBytes: number, maxEntryBytes: number): Promise<Memory> {
  const { LRUCache } = await import('lru-cache');
  const entries: LRUCache<string, Entry> = new LRUCache({
    maxSize: maxBytes,
    sizeCalculation: ({ bytes }) => ENTRY_BYTES + bytes,
  });
  return {
    get(slot, generation) {
      const entry = entries.get(slot);
      return entry && entry.generation >= generation ? entry : undefined;
    },
    set(slot, entry) {
      // A load that took long may end after a later one.
      const known = entries.peek(slot);
      if (known && known.generation > entry.generation) return;
      if (entry.bytes <= maxEntryBytes) entries.set(slot, entry);
      else entries.delete(slot);
    },
    get entries() {
      return entries.size;
    },
    get bytes() {
      return entries.calculatedSize;
    },
  };
}

/** What a call has seen already: within it, the same question has one answer, unless it changed the data itself. */
export interface Requests {
  get(call: object, slot: string, generation: number): Entry | undefined;
  set(call: object, slot: string, entry: Entry): void;
}

/** Holds a call's entries for as long as somebody holds the call. */
export function createRequests(): Requests {
  const calls = new WeakMap<object, Map<string, Entry>>();
  return {
    get(call, slot, generation) {
      const entry = calls.get(call)?.get(slot);
      return entry && entry.generation >= generation ? entry : undefined;
    },
    set(call, slot, entry) {
      const seen = calls.get(call) ?? new Map<string, Entry>();
      calls.set(call, seen.set(slot, entry));
    },
  };
}
