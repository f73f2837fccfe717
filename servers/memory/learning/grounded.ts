import { STOP_WORDS } from '../../../shared/text/words/stop-words.ts';
import { words } from '../../../shared/text/words/words.ts';
import { contentStems } from '../ranking/query.ts';

const NUMBER = /\d+(?:[.,:/-]\d+)*/g;

/** Numbers that are spelt out, with their digits; `one` and `first` say too many other things. */
const SPELT = new Map(
  `two 2 three 3 four 4 five 5 six 6 seven 7 eight 8 nine 9 ten 10 eleven 11 twelve 12 thirteen 13 fourteen 14
  fifteen 15 sixteen 16 seventeen 17 eighteen 18 nineteen 19 twenty 20 thirty 30 forty 40 fifty 50 sixty 60 seventy 70
  eighty 80 ninety 90 hundred 100 thousand 1000 million 1000000 billion 1000000000 dozen 12 twice 2 half 0.5`
    .split(/\s+/)
    .reduce<[string, string][]>((pairs, each, index, all) => {
      if (index % 2 === 0) pairs.push([each, all[index + 1] ?? '']);
      return pairs;
    }, []),
);

/** Letters that have no capitals: there, a name looks like any other word. */
const UNCASED = /\p{Lo}/u;

/**
 * What a sentence has that its sources do not: a number or a name, as half a sentence; undefined when it has neither.
 * Every word with a capital counts as a name, but for a first word that is an ordinary one of the sources or of English.
 */
export function ungrounded(sentence: string, sources: readonly string[]): string | undefined {
  const whole = sources.join('\n');
  const numbers = numbersOf(whole);
  for (const number of numbersOf(sentence)) {
    if (!numbers.has(number)) return 'it has a number that no cited message has';
  }
  if (UNCASED.test(sentence)) return 'it is in a script without capitals, where names cannot be told';
  const known = new Set(words(whole));
  const stems = new Set(contentStems(whole));
  const all = sentence.normalize('NFKC').match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}'’-]*/gu) ?? [];
  for (const [index, word] of all.entries()) {
    if (!/\p{Lu}/u.test(word)) continue;
    const parts = words(word.replace(/['’]s$/u, ''));
    if (parts.every((part) => known.has(part))) continue;
    const ordinary = parts.every((part) => STOP_WORDS.has(part) || stems.has(contentStems(part)[0] ?? ''));
    if (index > 0 || !ordinary) return 'it has a name that no cited message has';
  }
  return undefined;
}

function numbersOf(text: string): Set<string> {
  const plain = text.normalize('NFKC').toLowerCase();
  const found = new Set<string>();
  for (const [number] of plain.matchAll(NUMBER)) {
    found.add(number);
    for (const part of number.split(/[:/-]/)) found.add(part);
  }
  for (const word of plain.match(/\p{L}+/gu) ?? []) {
    const digits = SPELT.get(word);
    if (digits) found.add(digits);
  }
  return found;
}
