import { stem } from '../../../shared/text/words/stem.ts';
import type { MemoryView } from '../store/store.ts';

/** Chooses words to look a text up by: those that occur in the fewest memories, which tell most and are found fastest. */
export type RarestWords = (view: Pick<MemoryView, 'frequency'>, words: readonly string[]) => string[];

const MOST = 4;
/** Matches of all words together that the database reads within a fraction of a slice. */
const MOST_MATCHES = 1_000;
/** Frequencies that are kept: the database reads all that has a frequent word to count it. */
const MOST_KNOWN = 50_000;

/** How often words occur is asked once and good for a run. Words that none has are left out. */
export function createRarestWords(): RarestWords {
  const known = new Map<string, number>();
  const frequencyOf = (view: Pick<MemoryView, 'frequency'>, word: string): number => {
    const before = known.get(word);
    if (before !== undefined) return before;
    const frequency = view.frequency(stem(word));
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(word, frequency);
    return frequency;
  };
  return (view, words) => {
    let matches = 0;
    return words
      .map((word) => ({ word, memories: frequencyOf(view, word) }))
      .filter(({ memories }) => memories > 0)
      .sort((a, b) => a.memories - b.memories)
      .slice(0, MOST)
      .filter(({ memories }, index) => {
        matches += memories;
        return index === 0 || matches <= MOST_MATCHES;
      })
      .map(({ word }) => word);
  };
}
