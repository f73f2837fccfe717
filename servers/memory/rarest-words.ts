import { stem } from './ranking/stem.ts';
import type { MemoryView } from './store/store.ts';

/** Those that occur in the fewest memories: they are looked up fastest, and tell most. Unknown ones are left out. */
export function rarestWords(
  view: Pick<MemoryView, 'frequency'>,
  words: readonly string[],
  most: number,
): string[] {
  return words
    .map((word) => ({ word, memories: view.frequency(stem(word)) }))
    .filter(({ memories }) => memories > 0)
    .sort((a, b) => a.memories - b.memories)
    .slice(0, most)
    .map(({ word }) => word);
}
