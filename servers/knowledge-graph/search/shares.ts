import { MOST_SHARE, type PassageIndex, type Term } from './passage-index.ts';

/** How much a passage has of each term, in the order of the terms; worked out once. */
export type Shares = (slot: number) => Float64Array;

export function sharesIn(index: PassageIndex, terms: readonly Term[]): Shares {
  const known = new Map<number, Float64Array>();
  return (slot) => {
    const before = known.get(slot);
    if (before) return before;
    const shares = Float64Array.from(terms, ({ term }) => index.share(slot, term));
    known.set(slot, shares);
    return shares;
  };
}

/** The most that a passage can have of all terms by their idf. */
export function highestScore(terms: readonly Term[]): number {
  return terms.reduce((sum, { idf }) => sum + idf * MOST_SHARE, 0);
}
