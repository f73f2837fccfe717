import { canonOf } from '../canon.ts';
import type { GraphDomain } from '../deps.ts';
import { type AskedMoment, momentIn } from '../moment.ts';
import type { GraphView } from '../store/store.ts';
import { type Corpus, corpusOfChunks } from './corpus.ts';
import { type Links, linksOf } from './mention-lists.ts';
import type { SearchMode } from './modes.ts';
import { type NamedEntity, namedEntities } from './named-entities.ts';
import { type QueryWord, readQuery } from './query-words.ts';
import { type RankedFact, rankFacts } from './rank-facts.ts';
import { copiesLast, rankFar, rankNear } from './rank-passages.ts';
import type { Ranked } from './ranked.ts';
import {
  type FoundEntity,
  type FoundFact,
  type FoundPassage,
  type Show,
  showEntities,
  showPassages,
  showRanked,
  type WayTo,
} from './show-found.ts';
import { type Stretch, timesAsked } from './times-asked.ts';

/** How many of each kind come before a page. */
export interface Offsets {
  entities: number;
  facts: number;
  passages: number;
}

export interface SearchRequest extends AskedMoment {
  graph: string;
  query: string;
  mode: SearchMode;
  /** Of each kind. */
  limit: number;
  offsets: Offsets;
}

export interface SearchAnswer {
  entities: FoundEntity[];
  facts: FoundFact[];
  passages: FoundPassage[];
  /** How many there are of each kind in all. */
  totals: Offsets;
  /** What was looked for, when nothing was found. */
  tried: string[];
  /** The graph is being read: what it holds was found by words only. */
  partial: boolean;
}

/** Near copies are looked for among so many passages. */
const LOOKED_AT = 60;
/** Documents whose subjects facts are looked for, entities named in part whose facts are, and facts of a chain. */
const SUBJECTS = 3;
const PARTLY_NAMED = 2;
const HOPS = 3;

/** What a graph has on a question: entities, facts and passages, each with what led to it. The same store answers the same. */
export async function searchGraph(domain: GraphDomain, asked: SearchRequest): Promise<SearchAnswer> {
  const { graph, query, mode, offsets, limit } = asked;
  const far = mode !== 'fast';
  const words = readQuery(query);
  const between = mode === 'temporal' && asked.asOf === undefined ? await timesAsked(query) : undefined;
  const asOf = mode === 'temporal' ? (asked.asOf ?? 'any') : asked.asOf;
  return domain.store.read(async (view) => {
    const moment = await momentIn(view, { asOf, knownAt: asked.knownAt }, domain.clock.now());
    const canon = canonOf(await view.merges(graph, moment.knownAt));
    const named = await namedEntities(view, graph, query, words, canon, moment.knownAt);
    const read = await domain.corpora.at(view, graph);
    const corpus = read ?? (await corpusFor(view, graph, words));
    const { index, mentions } = corpus;
    const isWanted = (slot: number): boolean => index.isKnown(slot, moment.knownAt);
    const links = linksOf(mentions, canon, index.size, isWanted);
    const terms = index.terms(words.map(({ stem }) => stem));
    const search = { corpus, links, terms, named, isWanted };
    const ranked = far ? rankFar(search, domain.walks) : rankNear(search);
    const passages = copiesLast(ranked, index.alike, LOOKED_AT);
    const about = far ? subjectsOf(passages, links) : [];
    const facts = await rankFacts(view, {
      graph,
      words,
      canon,
      moment,
      between,
      entities: [...new Set([...begins(named), ...about])],
      hops: far ? HOPS : 1,
    });
    const entities = entitiesFound(named, facts, far ? passages : []);

    const page = <T>(all: readonly T[], kind: keyof Offsets): T[] =>
      all.slice(offsets[kind], offsets[kind] + limit);
    const show: Show = { view, canon, moment, corpus, links, words, named };
    const answer: SearchAnswer = {
      entities: await showEntities(show, page(entities, 'entities')),
      facts: await showRanked(show, page(facts, 'facts')),
      passages: await showPassages(show, page(passages, 'passages')),
      totals: { entities: entities.length, facts: facts.length, passages: passages.length },
      tried: [],
      partial: read === undefined,
    };
    if (mode === 'temporal') inOrderOfTime(answer, between);
    if (entities.length + facts.length + passages.length === 0)
      answer.tried = triedFor(words, asked, between);
    return answer;
  });
}

/** Passages by the store's own index and what they are linked to, while the graph is not in memory. */
async function corpusFor(view: GraphView, graph: string, words: readonly QueryWord[]): Promise<Corpus> {
  const hits = await view.find(
    'chunk',
    graph,
    words.map(({ word }) => word),
    LOOKED_AT,
  );
  const first = hits.map(({ row }) => row);
  const mentions = await view.mentionsIn(first.slice(0, SUBJECTS));
  const linked = await view.mentionsOf([...new Set(mentions.map(({ entity }) => entity))], LOOKED_AT);
  return corpusOfChunks(view, graph, [...new Set([...first, ...linked.map(({ chunk }) => chunk)])]);
}

/** Entities whose facts are read: all that are named in full, and the likeliest of those that are named in part. */
function begins(named: readonly NamedEntity[]): number[] {
  const whole = named.filter(({ score }) => score === 1);
  const part = named.filter(({ score }) => score < 1).slice(0, PARTLY_NAMED);
  return [...whole, ...part].map(({ entity }) => entity);
}

/** What the first documents are about. */
function subjectsOf(passages: readonly Ranked[], links: Links): number[] {
  return passages
    .slice(0, SUBJECTS)
    .flatMap(({ slot }) => links.entities(slot).flatMap(({ to, about }) => (about ? [to] : [])));
}

/** Entities that the query names, and then those on the way to what was found. */
function entitiesFound(
  named: readonly NamedEntity[],
  facts: readonly RankedFact[],
  passages: readonly Ranked[],
): WayTo[] {
  const found = new Map<number, WayTo>();
  for (const { entity, name, score } of named) {
    found.set(entity, {
      entity,
      score,
      why:
        score === 1 ? `is called ${JSON.stringify(name)}` : `${JSON.stringify(name)} has words of the query`,
    });
  }
  for (const { path, score } of [...facts.slice(0, LOOKED_AT), ...passages.slice(0, LOOKED_AT)]) {
    for (const entity of path ?? []) {
      if (score > (found.get(entity)?.score ?? 0))
        found.set(entity, { entity, score, why: 'leads to what was found' });
    }
  }
  return [...found.values()].sort((a, b) => b.score - a.score || a.entity - b.entity);
}

/** Facts by when they began to hold, passages by when they were written; what has no time comes last. */
function inOrderOfTime(answer: SearchAnswer, between: Stretch | undefined): void {
  const late = Number.POSITIVE_INFINITY;
  answer.facts.sort((a, b) => (a.fact.validFrom ?? late) - (b.fact.validFrom ?? late));
  const inside = (at: number | undefined): boolean =>
    between === undefined || (at !== undefined && at >= between.from && at < between.to);
  answer.passages.sort(
    ({ episode: a }, { episode: b }) =>
      Number(inside(b.occurredAt)) - Number(inside(a.occurredAt)) ||
      (a.occurredAt ?? late) - (b.occurredAt ?? late),
  );
}

function triedFor(
  words: readonly QueryWord[],
  { graph, asOf, knownAt }: SearchRequest,
  between: Stretch | undefined,
): string[] {
  const listed = words.map(({ word }) => word).join(', ');
  const time = [
    ...(between ? ['in the time that the query names'] : []),
    ...(typeof asOf === 'number' ? ['that held then'] : []),
    ...(knownAt !== undefined ? ['that was known then'] : []),
  ].join(' and ');
  return [
    listed === ''
      ? 'The query has no words.'
      : `Names, facts and passages of the graph ${JSON.stringify(graph)} with any of: ${listed}.`,
    ...(time === '' ? [] : [`Only what is ${time.replace(/^that /, 'such that it ')}.`]),
  ];
}
