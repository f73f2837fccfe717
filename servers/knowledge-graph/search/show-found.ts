import type { Canon } from '../canon.ts';
import type { Entity, Episode } from '../graph.ts';
import type { Moment } from '../moment.ts';
import { type ShownFact, showFacts } from '../show-facts.ts';
import type { GraphView } from '../store/store.ts';
import type { Corpus } from './corpus.ts';
import type { Links } from './mention-lists.ts';
import type { NamedEntity } from './named-entities.ts';
import type { QueryWord } from './query-words.ts';
import type { RankedFact } from './rank-facts.ts';
import type { Ranked } from './ranked.ts';

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

/** An entity that was found, before it is read. */
export interface WayTo {
  entity: number;
  score: number;
  why: string;
}

/** What an answer was made with. */
export interface Show {
  view: GraphView;
  canon: Canon;
  moment: Moment;
  corpus: Corpus;
  links: Links;
  words: readonly QueryWord[];
  named: readonly NamedEntity[];
}

export async function showEntities({ view, moment }: Show, page: readonly WayTo[]): Promise<FoundEntity[]> {
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

export async function showRanked(show: Show, page: readonly RankedFact[]): Promise<FoundFact[]> {
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

export async function showPassages(show: Show, page: readonly Ranked[]): Promise<FoundPassage[]> {
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
