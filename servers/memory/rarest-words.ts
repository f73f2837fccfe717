import { stem } from './ranking/stem.ts';
import type { MemoryView } from './store/store.ts';

/** Matches of all words together that the database reads within a fraction of a call. */
const MOST_MATCHES = 5_000;

/** Those that occur in the fewest memories: they are looked up fastest, and tell most. Unknown ones are left out. */
export function rarestWords(
  view: Pick<MemoryView, 'frequency'>,
  words: readonly string[],
  most: number,
): string[] {
  let matches = 0;
  return words
    .map((word) => ({ word, memories: view.frequency(stem(word)) }))
    .filter(({ memories }) => memories > 0)
    .sort((a, b) => a.memories - b.memories)
    .slice(0, most)
    .filter(({ memories }, index) => {
      matches += memories;
      return index === 0 || matches <= MOST_MATCHES;
    })
    .map(({ word }) => word);
}
