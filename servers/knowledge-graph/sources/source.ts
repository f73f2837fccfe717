export const SOURCE_KINDS = ['folder', 'file', 'text', 'conversation', 'web', 'memory'] as const;
/** `memory` is a file of the MCP reference memory server. */
export type SourceKind = (typeof SOURCE_KINDS)[number];

/** Where documents come from, by its name in a graph. What is remembered of it is no part of the change log. */
export interface Source {
  name: string;
  kind: SourceKind;
  /** A real path, or a URL; none where the text came with the call. */
  location?: string | undefined;
  /** Whether changes are looked for by themselves. */
  watch: boolean;
  paused: boolean;
  /** What tells that nothing has changed since: the stat of a file, the ETag of a page. */
  cursor?: string | undefined;
  /** When it was last looked through to its end. */
  scannedAt?: number | undefined;
  /** How many were passed over then, by reason. */
  skipped: Readonly<Record<string, number>>;
  /** Why it could not be looked through. */
  problem?: string | undefined;
}

export const ITEM_STATUSES = ['indexed', 'failed', 'skipped'] as const;
export type ItemStatus = (typeof ITEM_STATUSES)[number];

/** What became of one document of a source. */
export interface SourceItem {
  /** The path within the folder, the URL, or the name of what it is about. */
  externalId: string;
  /** Bytes, and milliseconds since the epoch with their fractions: while both stay, it is not read again. */
  size?: number | undefined;
  mtime?: number | undefined;
  /** SHA-256 of what it says, without secrets. */
  hash?: string | undefined;
  status: ItemStatus;
  /** Why it failed or was passed over; or what of it was left out. */
  reason?: string | undefined;
  /** The episode that it is now; only when indexed. */
  episode?: number | undefined;
}
