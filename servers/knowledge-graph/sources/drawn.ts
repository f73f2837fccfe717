import type { Chunk } from '../../../shared/text/chunk-document.ts';
import type { Span } from '../../../shared/text/sentences.ts';
import type { EpisodeKind, Literal } from '../graph.ts';

/** A thing that a document names, before anybody knows which. */
export interface DrawnEntity {
  /** What facts of the document call it. */
  ref: string;
  name: string;
  type?: string | undefined;
  aliases: readonly string[];
  /** As they are written; each is one by `keyIn`. */
  keys: readonly string[];
  /** It becomes an entity only if it is one already. */
  onlyIfKnown: boolean;
  /**
   * `document`: one of its own for its key, whatever it is called. `self`: the document that is read, which says what
   * it is called. `agent`: who writes or speaks, so no document.
   */
  is: 'thing' | 'agent' | 'document' | 'self';
  /** Where the text names it. */
  places: readonly Span[];
}

export interface DrawnFact {
  /** Refs of entities. */
  subject: string;
  relation: string;
  object?: string;
  value?: Literal;
  quote?: string;
}

/** All that becomes of a document in the graph, made without looking at the graph. */
export interface PreparedDocument {
  externalId: string;
  kind: EpisodeKind;
  title: string;
  uri?: string | undefined;
  occurredAt?: number | undefined;
  actor?: string | undefined;
  /** SHA-256 of what it says, without secrets. */
  hash: string;
  chunks: readonly Chunk[];
  entities: readonly DrawnEntity[];
  facts: readonly DrawnFact[];
  /** What was left out, or reads like orders. */
  notes: readonly string[];
}
