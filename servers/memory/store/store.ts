import type { Receipt } from '../../../shared/mcp/tool.ts';
import type { MemoryKind, Provenance } from '../memory.ts';

export interface NewMemory {
  /** The id it gets if it is new. */
  id: string;
  text: string;
  kind: MemoryKind;
  tags: readonly string[];
  /** Two active memories of a scope never have the same one. */
  fingerprint: string;
  provenance: Provenance;
}

export interface AddedMemory {
  /** The id of the memory that holds the text: its own, or that of the one that was there. */
  id: string;
  status: 'new' | 'duplicate';
  kind: MemoryKind;
}

/** A search of one or several scopes. Filters that are left out let everything through. */
export interface MemorySearch {
  /** Looked for one by one: any of them is a match, more of them rank higher. Never parsed as a query language. */
  words: readonly string[];
  scopes: readonly string[];
  kinds?: readonly MemoryKind[] | undefined;
  /** Only memories that have all of these. */
  tags?: readonly string[] | undefined;
  /** Ends of the ids of memories that are not wanted again (see seen.ts). */
  seen: readonly string[];
  limit: number;
  /** Sources given with each memory; the others are counted. */
  sourceLimit: number;
}

export interface FoundMemory {
  id: string;
  text: string;
  kind: MemoryKind;
  scope: string;
  tags: string[];
  /** Higher is better; comparable within one search only. */
  score: number;
  /** Milliseconds since the epoch. */
  at: number;
  sources: Provenance[];
  /** How many sources it has in all. */
  sourceCount: number;
}

export interface FoundMemories {
  /** Best first; among equals the newest first. */
  items: FoundMemory[];
  /** All memories that match, those seen before included. */
  total: number;
  /** Whether a memory matches that has every word. */
  allWords: boolean;
  /** All active memories of the scopes, whether they match or not. */
  searched: number;
}

export type ForgetMode = 'retract' | 'purge';

export interface Forgotten {
  forgotten: string[];
  missing: string[];
}

/** What every engine that holds memories can do. A method is atomic, and when it resolves its effect is durable. */
export interface MemoryStore {
  /** Stores all or none. A text that the scope has already gets the new tags and the new provenance. */
  add(scope: string, items: readonly NewMemory[], receipt: Receipt | undefined): Promise<AddedMemory[]>;
  search(search: MemorySearch): Promise<FoundMemories>;
  /** The memories with these ids, retracted ones too, in the order asked for; unknown ids are passed over. */
  peek(ids: readonly string[], scope: string | undefined): Promise<{ id: string; text: string }[]>;
  /** Retracts (no longer found, still kept) or purges (not kept anywhere); ids outside of `scope` are missing. */
  forget(
    ids: readonly string[],
    mode: ForgetMode,
    scope: string | undefined,
    receipt: Receipt | undefined,
  ): Promise<Forgotten>;
  /**
   * Wipes what purges have left in places that are written over only later. False when someone is reading there;
   * it is tried again at the next purge and when the store closes.
   */
  scrub(): Promise<boolean>;
  close(): Promise<void>;
}
