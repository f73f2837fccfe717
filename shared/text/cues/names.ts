import type { Span } from '../sentences.ts';
import { CONNECTORS, FUNCTION_WORDS, MONTHS, SMALL_IN_TITLES, WEEKDAYS } from './name-words.ts';

/** What a text seems to name, with every place. */
export interface NameCue {
  name: string;
  count: number;
  spans: Span[];
}

interface Word {
  text: string;
  start: number;
  end: number;
}

/** Words that are one name by their form. `initial`: a single one that only stands where anything is capitalised. */
interface Run {
  words: Word[];
  initial: boolean;
}

const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’&.-][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*/gu;
const CAPITAL = /^[\p{Lu}\p{Lt}]/u;
/** NASA, GitHub, iPhone's P: capitals that no beginning of a sentence explains. */
const INNER_CAPITAL = /^.[^\p{Ll}\s]*[\p{Lu}\d]|\p{Ll}\p{Lu}/u;
const POSSESSIVE = /['’]s?$/u;
const CONTRACTION = /^i['’]|n['’]t$|['’](?:ll|re|ve|m|d)$/iu;
/** A heading or a shout: longer ones in which all is capitalised say nothing of names. */
const TITLE_WORDS = 4;
const MOST_WORDS = 8;

/**
 * Names by their form: runs of capitalised words, with "of", "the" and the like inside. A single word at the beginning
 * of a sentence counts only if it stands elsewhere too; "A and B" are two names, and one only where it comes again and
 * neither comes alone. Case is all there is to go by, so scripts without it have no names here.
 * @param sentences stretches of the text, in order.
 * @param isElse whether what stands at a place is something else, such as part of an address or a date.
 */
export function findNames(
  text: string,
  sentences: readonly Span[],
  isElse: (at: number) => boolean = () => false,
): NameCue[] {
  const plain = new Set<string>();
  const taken = sentences.map((sentence) => wordsIn(text, sentence).filter(({ start }) => !isElse(start)));
  for (const words of taken) for (const word of words) if (!CAPITAL.test(word.text)) plain.add(word.text);
  const runs = taken.flatMap((words) => runsOf(text, words, plain));
  const sure = new Set(
    runs.flatMap(({ initial, words }) => (initial ? [] : words.map(({ text }) => bare(text)))),
  );
  const names = new Map<string, NameCue>();
  for (const { initial, words } of runs) {
    if (initial && !sure.has(bare(words[0]?.text ?? ''))) continue;
    add(names, text, words);
  }
  joinPairs(names, text);
  return [...names.values()].sort((a, b) => (a.spans[0]?.[0] ?? 0) - (b.spans[0]?.[0] ?? 0));
}

function wordsIn(text: string, [from, to]: Span): Word[] {
  return [...text.slice(from, to).matchAll(WORD)].map(({ 0: word, index }) => ({
    text: word,
    start: from + index,
    end: from + index + word.length,
  }));
}

function runsOf(text: string, words: readonly Word[], plain: ReadonlySet<string>): Run[] {
  if (isTitle(words)) return [];
  const runs: Run[] = [];
  let open: Word[] = [];
  const close = (): void => {
    const run = trimmed(open, words[0], plain);
    if (run) runs.push(run);
    open = [];
  };
  for (const word of words) {
    const last = open.at(-1);
    if (last && (!joins(text, last, word) || open.length >= MOST_WORDS * 2)) close();
    const inside = open.length > 0;
    if (isNoName(text, word)) close();
    else if (CAPITAL.test(word.text)) {
      open.push(word);
      if (POSSESSIVE.test(word.text)) close();
    } else if (inside && word.text === 'and') close();
    else if (inside && (CONNECTORS.has(word.text) || /^\d[\d.]*$/.test(word.text))) open.push(word);
    else close();
  }
  close();
  return runs;
}

/** "I" and days of the week, which are always capitalised; an initial has its full stop. */
function isNoName(text: string, { text: word, end }: Word): boolean {
  if (word === 'I') return text[end] !== '.';
  return CONTRACTION.test(word) || WEEKDAYS.has(bare(word).toLowerCase());
}

function isTitle(words: readonly Word[]): boolean {
  const letters = words.filter(({ text }) => /^\p{L}/u.test(text));
  if (letters.length <= TITLE_WORDS) return false;
  return letters.every(({ text }) => CAPITAL.test(text) || CONNECTORS.has(text) || SMALL_IN_TITLES.has(text));
}

/** Between words of a name is a space, or the full stop of an initial or a title. */
function joins(text: string, last: Word, next: Word): boolean {
  const between = text.slice(last.end, next.start);
  if (/^[ \t]*\r?\n?[ \t]*$/.test(between)) return true;
  return /^\. ?$/.test(between) && /^(?:\p{Lu}|St|Dr|Mr|Mrs|Ms|Prof)$/u.test(last.text);
}

/** Without connectors at the ends, and without what only the beginning of the sentence capitalises. */
function trimmed(
  open: readonly Word[],
  first: Word | undefined,
  plain: ReadonlySet<string>,
): Run | undefined {
  let words = [...open];
  const leading = words[0];
  const begins = leading !== undefined && leading === first;
  if (leading && FUNCTION_WORDS.has(leading.text.toLowerCase()) && !INNER_CAPITAL.test(leading.text))
    words.shift();
  else if (begins && words.length > 1 && plain.has(leading.text.toLowerCase())) words.shift();
  while (words[0] && !CAPITAL.test(words[0].text)) words.shift();
  while (words.length > 0 && CONNECTORS.has(words.at(-1)?.text ?? '')) words.pop();
  words = words.slice(0, MOST_WORDS);
  const [only] = words;
  if (only === undefined) return undefined;
  if (words.length > 1) return { words, initial: false };
  const small = bare(only.text).toLowerCase();
  if (small.length < 2) return undefined;
  if (FUNCTION_WORDS.has(small) || MONTHS.has(small)) return undefined;
  return { words, initial: only === first && !INNER_CAPITAL.test(only.text) };
}

function add(names: Map<string, NameCue>, text: string, words: readonly Word[]): void {
  const [start, last] = [words[0]?.start ?? 0, words.at(-1)];
  if (!last) return;
  const end = last.start + bare(last.text).length;
  const name = text.slice(start, end).replace(/\s+/g, ' ');
  const found = names.get(name) ?? { name, count: 0, spans: [] };
  found.count += 1;
  found.spans.push([start, end]);
  names.set(name, found);
}

function bare(word: string): string {
  return word.replace(POSSESSIVE, '');
}

/** "Trinidad and Tobago": two words that come together more than once, and never alone. */
function joinPairs(names: Map<string, NameCue>, text: string): void {
  const single = [...names.values()].filter(({ name, count }) => count > 1 && !name.includes(' '));
  for (const left of single) {
    const followers = left.spans.map(
      ([, end]) => /^ and ([\p{Lu}\p{Lt}][\p{L}\p{M}]*)/u.exec(text.slice(end, end + 60))?.[1],
    );
    const right = names.get(followers[0] ?? '');
    if (!right || right.count !== left.count || followers.some((one) => one !== right.name)) continue;
    const name = `${left.name} and ${right.name}`;
    const spans = left.spans.map(([start], index): Span => [start, right.spans[index]?.[1] ?? start]);
    names.delete(left.name);
    names.delete(right.name);
    names.set(name, { name, count: spans.length, spans });
  }
}
