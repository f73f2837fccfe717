import type { JsonObject } from '../../shared/mcp/surface.ts';

/** What can be remembered; messages are logged. */
export const NOTED_KINDS = [
  'fact',
  'event',
  'task',
  'procedure',
  'relationship',
  'summary',
  'note',
  'preference',
  'decision',
] as const;
export const MEMORY_KINDS = [...NOTED_KINDS, 'message'] as const;
export type MemoryKind = (typeof MEMORY_KINDS)[number];

/**
 * active: recalled while it is valid · retracted: taken back, kept in the history · archived: no longer recalled
 * unless asked for · quarantined: kept from recall until a person has looked at it.
 */
export const MEMORY_STATUSES = ['active', 'retracted', 'archived', 'quarantined'] as const;
export type MemoryStatus = (typeof MEMORY_STATUSES)[number];

/** Longest text of one memory, in UTF-16 units: a long page. More than that belongs in a document. */
export const MAX_TEXT = 20_000;

/** Who vouches for a memory, from text of unknown origin to the person's own words. */
export const TRUST = { none: 0, web: 1, tool: 2, document: 3, person: 4 } as const;
export type Origin = Exclude<keyof typeof TRUST, 'none'>;

/** What a memory says, apart from when it was written down. */
export interface MemoryContent {
  kind: MemoryKind;
  /** Empty while it is sealed. */
  text: string;
  /** The encrypted text of a private memory. */
  sealed?: Uint8Array;
  /** Names the one thing that this is the current word on, such as `editor.theme`. */
  key?: string;
  /** Of a relationship: who, how, to whom. */
  subject?: string;
  predicate?: string;
  object?: string;
  /** What belongs to its kind alone, such as the options of a decision. */
  data?: JsonObject;
  tags: readonly string[];
  /** When it holds, in milliseconds since the epoch: from the first, to before the last. Open where absent. */
  validFrom?: number;
  validTo?: number;
  status: MemoryStatus;
  /** The id of the memory that took its place. */
  supersededBy?: string;
  /** 0 to 1. */
  importance: number;
  /** 0 public, 1 internal, 2 personal, 3 sensitive; secrets (4) are never stored. */
  sensitivity: number;
  /** Of `TRUST`. */
  trust: number;
  pinned: boolean;
  /** Of a message: the conversation, its place in it, and who said it. */
  session?: string;
  position?: number;
  role?: string;
  speaker?: string;
}

/**
 * A memory as it was known for a while: versions are added and closed, never changed, so that what was believed at
 * any moment can be asked for.
 */
export interface Memory extends MemoryContent {
  /** Grows with every version that is recorded. */
  seq: number;
  id: string;
  /** 1, 2, 3 … */
  version: number;
  scope: string;
  /** Equal for texts that are the same (fingerprint.ts). */
  fingerprint: string;
  /** When the first version was recorded. */
  createdAt: number;
  /** Since when this version is what is known, and until when it was; milliseconds since the epoch. */
  recordedAt: number;
  retiredAt?: number;
}

/** Where a memory came from. Several of them support one memory when it was told more than once. */
export interface Source {
  title?: string;
  uri?: string;
  /** The words that the memory was drawn from. */
  quote?: string;
  /** The id of the message that it was drawn from. */
  message?: string;
}

/** A source, and who brought it when. */
export interface Provenance extends Source {
  /** Name and version of the program that stored it. */
  client?: string;
  /** Milliseconds since the epoch. */
  at: number;
}
