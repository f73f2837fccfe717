import { contentWords } from './query.ts';

/** From this share of common trigrams on, two texts are taken for one, if nothing that matters differs. */
export const SAME = 0.85;
const PROBES = 3;
const GROUPS = 2;
const TOGETHER = 2;

const NEGATIONS = new Set(['not', 'no', 'never', 'none', 'nothing', 'without', 'cannot', 'neither', 'nor']);

/** A few words that say most of what a text is about: long ones are rare. */
export function probeWords(text: string): string[] {
  return longestWords(text, PROBES);
}

/**
 * Groups of words of which a near copy has all of at least one: a word more, less or other spoils one group only, and
 * few other texts have several rare words together.
 */
export function probeGroups(text: string): string[][] {
  const words = longestWords(text, GROUPS * TOGETHER);
  const groups = Array.from({ length: GROUPS }, (_, group) =>
    words.filter((_, index) => index % GROUPS === group),
  );
  return groups.filter(({ length }) => length > 0);
}

function longestWords(text: string, count: number): string[] {
  return contentWords(text)
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
    .slice(0, count);
}

/** Whether one text says what the other does, in nearly the same words: same numbers, names and negations. */
export function saysTheSame(a: string, b: string): boolean {
  return jaccard(trigrams(a), trigrams(b)) >= SAME && marks(a) === marks(b);
}

/** What must not differ, in its order: with another number, name or a "not" more it is another memory. */
function marks(text: string): string {
  const plain = text.normalize('NFKC');
  const numbers = plain.match(/(?:(?<=\s)-)?\d+(?:[.,:/-]\d+)*/g) ?? [];
  const names = plain.match(/(?<=[^\s.!?:"“„(-]\s+)\p{Lu}[\p{L}\p{N}'’-]*/gu) ?? [];
  // A name at the beginning of a sentence has a capital as every word there has.
  const first = plain.toLowerCase().match(/(?<=^|[.!?]\s+)[\p{L}\p{N}'’-]+/gu) ?? [];
  const words = plain.toLowerCase().match(/[\p{L}']+/gu) ?? [];
  const negations = words.filter((word) => NEGATIONS.has(word) || word.endsWith("n't"));
  return JSON.stringify([numbers, names.map((name) => name.toLowerCase()), negations.length, first]);
}

/** What of a text is compared: letters and digits, with a space between words and at both ends. */
export function lettersOf(text: string): string {
  return ` ${text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;
}

function trigrams(text: string): Set<string> {
  const plain = lettersOf(text);
  const found = new Set<string>();
  for (let at = 0; at + 3 <= plain.length; at++) found.add(plain.slice(at, at + 3));
  return found;
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let common = 0;
  for (const each of small) if (large.has(each)) common++;
  const all = a.size + b.size - common;
  return all === 0 ? 1 : common / all;
}
