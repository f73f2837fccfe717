export const MEMORY_KINDS = ['fact', 'preference', 'decision', 'event', 'task', 'procedure', 'note'] as const;
export type MemoryKind = (typeof MEMORY_KINDS)[number];

/** Longest text of one memory, in UTF-16 units: a long page. More than that belongs in a document. */
export const MAX_TEXT = 20_000;

/** Where a memory came from. Several of them support one memory when it was told more than once. */
export interface Source {
  title?: string;
  uri?: string;
  /** The words that the memory was drawn from. */
  quote?: string;
}

/** A source, and who brought it when. */
export interface Provenance extends Source {
  /** Name and version of the program that stored it. */
  client?: string;
  /** Milliseconds since the epoch. */
  at: number;
}
