import type { Query } from './query.ts';

/** A word of the query, with what may stand for it, as the index knows them. */
export interface Group {
  word: string;
  /** Its rarity times its weight: what covering it counts. */
  idf: number;
  /** Whether it names one who speaks in the index: then who speaks counts, not the word. */
  speaker: boolean;
  /** The word itself first, where the index has it, then others by worth. */
  wanted: readonly Wanted[];
}

export interface Wanted {
  /** The number of the stem in the index. */
  term: number;
  word: string;
  /** What one occurrence is worth, in (0, 1]. */
  worth: number;
  exact: boolean;
  category: boolean;
}

export interface Vocabulary {
  documents: number;
  /** The number of a stem, where some entry has it. */
  termOf(stem: string): number | undefined;
  /** In how many documents it occurs. */
  frequency(stem: string): number;
}

/** Inverse document frequency as in Lucene's BM25: ln(1 + (N − n + ½) / (n + ½)), always positive. */
export function idf(documents: number, frequency: number): number {
  const among = Math.max(documents, frequency);
  return Math.log(1 + (among - frequency + 0.5) / (frequency + 0.5));
}

/**
 * The words of a query as groups of terms. Another word never counts as rarer than the word that was asked for; a word
 * that nobody used takes the rarity of the best that stands for it, and of a word in no document when nothing does.
 */
export function groupsOf(
  query: Query,
  vocabulary: Vocabulary,
  isSpeaker: (word: string) => boolean,
): Group[] {
  return query.terms.map(({ word, stem, weight, variants, person }) => {
    const rarity = (one: string): number => idf(vocabulary.documents, vocabulary.frequency(one));
    const known = variants.filter((variant) => vocabulary.frequency(variant.stem) > 0);
    const own = vocabulary.frequency(stem);
    const first = known[0];
    const best = own > 0 || !first ? rarity(stem) : Math.max(...known.map((variant) => rarity(variant.stem)));
    const wanted: Wanted[] = [];
    const term = vocabulary.termOf(stem);
    if (term !== undefined) wanted.push({ term, word, worth: 1, exact: true, category: false });
    for (const variant of known) {
      const number = vocabulary.termOf(variant.stem);
      if (number === undefined) continue;
      const worth = (variant.worth * Math.min(best, rarity(variant.stem))) / best;
      wanted.push({ term: number, word: variant.stem, worth, exact: false, category: variant.category });
    }
    return { word, idf: best * weight, speaker: person && isSpeaker(word), wanted };
  });
}
