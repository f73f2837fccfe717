import { stem } from '../../../shared/text/words/stem.ts';
import { STOP_WORDS } from '../../../shared/text/words/stop-words.ts';
import { queryWords, words } from '../../../shared/text/words/words.ts';

/** Words past these many are left out, the first ones kept: a question has fewer. */
export const MOST_WORDS = 32;

export interface QueryWord {
  /** As it was asked, folded. */
  word: string;
  stem: string;
}

/** The words of a query that say something, each stem once; all of them where there are no others. */
export function readQuery(text: string): QueryWord[] {
  const all = queryWords(text);
  const telling = all.filter((word) => !STOP_WORDS.has(word));
  const found = new Map<string, QueryWord>();
  for (const word of telling.length > 0 ? telling : all) {
    const form = stem(word);
    if (!found.has(form) && found.size < MOST_WORDS) found.set(form, { word, stem: form });
  }
  return [...found.values()];
}

/** The stems of a text in order. */
export function stemsOf(text: string): string[] {
  return words(text).map(stem);
}
