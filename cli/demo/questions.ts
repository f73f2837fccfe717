import { contentWords } from '../../servers/memory/query.ts';
import type { Fact } from './facts.ts';

export interface Question {
  text: string;
  /** The fact that answers it. */
  fact: Fact;
}

const WORDS = 4;

/**
 * Asks for facts by some of their own words, in another order. A fact is asked for by the words that fewest
 * other facts have, and those whose words are rarest are asked for first, each from another document where
 * there are several.
 */
export function questionsFor(facts: readonly Fact[], count: number): Question[] {
  const frequency = new Map<string, number>();
  for (const { text } of facts) {
    for (const word of contentWords(text)) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  }
  const candidates = facts
    .map((fact) => {
      const words = contentWords(fact.sentence)
        .filter((word) => word.length > 2)
        .sort((a, b) => (frequency.get(a) ?? 0) - (frequency.get(b) ?? 0) || b.length - a.length)
        .slice(0, WORDS);
      return { fact, words, commonness: words.reduce((sum, word) => sum + (frequency.get(word) ?? 0), 0) };
    })
    .filter(({ words }) => words.length > 0)
    .sort((a, b) => b.words.length - a.words.length || a.commonness - b.commonness);
  const seen = new Set<string>();
  const [fresh, again]: [typeof candidates, typeof candidates] = [[], []];
  for (const candidate of candidates) {
    (seen.has(candidate.fact.document.name) ? again : fresh).push(candidate);
    seen.add(candidate.fact.document.name);
  }
  return [...fresh, ...again].slice(0, count).map(({ fact, words }) => ({
    fact,
    text: `What about ${inOtherOrder(fact.sentence, words).join(', ')}?`,
  }));
}

/** The words from last to first, as they stand in the sentence. */
function inOtherOrder(sentence: string, words: readonly string[]): string[] {
  const lower = sentence.toLowerCase();
  return words.toSorted((a, b) => lower.indexOf(b) - lower.indexOf(a));
}
