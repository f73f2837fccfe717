import { words } from '../../shared/text/words/words.ts';

/** Names that are looked for in texts, word by word. In memory, for one process. */
export interface KnownNames {
  add(name: string): void;
  /** Where the text has one of them; the longest at each place, none within another. */
  find(text: string): { name: string; start: number; end: number }[];
  readonly size: number;
}

/** A word and what may follow it in a name. */
interface Step {
  next: Map<string, Step>;
  ends: boolean;
}

/** Longer names are not looked for in texts. */
const MOST_WORDS = 12;
const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu;

/**
 * Names by their words, without case, accents and punctuation. A name of one word counts only where it is written with
 * a capital or a digit: "will" and "apple" are words as well.
 */
export function createKnownNames(): KnownNames {
  const first: Step = { next: new Map(), ends: false };
  let size = 0;
  const readWords = (text: string) =>
    [...text.matchAll(WORD)].map(({ 0: word, index }) => ({
      word: words(word).join(' '),
      start: index,
      end: index + word.length,
    }));
  return {
    add(name) {
      const parts = readWords(name);
      if (parts.length === 0 || parts.length > MOST_WORDS) return;
      let step = first;
      for (const { word } of parts) {
        const next = step.next.get(word) ?? { next: new Map(), ends: false };
        step.next.set(word, next);
        step = next;
      }
      if (!step.ends) size += 1;
      step.ends = true;
    },
    find(text) {
      const parts = readWords(text);
      const found: { name: string; start: number; end: number }[] = [];
      for (let at = 0; at < parts.length; ) {
        let step = first.next.get(parts[at]?.word ?? '');
        let last = -1;
        for (let to = at; step; to += 1, step = step.next.get(parts[to]?.word ?? ''))
          if (step.ends) last = to;
        const [start, end] = [parts[at]?.start ?? 0, parts[last]?.end ?? 0];
        if (last > at || (last === at && /[\p{Lu}\p{Lt}\p{N}]/u.test(text.slice(start, end)))) {
          found.push({ name: text.slice(start, end).replace(/\s+/g, ' '), start, end });
          at = last + 1;
        } else at += 1;
      }
      return found;
    },
    get size() {
      return size;
    },
  };
}
