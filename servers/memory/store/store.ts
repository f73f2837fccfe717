import type { Receipt } from '../../../shared/mcp/tool.ts';
import type { Starts } from '../learning/recalled-copy.ts';
import type { Memory, MemoryContent, MemoryKind, MemoryStatus, Provenance } from '../memory.ts';
import type { GraphChange, GraphView, TreeView } from './graph.ts';
import type { LearningChange, LearningView } from './learning.ts';

/** What happened to a memory. */
export const ACTIONS = [
  'add',
  'update',
  'supersede',
  'retract',
  'redact',
  'purge',
  'restore',
  'source',
] as const;
export type Action = (typeof ACTIONS)[number];

/** A line of the log of everything that was ever done. */
export interface Operation {
  /** Grows with every operation; what the change feed is read by. */
  seq: number;
  /** Equal for all operations of one call: what undo takes back. */
  change: string;
  at: number;
  client?: string;
  tool: string;
  action: Action;
  scope: string;
  memory: string;
  /** The versions before and after, by `seq` of the memory; absent where there is none. */
  from?: number;
  to?: number;
}

/** An entity or a source that a change tied to a memory which was there before it, or untied from it. */
export interface Attachment {
  memory: string;
  scope: string;
  /** One of the two. */
  entity?: number;
  source?: number;
  attached: boolean;
  /** Whether no later change did anything to the same. */
  last: boolean;
}

export interface Session {
  id: string;
  scope: string;
  /** What the caller calls it: unique in the scope. */
  name: string;
  title?: string;
  startedAt: number;
  lastAt: number;
  messages: number;
}

export interface Entity {
  id: number;
  scope: string;
  name: string;
  type?: string;
  aliases: string[];
}

/** Two memories that cannot both be right, or may be one, for somebody to decide. */
export interface Conflict {
  id: string;
  scope: string;
  reason: string;
  /** Ids of memories: what was there, and what came. */
  older: string;
  newer: string;
  at: number;
}

/** Which memories are meant. Filters that are left out let everything through. */
export interface Filter {
  scopes: readonly string[];
  kinds?: readonly MemoryKind[] | undefined;
  /** Only memories that have all of these. */
  tags?: readonly string[] | undefined;
  /** Only memories about one of these entities, by their normalised names. */
  entities?: readonly string[] | undefined;
  speaker?: string | undefined;
  session?: string | undefined;
  statuses?: readonly MemoryStatus[] | undefined;
  /** Only what holds at that time: now, unless an earlier state is asked for. `any` for all times. */
  validAt?: number | 'any' | undefined;
  /** Only what was known then; the current versions unless given. */
  knownAt?: number | undefined;
  /** Only what began to hold, or was said, from the first to before the last. */
  between?: readonly [number, number] | undefined;
}

/** How often and when a memory proved useful. */
export interface Usage {
  uses: number;
  lastUsedAt: number;
  /** Milliseconds in which its retrievability halves; grows with use. */
  halfLife: number;
}

export interface ScopeCount {
  scope: string;
  memories: number;
  messages: number;
  /** Grows with every change in the scope: part of every cache key. */
  generation: number;
}

/** What can be asked, all of one moment. Lists are in a fixed order, so that answers repeat. */
export interface MemoryView extends GraphView, TreeView, LearningView {
  /** The current version. */
  current(id: string): Memory | undefined;
  /** Versions by their `seq`, in the order asked for; those that are gone are passed over. */
  bySeq(seqs: readonly number[]): Memory[];
  /** Whole memories of the scopes, all versions of each, by id. */
  exported(scopes: readonly string[], afterId: string, limit: number): Memory[];
  /** Whether a memory or a conversation has this id, in whatever scope. */
  isTaken(id: string): boolean;
  /** Entities of a scope with their normalised names, by those. */
  exportedEntities(scope: string, afterName: string, limit: number): (Entity & { normalisedName: string })[];
  /** Conversations of the scopes, by id. */
  exportedSessions(scopes: readonly string[], afterId: string, limit: number): Session[];
  /** Current versions that are active, by `seq`. */
  activeAfter(seq: number, limit: number): Memory[];
  /** All versions, oldest first. */
  versions(id: string): Memory[];
  /** The active memory that has the word on this key now: the one that holds at `at`. */
  byKey(scope: string, kind: MemoryKind, key: string, at: number): Memory | undefined;
  /** All current versions with this key, oldest first. */
  withKey(scopes: readonly string[], key: string): Memory[];
  /** The active one, messages apart, that holds the longest; the first of those. */
  byFingerprint(scope: string, fingerprint: string): Memory | undefined;
  /** Those with this fingerprint that are active or held back, messages apart, the newest first. */
  twins(scope: string, fingerprint: string, limit: number): Memory[];
  byRelation(scope: string, subject: string, predicate: string): Memory[];
  /** The seqs that match any of the words, best by bm25 first; all of the filter's when there are no words, newest first (by when they began, where `between` is given). */
  find(words: readonly string[], filter: Filter, limit: number, offset?: number): number[];
  /** Those of `among`, or else of the newest 5,000 versions, that have all words of one of the groups; the newest first. */
  withAll(
    groups: readonly (readonly string[])[],
    filter: Filter,
    limit: number,
    among?: readonly number[],
  ): number[];
  count(filter: Filter): number;
  /** About how many versions there are, without counting. */
  size(): number;
  /** Messages of a conversation within `distance` of these, these included. */
  around(seqs: readonly number[], distance: number): Memory[];
  /** The first sources of a memory, and how many there are. */
  sources(id: string, limit: number): { items: Provenance[]; total: number };
  /** The same of several; those without a source are left out. */
  sourcesOf(ids: readonly string[], limit: number): Map<string, { items: Provenance[]; total: number }>;
  /** How many current versions of the filter's scopes have the stem of a word. */
  frequency(word: string): number;
  operations(
    after: number,
    limit: number,
    filter?: { memory?: string; change?: string; scopes?: readonly string[] },
  ): Operation[];
  lastOperation(): number;
  /** What a change tied and untied, in its order; of memories that it added itself, nothing. */
  attachments(change: string): Attachment[];
  sessions(scopes: readonly string[], limit: number): Session[];
  session(scope: string, name: string): Session | undefined;
  /** Those of all scopes, by id. */
  sessionsAfter(id: string, limit: number): Session[];
  /** All messages of a conversation in order, archived ones included; `mark` is what tells repetitions (its fingerprint). */
  conversation(session: string): { id: string; position: number; mark: string }[];
  entity(scope: string, normalisedName: string): Entity | undefined;
  entities(scopes: readonly string[], limit: number, offset?: number): (Entity & { memories: number })[];
  entityCount(scopes: readonly string[]): number;
  /** Entities of which a name or alias, normalised, is one of these or begins with it and a space. */
  entitiesNamed(scopes: readonly string[], normalisedNames: readonly string[], limit: number): Entity[];
  /** The current versions of the newest memories about these entities, the newest versions first. */
  mentioning(entities: readonly number[], limit: number): number[];
  about(id: string): Entity[];
  /** The names of what memories are about; those that are about nothing are left out. */
  namesAbout(ids: readonly string[]): Map<string, string[]>;
  usage(ids: readonly string[]): Map<string, Usage>;
  /** The same by the seqs of versions. */
  usageBySeq(seqs: readonly number[]): Map<number, Usage>;
  /** Those that are still open. */
  conflicts(scopes: readonly string[], limit: number): Conflict[];
  conflict(id: string): Conflict | undefined;
  scopes(): ScopeCount[];
  generation(scopes: readonly string[]): number;
}

/** What one change may do besides asking. It is written as a whole or not at all. */
export interface MemoryChange extends MemoryView, GraphChange, LearningChange {
  /** Milliseconds since the epoch, the same for the whole change. */
  readonly now: number;
  readonly id: string;
  /** Seqs: of the newest 5,000 versions, all that say nearly what a text says are among them. Undefined: not known yet. */
  mayBeAlike(text: string): readonly number[] | undefined;
  /** The same for all that begin so. */
  mayBegin(starts: Starts): readonly number[] | undefined;
  /** Records the first version of a memory. */
  add(id: string, scope: string, content: MemoryContent, fingerprint: string, action?: Action): Memory;
  /** Closes the current version and records the next one. */
  revise(memory: Memory, content: MemoryContent, action: Action, fingerprint?: string): Memory;
  /** Puts a version back as it was exported. Neither it nor another version that is open with it may be there. */
  restore(memory: Omit<Memory, 'seq' | 'createdAt'>): Memory;
  /** The entity of exactly this name, no alias of another, added where it is not there. */
  restoreEntity(scope: string, name: string, normalisedName: string, type?: string): number;
  /** Adds a source unless it is there; says whether it was new. */
  addSource(memory: Memory, source: Provenance): boolean;
  /** Erases all versions, sources and links, and what other versions of the text may be found in. */
  purge(memory: Memory): void;
  /** Overwrites the text of every version, keeping that there was something. */
  redact(memory: Memory, text: string, fingerprint: string): void;
  saveSession(session: {
    id: string;
    scope: string;
    name: string;
    title?: string;
    startedAt?: number;
    lastAt?: number;
  }): Session;
  saveEntity(scope: string, name: string, normalisedName: string, type?: string): Entity;
  /** The same for many at once: their ids by normalised names. */
  saveEntities(
    scope: string,
    entities: readonly { name: string; norm: string; type?: string | undefined }[],
  ): Map<string, number>;
  addAlias(entity: number, name: string, normalisedName: string): void;
  removeEntity(entity: number): void;
  link(memoryId: string, entity: number): void;
  unlink(memoryId: string): void;
  /** Ties an entity or a source that is still there to a memory, or unties it. */
  attach(attachment: Omit<Attachment, 'scope' | 'last'>): void;
  use(memoryId: string, usage: Usage): void;
  addConflict(conflict: Omit<Conflict, 'at'>): void;
  resolveConflict(id: string, resolution: string): boolean;
}

export interface Check {
  name: string;
  ok: boolean;
  /** What is wrong, in words. */
  detail?: string;
}

/** The call that a change is made for. */
export interface ChangeOrigin {
  tool: string;
  client?: string | undefined;
  /** The change that this is a part of; one of its own unless given. */
  change?: string | undefined;
  receipt?: Receipt | undefined;
}

/** What every engine that holds memories can do. */
export interface MemoryStore {
  read<T>(ask: (view: MemoryView) => T): Promise<T>;
  /**
   * One transaction: when it resolves, its effect is on disk; when it throws, nothing happened. Retried with the same
   * receipt it answers with the first result, which therefore has to survive JSON.
   */
  change<T>(origin: ChangeOrigin, make: (change: MemoryChange) => T): Promise<T>;
  /**
   * Wipes what purges have left in places that are written over only later. False when someone is reading there;
   * it is tried again at the next purge and when the store closes.
   */
  scrub(): Promise<boolean>;
  /** Whether what is kept is whole: the file, its indexes, and that the log of operations leads to what is there. */
  verify(): Promise<Check[]>;
  /** Writes a copy, of one moment, to a file that is not there yet. */
  backup(file: string): Promise<{ bytes: number }>;
  /** Bytes on disk. */
  bytes(): Promise<number>;
  close(): Promise<void>;
}
