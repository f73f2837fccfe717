import type { Corpus } from './corpus.ts';
import { followLinks } from './follow-links.ts';
import type { Links } from './mention-lists.ts';
import type { NamedEntity } from './named-entities.ts';
import type { Term } from './passage-index.ts';
import { rankByWords } from './rank-by-words.ts';
import { followedBy, fuse, type Ranked } from './ranked.ts';
import { highestScore, sharesIn } from './shares.ts';
import type { Walks } from './walk-links.ts';

/** Passages that a search ranks. */
const MOST = 200;
/** Passages of a chain. */
const HOPS = 3;
/** Passages that are found only because they name what the query names. */
const NAMING = 20;

export interface PassageSearch {
  corpus: Corpus;
  links: Links;
  terms: readonly Term[];
  named: readonly NamedEntity[];
  isWanted(slot: number): boolean;
}

/** By words alone, and then those that name an entity of the query in other words. Scores are in [0, 1]. */
export function rankNear({ corpus, links, terms, named, isWanted }: PassageSearch): Ranked[] {
  const most = highestScore(terms) || 1;
  const shares = sharesIn(corpus.index, terms);
  const byWords = rankByWords(corpus.index, terms, shares, isWanted, MOST).map((one) => ({
    ...one,
    score: Math.min(1, one.score / most),
  }));
  const naming = named
    .filter(({ score }) => score === 1)
    .flatMap(({ entity }) =>
      links
        .passages(entity)
        .slice(0, NAMING)
        .map(({ to }): Ranked => ({ slot: to, score: 0, path: [entity] })),
    );
  return followedBy(byWords, once(naming)).slice(0, MOST);
}

/**
 * By words, by chains of passages that name the same (follow-links.ts) and by walks along what they name
 * (walk-links.ts): the ranks of the last two are fused, each of which has the first in it.
 */
export function rankFar(search: PassageSearch, walks: Walks): Ranked[] {
  const { corpus, links, terms, named, isWanted } = search;
  const shares = sharesIn(corpus.index, terms);
  const byWords = rankByWords(corpus.index, terms, shares, isWanted, MOST);
  const chains = followLinks(shares, links, terms, byWords, HOPS);
  const entities = new Map(
    named
      .filter(({ score }) => score === 1)
      .map(({ entity }) => [entity, links.rarity(entity)] as const)
      .filter(([, rarity]) => rarity > 0),
  );
  const walked = walks.rank(links, byWords, entities);
  return fuse([chains.slice(0, MOST), followedBy(walked, byWords).slice(0, MOST)]).slice(0, MOST);
}

/** Near copies of what stands before them go behind all others. */
export function copiesLast(
  ranked: readonly Ranked[],
  alike: (slot: number, other: number) => boolean,
  looked: number,
): Ranked[] {
  const [kept, copies]: [Ranked[], Ranked[]] = [[], []];
  for (const one of ranked.slice(0, looked)) {
    (kept.some(({ slot }) => alike(slot, one.slot)) ? copies : kept).push(one);
  }
  return [...kept, ...ranked.slice(looked), ...copies];
}

function once(ranked: readonly Ranked[]): Ranked[] {
  return [...new Map(ranked.map((one) => [one.slot, one])).values()].sort((a, b) => a.slot - b.slot);
}
