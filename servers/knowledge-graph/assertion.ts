import type { EpisodeKind, Extractor, Literal } from './graph.ts';

export const ON_AMBIGUOUS = ['ask', 'create', 'best'] as const;
/** What becomes of a name that may be several entities: nothing is stored and it is asked, a new one, the likeliest. */
export type OnAmbiguous = (typeof ON_AMBIGUOUS)[number];

/** An entity as a call names it. */
export interface AskedEntity {
  /** What facts of the same call call it; its name unless given. */
  ref?: string | undefined;
  /** The public id of the one it is, where that is known. */
  id?: string | undefined;
  name: string;
  type?: string | undefined;
  summary?: string | undefined;
  aliases: readonly string[];
  /** What only it has: an e-mail address, a URL, a repository, … */
  keys: readonly string[];
}

export interface AskedFact {
  /** A `ref` of this call, the public id of an entity, or the name of one. */
  subject: string;
  relation: string;
  /** As `subject`; or else there is a `value`. */
  object?: string | undefined;
  value?: Literal | undefined;
  from?: number | undefined;
  to?: number | undefined;
  confidence: number;
  text?: string | undefined;
  quote?: string | undefined;
  /** Facts that were wrong and are taken back by this one. */
  supersedes: readonly number[];
}

export interface AssertRequest {
  graph: string;
  episode: {
    kind: EpisodeKind;
    title?: string | undefined;
    uri?: string | undefined;
    text?: string | undefined;
    occurredAt?: number | undefined;
    actor?: string | undefined;
  };
  entities: readonly AskedEntity[];
  facts: readonly AskedFact[];
  onAmbiguous: OnAmbiguous;
  extractor: Extractor;
  dryRun: boolean;
}
