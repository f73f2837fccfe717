import { stem } from '../../../shared/text/words/stem.ts';
import { STOP_WORDS, WEAK_WORDS } from '../../../shared/text/words/stop-words.ts';
import { queryWords, words } from '../../../shared/text/words/words.ts';
import type { DateTagger } from './dates.ts';
import type { Interval } from './entry.ts';
import { type Variant, variantsOf } from './lexicon.ts';

/** What kind of thing would answer the question. */
export type AnswerType = 'when' | 'where' | 'who' | 'count' | 'duration' | 'why' | 'name';

export interface QueryTerm {
  /** As it was asked, in lower case. */
  word: string;
  stem: string;
  /** How much it counts beside the others, before its rarity: 1, or less for words that say what is wanted. */
  weight: number;
  variants: readonly Variant[];
  /** Part of the name of a known person. */
  person: boolean;
}

export interface Query {
  /** Each stem once, in the order of the text. */
  terms: readonly QueryTerm[];
  /** Quoted phrases, as stems in their order. */
  phrases: readonly (readonly string[])[];
  /** Stems that the answer is not about: "besides …", "other than …". */
  excluded: readonly string[];
  dates: readonly Interval[];
  answer?: AnswerType | undefined;
}

export interface QueryContext {
  /** What "last week" is told from, in ms. */
  now: number;
  /** Names of people who may be spoken of: speakers, entities, aliases. */
  names?: Iterable<string> | undefined;
  /** The name under which the one who asks speaks, if their "I" and "my" should lead to what they said. */
  self?: string | undefined;
  dates?: DateTagger | undefined;
}

/** Terms past these many are left out, the first ones kept: a question has fewer, a pasted page does not matter. */
const MOST_TERMS = 32;
const MOST_READ = 8_000;
const WEAK = 0.3;

/** Takes a question or a list of words apart, without a model. */
export function analyse(text: string, { now, names = [], self, dates }: QueryContext): Query {
  const read = text.slice(0, MOST_READ);
  const people = new Set([...names].flatMap(words).filter((word) => isNameIn(read, word)));
  const excluded = excludedStems(read);
  const terms = new Map<string, QueryTerm>();
  const add = (word: string): void => {
    const person = people.has(word);
    const stemmed = stem(word);
    if (excluded.length > 0 && SHUTS_OUT.has(word)) return;
    if (terms.size >= MOST_TERMS || terms.has(stemmed) || excluded.includes(stemmed)) return;
    if (STOP_WORDS.has(word) && !person) return;
    const weak = WEAK_WORDS.has(word) && !person;
    const variants = person || weak ? [] : variantsOf(stemmed);
    terms.set(stemmed, { word, stem: stemmed, weight: weak ? WEAK : 1, variants, person });
  };
  for (const word of queryWords(read)) add(word);
  if (self !== undefined && /\b(?:I|me|my|mine|myself)\b/i.test(read)) {
    for (const word of words(self)) {
      const term = { word, stem: stem(word), weight: 1, variants: [], person: true };
      if (!terms.has(term.stem)) terms.set(term.stem, term);
    }
  }
  return {
    terms: [...terms.values()],
    phrases: quoted(read),
    excluded,
    dates: dates?.(read, now) ?? [],
    answer: ANSWERS.find(([, asked]) => asked.test(read))?.[0],
  };
}

/** How questions ask for each kind of answer; the first that fits counts. */
const ANSWERS: readonly (readonly [AnswerType, RegExp])[] = [
  ['duration', /\bhow long\b|\bhow many (?:days|weeks|months|years|hours|minutes)\b/i],
  ['count', /\bhow (?:many|much|often|old|far|big|tall)\b|\bwhat (?:number|amount|percentage)\b/i],
  [
    'when',
    /\bwhen\b|\b(?:what|which) (?:\w+ )?(?:date|day|week|weekend|month|year|time|season)s?\b|\bin (?:what|which) (?:month|year)/i,
  ],
  [
    'where',
    /\bwhere\b|\b(?:what|which) (?:\w+ )?(?:place|city|cities|country|countries|state|location|town|area)s?\b/i,
  ],
  [
    'why',
    /\bwhy\b|\b(?:what|which) (?:\w+ )?(?:reason|inspired|motivated|made|caused|prompted|led)\b|\bhow come\b/i,
  ],
  ['who', /\b(?:who|whom|whose)\b/i],
  [
    'name',
    /\b(?:name|names|named|called|title|titles)\b|\b(?:what|which) (?:\w+ )?(?:book|movie|song|game|band|author|artist|show|series|company|brand|breed)s?\b/i,
  ],
];

const EXCLUDES =
  /\b(?:besides|except(?: for)?|other than|apart from|aside from|not related to|without|excluding)\s+((?:[\p{L}\p{N}'-]+\s*){1,3})/giu;

const SHUTS_OUT = new Set('besides except apart aside related without excluding'.split(' '));

/** Names that are also everyday words, such as Will, count where they are written as names, not at the start. */
function isNameIn(text: string, word: string): boolean {
  if (word.length < 2) return false;
  if (!STOP_WORDS.has(word)) return true;
  const written = `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
  return text.split(/[^\p{L}\p{N}]+/u).indexOf(written, 1) > 0;
}

/** The words right after a preposition that shuts them out, up to the first that is a stop word. */
function excludedStems(text: string): string[] {
  const found: string[] = [];
  for (const match of text.matchAll(EXCLUDES)) {
    const all = words(match[1] ?? '').filter((word) => word !== 's');
    const first = all.findIndex((word) => !STOP_WORDS.has(word));
    if (first === -1) continue;
    const end = all.findIndex((word, position) => position > first && STOP_WORDS.has(word));
    found.push(...all.slice(first, end === -1 ? all.length : end).map(stem));
  }
  return [...new Set(found)];
}

function quoted(text: string): string[][] {
  const found = text.matchAll(/"([^"]{2,200})"|“([^”]{2,200})”/g);
  return Array.from(found, ([, plain, curly]) => contentStems(plain ?? curly ?? '')).filter(
    ({ length }) => length > 1,
  );
}

/** The stems of a text that say what it is about, in order and with repetitions: what an index holds of it. */
export function contentStems(text: string): string[] {
  const stems: string[] = [];
  for (const word of words(text)) if (!STOP_WORDS.has(word)) stems.push(stem(word));
  return stems;
}
