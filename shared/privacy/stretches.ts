import { matches } from './matches.ts';

/** Folded texts are asked for by several detectors in a row: the last one is kept. */
let last = { text: '', folded: '' };

/** A text in lower case, unit for unit: the few letters that would become longer stay as they are. */
export function fold(text: string): string {
  if (text === last.text) return last.folded;
  last = { text, folded: unitForUnit(text) };
  return last.folded;
}

function unitForUnit(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return Array.from(text, (letter) => {
    const small = letter.toLowerCase();
    return small.length === letter.length ? small : letter;
  }).join('');
}

/**
 * The stretches of a text about certain words, in order; where they overlap, one. Costly patterns are tried in them
 * alone.
 * @param words in lower case, without the flags `i` and `u`, which make it many times slower.
 */
export function stretches(
  words: RegExp,
  text: string,
  before: number,
  after: number,
): readonly { from: number; text: string }[] {
  const spans: { from: number; to: number }[] = [];
  for (const { index, 0: word } of matches(fold(text), words)) {
    const [from, to] = [Math.max(0, index - before), index + word.length + after];
    const last = spans.at(-1);
    if (last && from <= last.to) last.to = Math.max(to, last.to);
    else spans.push({ from, to });
  }
  return spans.map(({ from, to }) => ({ from, text: text.slice(from, to) }));
}
