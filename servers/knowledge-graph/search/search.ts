import { type Canon, canonOf } from '../canon.ts';
import type { GraphDomain } from '../deps.ts';
import type { Entity, Episode } from '../graph.ts';
import { type AskedMoment, type Moment, momentIn } from '../moment.ts';
import { type ShownFact, showFacts } from '../show-facts.ts';
import type { GraphView } from '../store/store.ts';
import { type Corpus, corpusOfChunks } from './corpus.ts';
import { type Links, linksOf } from './mention-lists.ts';
import type { SearchMode } from './modes.ts';
import { type NamedEntity, namedEntities } from './named-entities.ts';
import { type QueryWord, readQuery } from './query-words.ts';
import { type RankedFact, rankFacts } from './rank-facts.ts';
import { copiesLast, rankFar, rankNear } from './rank-passages.ts';
import type { Ranked } from './ranked.ts';
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

/** In [0, 1], best first within a kind, and what speaks for it. */
interface Scored {
  score: number;
  why: string[];
}
export interface FoundEntity extends Scored {
  entity: Entity;
}
export interface FoundFact extends Scored {
  fact: ShownFact;
}
export interface FoundPassage extends Scored {
  chunk: number;
  text: string;
  headings: readonly string[];
  start: number;
  end: number;
  episode: Pick<Episode, 'row' | 'title' | 'uri' | 'occurredAt'>;
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
/** Documents whose subjects facts are looked for, and facts of a chain. */
const SUBJECTS = 3;
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
      entities: [...new Set([...named.map(({ entity }) => entity), ...about])],
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

/** What the first documents are about. */
function subjectsOf(passages: readonly Ranked[], links: Links): number[] {
  return passages
    .slice(0, SUBJECTS)
    .flatMap(({ slot }) => links.entities(slot).flatMap(({ to, about }) => (about ? [to] : [])));
}

interface WayTo {
  entity: number;
  score: number;
  why: string;
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

interface Show {
  view: GraphView;
  canon: Canon;
  moment: Moment;
  corpus: Corpus;
  links: Links;
  words: readonly QueryWord[];
  named: readonly NamedEntity[];
}

async function showEntities({ view, moment }: Show, page: readonly WayTo[]): Promise<FoundEntity[]> {
  const rows = await view.entities(
    page.map(({ entity }) => entity),
    moment.knownAt,
  );
  const byId = new Map(rows.map((row) => [row.entity, row]));
  return page.flatMap(({ entity, score, why }) => {
    const row = byId.get(entity);
    return row ? [{ entity: row, score, why: [why] }] : [];
  });
}

async function showRanked(show: Show, page: readonly RankedFact[]): Promise<FoundFact[]> {
  const { view, canon, moment } = show;
  const names = await namesOf(
    show,
    page.flatMap(({ path }) => path),
  );
  const shown = await showFacts(
    view,
    canon,
    page.map(({ row }) => row),
    moment.knownAt,
  );
  return page.flatMap(({ score, words, path }, at) => {
    const fact = shown[at];
    return fact
      ? [
          {
            fact,
            score,
            why: whyOf(
              words,
              path.map((one) => names.get(one) ?? ''),
            ),
          },
        ]
      : [];
  });
}

async function showPassages(show: Show, page: readonly Ranked[]): Promise<FoundPassage[]> {
  const { view, corpus, links, words, named } = show;
  const rows = new Map(
    (
      await view.rows(
        'chunk',
        page.map(({ slot }) => corpus.index.chunk(slot)),
      )
    ).map((row) => [row.row, row]),
  );
  const episodes = await view.rows('episode', [...new Set([...rows.values()].map(({ episode }) => episode))]);
  const byId = new Map(episodes.map((one) => [one.row, one]));
  const called = new Set(named.map(({ entity }) => entity));
  const wordOf = new Map(words.map(({ stem, word }) => [stem, word]));
  const terms = corpus.index.terms(words.map(({ stem }) => stem));
  const ways = page.map(
    ({ slot, path }) =>
      path ??
      links
        .entities(slot)
        .map(({ to }) => to)
        .filter((one) => called.has(one)),
  );
  const names = await namesOf(show, ways.flat());
  return page.flatMap(({ slot, score }, at) => {
    const row = rows.get(corpus.index.chunk(slot));
    const episode = row && byId.get(row.episode);
    if (!row || !episode) return [];
    const has = terms
      .filter(({ term }) => corpus.index.share(slot, term) > 0)
      .map(({ stem }) => wordOf.get(stem) ?? stem);
    const why = whyOf(
      has,
      (ways[at] ?? []).map((one) => names.get(one) ?? ''),
    );
    const { text, headings, start, end } = row;
    return [{ chunk: row.row, text, headings, start, end, episode, score, why }];
  });
}

async function namesOf({ view, moment }: Show, entities: readonly number[]): Promise<Map<number, string>> {
  const rows = await view.entities([...new Set(entities)], moment.knownAt);
  return new Map(rows.map(({ entity, name }) => [entity, name]));
}

function whyOf(words: readonly string[], path: readonly string[]): string[] {
  const through = path.filter((name) => name !== '');
  return [
    ...(words.length > 0 ? [`words: ${words.join(', ')}`] : []),
    ...(through.length > 0 ? [`through ${through.join(' → ')}`] : []),
    ...(words.length + through.length === 0 ? ['beside what was found'] : []),
  ];
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
