import type { Memory } from '../memory.ts';

/** The words of a fact that can be searched by any part of them. */
export interface Fact {
  subject: string;
  predicate?: string;
  object?: string;
  text: string;
}

/** What has a fact of one predicate: a node, where that fact says what it is. */
export interface Node {
  /** Of the fact; grows with the order in which they were added. */
  id: string;
  name: string;
}

/**
 * Facts and relationships by the names in them, letter for letter; current and valid ones only. Facts are active, or
 * held back where it is said; relationships are active. Lists are in the order of ids, which is that of adding.
 */
export interface GraphView {
  /** Facts of exactly these subjects, those that are held back included. */
  factsOf(scope: string, subjects: readonly string[]): Memory[];
  /** Those of these subjects that have an active fact of the predicate. */
  nodesNamed(scope: string, predicate: string, subjects: readonly string[]): Node[];
  nodesAfter(scope: string, predicate: string, afterId: string, limit: number): Node[];
  nodesCount(scope: string, predicate: string, afterId: string): number;
  /** Active facts that may contain a text anywhere, whatever its case: all that do, and possibly others. */
  factsLike(scope: string, text: string): Iterable<Fact>;
  /** How many versions of anything came since the index behind `factsLike` was last complete; it looks through them. */
  factsBehind(): number;
  /** Relationships from the first to the second of each pair. */
  relationsBetween(scope: string, pairs: readonly (readonly [string, string])[]): Memory[];
  /** Relationships that begin or end at one of these; any relationship when there are no names. */
  relationsOf(scope: string, names: readonly string[] | undefined, afterId: string, limit: number): Memory[];
  relationsCount(scope: string, names: readonly string[] | undefined, afterId: string): number;
}

/** What keeps `factsLike` fast. */
export interface GraphChange {
  /** Brings the index of substrings nearer to the newest fact; says whether it is there. */
  indexFacts(limit: number): boolean;
}

/** A text that is kept under a key. */
export interface KeyedNote {
  key: string;
  id: string;
  /** Of the text in UTF-8; 0 while it is sealed. */
  bytes: number;
}

export interface TreeView {
  /** Notes whose key is this one, active or held back: the current one last. */
  notesAt(scope: string, key: string): Memory[];
  /** Notes with keys that begin with this text, by key. */
  notesUnder(scope: string, prefix: string, limit: number): KeyedNote[];
}
