/**
 * What the graph is made of. Every record is a row that never changes: it is added by one change and at most once
 * ended by a later one. The numbers of those two changes are its transaction time, so that what was known at any
 * earlier moment can be asked for, and all rows in the order of those numbers are the log of everything that happened.
 *
 * Times are milliseconds since the epoch. Intervals are half open, [from, to): no `from` is an unknown beginning, no
 * `to` is "still so".
 */

/** A thing that facts are about. A new name, type or summary is a new row with the same `entity`. */
export interface EntityRecord {
  /** The number of its first row, which is its id for ever. */
  entity: number;
  type: string;
  name: string;
  summary?: string | undefined;
}

export const ALIAS_KINDS = ['name', 'alias', 'acronym', 'former', 'key'] as const;
/** `key` for what belongs to one thing only: an e-mail address, a URL, a path, a repository. */
export type AliasKind = (typeof ALIAS_KINDS)[number];

/** A way in which an entity is called. */
export interface AliasRecord {
  entity: number;
  kind: AliasKind;
  /** As it was written. */
  name: string;
  /** As it is compared (resolution/read-name.ts); a strong key with its kind, such as `email:ada@example.org`. */
  norm: string;
}

/** What an object is when it is no entity. */
export type Literal = string | number | boolean;

export interface FactRecord {
  /**
   * The number of the first row of this fact, which is its id for ever. Its sources hang on it, and it has as many
   * rows at a time as it has intervals in which it holds.
   */
  fact: number;
  subject: number;
  relation: string;
  /** An entity; or else there is a `value`. */
  object?: number | undefined;
  value?: Literal | undefined;
  validFrom?: number | undefined;
  validTo?: number | undefined;
  /** The interval as it was stated, null for an open end, where others took a part of it (claims.ts). */
  claim?: readonly [from: number | null, to: number | null] | undefined;
  /** 0 to 1, as the source of the fact says; 1 unless said. */
  confidence: number;
  /** The fact as a sentence. */
  text?: string | undefined;
}

export const EXTRACTORS = ['host', 'rules', 'model'] as const;
/** Who drew a fact from its source: the host's model, our rules, or a model that this server asked. */
export type Extractor = (typeof EXTRACTORS)[number];

/** Why a fact is believed: an episode, and where in it. */
export interface SupportRecord {
  /** `fact` of a fact, for all of its rows. */
  fact: number;
  episode: number;
  chunk?: number | undefined;
  /** Characters (UTF-16) of the chunk's text, or of the episode's where there is no chunk. */
  start?: number | undefined;
  end?: number | undefined;
  quote?: string | undefined;
  extractor: Extractor;
}

export const EPISODE_KINDS = ['assertion', 'message', 'document', 'commit', 'event'] as const;
export type EpisodeKind = (typeof EPISODE_KINDS)[number];

/** Something that was said or written at some time: where facts come from. */
export interface EpisodeRecord {
  kind: EpisodeKind;
  title?: string | undefined;
  uri?: string | undefined;
  /** The registered source that it came through, by its name there. */
  source?: string | undefined;
  externalId?: string | undefined;
  /** SHA-256 of the content, in hex: what has not changed is not read again. */
  hash: string;
  occurredAt?: number | undefined;
  actor?: string | undefined;
}

/** A piece of an episode's text, small enough to be shown. */
export interface ChunkRecord {
  episode: number;
  ord: number;
  text: string;
  /** Headings above it, outermost first. */
  headings: readonly string[];
  /** Where it lies in the document's text. */
  start: number;
  end: number;
  tokens: number;
}

/** That a chunk names an entity, and how often. */
export interface MentionRecord {
  chunk: number;
  entity: number;
  count: number;
}

/** That two entities are one. No other row moves; ending this row undoes it exactly. */
export interface MergeRecord {
  /** The entity that stands for both. */
  winner: number;
  loser: number;
  rule: string;
  evidence?: string | undefined;
}

/** That two entities are not one, whatever they look like. The smaller id first. */
export interface DistinctRecord {
  a: number;
  b: number;
  reason?: string | undefined;
}

/** A version of what a graph may hold (ontology.ts). The newest row holds. */
export interface OntologyRecord {
  version: number;
  document: Readonly<Record<string, unknown>>;
}

/** The kinds of records, by name. */
export interface Records {
  entity: EntityRecord;
  alias: AliasRecord;
  fact: FactRecord;
  support: SupportRecord;
  episode: EpisodeRecord;
  chunk: ChunkRecord;
  mention: MentionRecord;
  merge: MergeRecord;
  distinct: DistinctRecord;
  ontology: OntologyRecord;
}
export type RecordKind = keyof Records;
export const RECORD_KINDS = [
  'episode',
  'chunk',
  'entity',
  'alias',
  'mention',
  'fact',
  'support',
  'merge',
  'distinct',
  'ontology',
] as const satisfies readonly RecordKind[];

/** A record with its place in time. */
export type Row<T> = T & {
  /** Counts from 1 in the order of adding, for each kind; what public ids are made of. */
  row: number;
  /** The name of the graph it belongs to. */
  graph: string;
  added: number;
  ended?: number | undefined;
};

export type Entity = Row<EntityRecord>;
export type Alias = Row<AliasRecord>;
export type Fact = Row<FactRecord>;
export type Support = Row<SupportRecord>;
export type Episode = Row<EpisodeRecord>;
export type Chunk = Row<ChunkRecord>;
export type Mention = Row<MentionRecord>;
export type Merge = Row<MergeRecord>;
export type Distinct = Row<DistinctRecord>;

/** One change: a transaction with its number, which counts from 1 without a gap, and its time, which never goes back. */
export interface Change {
  seq: number;
  at: number;
  graph: string;
  tool: string;
  client?: string | undefined;
  reason?: string | undefined;
}
