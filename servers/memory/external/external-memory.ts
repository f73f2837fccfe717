import type { JsonObject } from '../../../shared/mcp/surface.ts';

/** A memory that somebody else keeps, as it came back. Its text is data from outside. */
export interface ExternalMemoryItem {
  /** The id that the other side gave it. */
  id: string;
  text: string;
  /** Higher is better; comparable within one answer only. 0 in a list. */
  score: number;
  /** Milliseconds since the epoch, where the other side says when it was made. */
  at?: number;
  metadata: JsonObject;
}

/** A memory to be kept there too. */
export interface ExternalMemoryCopy {
  /** Our id of it. */
  id: string;
  text: string;
  /** Milliseconds since the epoch. */
  at?: number;
  metadata?: Readonly<Record<string, string | number | boolean>>;
}

export interface ExternalPage {
  items: ExternalMemoryItem[];
  /** Where the list goes on; left out at its end. */
  cursor?: string;
  /** Set when the other side has more and no way to ask for it. */
  truncated?: true;
}

/** Where and how long: a scope of ours (`user`, `project:…`), and the caller's cancellation. */
export interface ExternalCall {
  scope: string;
  signal?: AbortSignal | undefined;
}

/**
 * Memories kept by another program. Every method throws IzaError and nothing else: UNAVAILABLE, TIMEOUT, CANCELLED,
 * TOO_LARGE, NOT_FOUND or INVALID_INPUT, with the way out in its hint. A caller can always go on without it.
 */
export interface ExternalMemory {
  /** `mem0` or `chroma`. */
  readonly id: string;
  /** At most `limit` memories of one scope, best first. A scope that does not exist there yet has none. */
  search(query: string, call: ExternalCall & { limit: number }): Promise<ExternalMemoryItem[]>;
  /** All memories of a scope, a page at a time. */
  list(call: ExternalCall & { limit: number; cursor?: string | undefined }): Promise<ExternalPage>;
  /** Keeps copies there. Gives the other side's id of each, in their order. */
  add(items: readonly ExternalMemoryCopy[], call: ExternalCall): Promise<string[]>;
  /** Removes memories by the other side's ids. Those that are gone already count as removed. */
  remove(ids: readonly string[], call: ExternalCall): Promise<void>;
  /** Whether it can be used now, in words for a person. Throws only when it is cancelled. */
  check(signal?: AbortSignal): Promise<{ ok: boolean; words: string }>;
}
