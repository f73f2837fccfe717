/** What arguments of tools can be: apart from what is done with them, so that listing the tools loads none of that. */

export const ON_CONFLICT = ['supersede', 'keep', 'ask'] as const;
/** What happens where the scope has another word on the same thing: the new one, the old one, or a person decides. */
export type OnConflict = (typeof ON_CONFLICT)[number];

/**
 * new · duplicate: was there in the same words · merged: was there in nearly the same · superseded: took the place of
 * another · kept: the older stays, this was not stored · conflict: waits for a decision · quarantined: held back.
 */
export const REMEMBERED = [
  'new',
  'duplicate',
  'merged',
  'superseded',
  'kept',
  'conflict',
  'quarantined',
] as const;

export const DECISION_STATUSES = ['proposed', 'accepted', 'rejected'] as const;

export const STRENGTHS = ['must', 'prefer', 'avoid', 'never'] as const;
export type Strength = (typeof STRENGTHS)[number];

export const FORGET_MODES = ['retract', 'redact', 'purge'] as const;
/** retract: no longer recalled, kept in the history · redact: that there was something stays · purge: nothing stays. */
export type ForgetMode = (typeof FORGET_MODES)[number];

export const REVIEWS = ['conflicts', 'held', 'duplicates', 'stale', 'sensitive', 'unused'] as const;
export type Review = (typeof REVIEWS)[number];

export const RESOLUTIONS = [
  'take_newer',
  'keep_older',
  'keep_both',
  'release',
  'retract',
  'archive',
] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** In the order they are given: what changes least comes first, so that the beginning of a prompt can be cached. */
export const SECTIONS = ['preferences', 'pinned', 'decisions', 'tasks', 'memories', 'conversation'] as const;
export type Section = (typeof SECTIONS)[number];

/** Programs that keep memories too. */
export const SOURCES = ['mem0', 'chroma'] as const;
export type SourceName = (typeof SOURCES)[number];

/** Formats of other programs; files of ours are `jsonl` or `markdown`. */
export const FOREIGN_FORMATS = [
  'mcp-memory',
  'mem0',
  'chatgpt',
  'claude',
  'claude-projects',
  'basic-memory',
  'claude-md',
] as const;
