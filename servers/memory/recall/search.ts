import { words as wordsOf } from '../../../shared/text/words/words.ts';
import { retrievability } from '../decay.ts';
import type { Memory } from '../memory.ts';
import { normaliseName } from '../names.ts';
import type { Weights } from '../ranking/features.ts';
import { analyse, type Query } from '../ranking/query.ts';
import type { Entity, Filter, MemoryView, Usage } from '../store/store.ts';
import { type Card, cardOf, fitting } from './card.ts';
import { type Corpus, corpusOf, type LiveCorpus } from './corpus.ts';
import { type Nearness, NOTHING_NEAR } from './nearness.ts';
import { markOf } from './seen.ts';

export interface Found {
  memory: Memory;
  /** Higher is better; comparable within one search only. */
  score: number;
  /** What spoke most for it, in words a person understands. */
  why: string[];
  /** 0 to 1: how much of the query it covers. */
  confidence: number;
  /** How many of the query's words it has itself, and how many there are. */
  exactTerms: number;
  askedTerms: number;
  /** The program that keeps it, when it is not in the store: `mem0`. */
  origin?: string;
}

export interface SearchRequest {
  query: string;
  filter: Filter;
  limit: number;
  /** Ends of the ids of memories that are not wanted again (see seen.ts). */
  seen: ReadonlySet<string>;
  now: number;
  /** What lies near the query by its meaning, of what may be found. */
  near?: ((view: MemoryView, allow: (seq: number) => boolean) => Nearness) | undefined;
  /** Of the ranker; the shipped ones unless given. */
  weights?: Weights | undefined;
}

/** What a query is ranked among. */
export interface Pool {
  corpus: Corpus;
  query: Query;
  near: Nearness;
  allow(seq: number): boolean;
  /** Candidates whatever their words. */
  also: Iterable<number>;
}

/** Rows that the word index of the database hands over while there is no corpus, and the turns around each. */
const CANDIDATES = 200;
const AROUND = 4;
/** Matches that the database weighs for one answer, at about a microsecond each. */
const MOST_MATCHES = 20_000;
const ENTITIES = 20;
const MENTIONING = 40;
const LONGEST_NAME = 3;
const MOST_REASONS = 3;

/** What ranks beside the words: how far it has faded, how much it matters, and whether anybody vouches for it. */
const WEIGHTS = { retrievability: 0.6, importance: 0.5, uses: 0.3, untrusted: -2 } as const;

/**
 * Ranks the memories that a query may mean, best first, without any model: in the corpus where it is there, among what
 * the database's word index finds where it is not, or where earlier knowledge is asked for.
 */
export function search(view: MemoryView, live: LiveCorpus, request: SearchRequest): Found[] {
  return rank(view, poolOf(view, live, request), request);
}

export function poolOf(view: MemoryView, live: LiveCorpus, request: SearchRequest): Pool {
  const { filter, now, query } = request;
  const entities = namedIn(view, filter.scopes, query);
  const analysed = analyse(query, { now, names: namesOf(entities), dates: live.dates });
  const corpus = filter.knownAt === undefined ? live.at(view) : undefined;
  return corpus
    ? poolInCorpus(view, corpus, analysed, entities, request)
    : poolByWords(view, live, analysed, entities, request);
}

function poolInCorpus(
  view: MemoryView,
  corpus: Corpus,
  query: Query,
  entities: readonly Entity[],
  request: SearchRequest,
): Pool {
  const { filter, now } = request;
  const { entities: asked, ...others } = filter;
  const about = asked && new Set(view.find([], filter, Number.MAX_SAFE_INTEGER));
  const passing = (seen: ReadonlySet<number>): ((seq: number) => boolean) => {
    const passes = corpus.passing(others, now, seen);
    return about ? (seq) => about.has(seq) && passes(seq) : passes;
  };
  const near = request.near?.(view, passing(new Set())) ?? NOTHING_NEAR;
  const linked =
    entities.length > 0
      ? view.mentioning(
          entities.map(({ id }) => id),
          MENTIONING,
        )
      : [];
  return {
    corpus,
    query,
    near,
    allow: passing(marksOf(request.seen)),
    also: [...linked, ...listed(view, filter), ...ofThatTime(view, query, filter), ...near.found],
  };
}

function marksOf(seen: ReadonlySet<string>): Set<number> {
  return new Set(Array.from(seen, markOf));
}

/** What a narrow filter names by itself, whatever its words: private texts have none that can be looked for. */
function listed(view: MemoryView, filter: Filter): number[] {
  const narrow = filter.entities !== undefined || (filter.tags !== undefined && filter.tags.length > 0);
  return narrow ? view.find([], filter, CANDIDATES) : [];
}

/** What began to hold in the first of the times that a query speaks of: "what did I do last week" has no other words. */
function ofThatTime(view: MemoryView, { dates: [when] }: Query, filter: Filter): number[] {
  return when && !filter.between
    ? view.find([], { ...filter, between: [when.from, when.to] }, CANDIDATES)
    : [];
}

/** What vectors have found, as far as it is there still and the filter lets it through. */
function passing(view: MemoryView, { found }: Nearness, { filter, now }: SearchRequest): number[] {
  const fits = fitting(filter, now);
  return view
    .bySeq(found)
    .filter(({ status, retiredAt }) => status === 'active' && retiredAt === undefined)
    .flatMap((memory) => (fits(cardOf(memory)) ? memory.seq : []));
}

/** The slow way, with the same ranking: over what the database finds, and how rare words are in all of it. */
function poolByWords(
  view: MemoryView,
  live: LiveCorpus,
  query: Query,
  entities: readonly Entity[],
  request: SearchRequest,
): Pool {
  const { filter } = request;
  const seen = marksOf(request.seen);
  const near = request.near?.(view, () => true) ?? NOTHING_NEAR;
  const asked = telling(view, query);
  const found = [
    ...(asked.length > 0 ? view.find(asked, filter, CANDIDATES) : []),
    ...(entities.length > 0
      ? view.find([], { ...filter, entities: entities.map(({ name }) => normaliseName(name)) }, MENTIONING)
      : []),
    ...listed(view, filter),
    ...ofThatTime(view, query, filter),
    ...passing(view, near, request),
  ];
  const allowed = new Set(found);
  const memories = [...view.bySeq([...allowed]), ...view.around(found, AROUND)];
  const corpus = corpusOf(new Map(memories.map((memory) => [memory.seq, memory])).values(), {
    dates: live.dates,
    frequencies: { documents: view.size(), of: (stem) => view.frequency(stem) },
  });
  return {
    corpus,
    query,
    near,
    allow: (seq) => allowed.has(seq) && !seen.has(corpus.card(seq)?.mark ?? Number.NaN),
    also: found,
  };
}

/** What to ask the database for: rare words first, as far as it can read what has them within a call. */
function telling(view: MemoryView, query: Query): string[] {
  const words = query.terms.flatMap(({ word, stem, variants }) => [
    { word, frequency: view.frequency(stem) },
    ...variants.map((variant) => ({ word: variant.stem, frequency: view.frequency(variant.stem) })),
  ]);
  let matches = 0;
  return words
    .filter(({ frequency }) => frequency > 0)
    .sort((a, b) => a.frequency - b.frequency)
    .filter(({ frequency }, index) => {
      matches += frequency;
      return index === 0 || matches <= MOST_MATCHES;
    })
    .map(({ word }) => word);
}

function rank(
  view: MemoryView,
  { corpus, query, near, allow, also }: Pool,
  { limit, now, weights }: SearchRequest,
): Found[] {
  const prior = (seq: number): number => {
    const card = corpus.card(seq);
    return (card ? priorOf(card, undefined, now) : 0) + (near.boosts.get(seq) ?? 0);
  };
  const hits = corpus.index.search(query, {
    limit,
    allow,
    prior,
    also,
    weights,
    // Use is kept in the database.
    again: { among: limit * 2 + 20, by: (seqs) => asUsed(corpus, view.usageBySeq(seqs), now) },
  });
  const memories = new Map(view.bySeq(hits.map(({ seq }) => seq)).map((memory) => [memory.seq, memory]));
  return hits.flatMap(({ seq, score, why, confidence, exactTerms }) => {
    const memory = memories.get(seq);
    if (!memory) return [];
    const reasons = near.boosts.has(seq) ? [...why.slice(0, MOST_REASONS - 1), 'near in meaning'] : why;
    return [{ memory, score, why: reasons, confidence, exactTerms, askedTerms: query.terms.length }];
  });
}

/** Puts in place of the prior of those that were used the one with their use in it. */
function asUsed(corpus: Corpus, usage: ReadonlyMap<number, Usage>, now: number) {
  return (seq: number, score: number): number => {
    const known = usage.get(seq);
    const card = known && corpus.card(seq);
    return card ? score + priorOf(card, known, now) - priorOf(card, undefined, now) : score;
  };
}

/** What a memory counts whatever the query. */
export function priorOf(card: Card, usage: Usage | undefined, now: number): number {
  const at = usage?.lastUsedAt ?? card.validFrom ?? card.createdAt;
  const fresh = retrievability({ ...card, at, halfLife: usage?.halfLife }, now);
  return (
    WEIGHTS.retrievability * fresh +
    WEIGHTS.importance * card.importance +
    WEIGHTS.uses * Math.log1p(usage?.uses ?? 0) +
    (card.trust === 0 ? WEIGHTS.untrusted : 0)
  );
}

/** The entities that a query names, by up to three words in a row. */
function namedIn(view: MemoryView, scopes: readonly string[], query: string): Entity[] {
  const plain = wordsOf(query);
  const names = new Set<string>();
  for (let length = 1; length <= LONGEST_NAME; length++) {
    for (let at = 0; at + length <= plain.length; at++) {
      names.add(normaliseName(plain.slice(at, at + length).join(' ')));
    }
  }
  return names.size > 0 ? view.entitiesNamed(scopes, [...names], ENTITIES) : [];
}

function namesOf(entities: readonly Entity[]): string[] {
  return entities.flatMap(({ name, aliases }) => [name, ...aliases]);
}
