import { dice, isPlural, jaroWinkler, trigramsOf, withinOneEdit } from './likeness.ts';
import { asSeen } from './look-alikes.ts';
import { readName } from './read-name.ts';

/** A name as it is searched for and compared: look-alike letters as the Latin ones, without what a key leaves out. */
export interface Comparable {
  words: readonly string[];
  /** The words with single spaces. */
  spaced: string;
  joined: string;
  trigrams: ReadonlySet<string>;
  /** First letters of all words, and of those that are not small; equal where none is. Empty for one word. */
  initials: readonly string[];
  /** A word alone that may be an acronym. */
  acronym: string | undefined;
}

export interface Likeness {
  /** In [0, 1]; 1 for the same letters. */
  score: number;
  /** What speaks for it, strongest first. */
  why: string[];
}

const SMALL = new Set(
  'a an and at by de del der des di du for from in la le of on or the to und van von'.split(' '),
);
/** From this length on, one slip in a word is a slip, and not another word. */
const LONG_WORD = 8;
const WEIGHTS = { trigrams: 0.4, letters: 0.25, words: 0.35 };
/** What an acronym or initials are worth by themselves: more than a likeness of letters that is offered, less than a slip. */
const SPELLED = 0.8;

/**
 * The words that a name is compared by, with single spaces, and its qualifier behind a tab: short enough to be kept for
 * every name, so that the name is taken apart only once. @throws as `normaliseName`.
 */
export function formOf(name: string): string {
  const { words, qualifier } = readName(asSeen(name));
  const own = words.map(({ text }) => text).join(' ');
  return qualifier === undefined ? own : `${own}\t${qualifier}`;
}

/** @param form as `formOf` gives it. */
export function comparable(form: string): Comparable {
  const tab = form.indexOf('\t');
  const own = (tab < 0 ? form : form.slice(0, tab)).split(' ');
  const words = tab < 0 ? own : [...own, ...form.slice(tab + 1).split(' ')];
  const first = (all: readonly string[]): string => all.map((word) => [...word][0] ?? '').join('');
  const spaced = words.join(' ');
  const word = own.length === 1 ? own[0] : undefined;
  return {
    words,
    spaced,
    joined: words.join(''),
    trigrams: trigramsOf(spaced),
    initials:
      own.length > 1
        ? [...new Set([first(own), first(own.filter((each) => !SMALL.has(each)))])].filter(
            (each) => each.length > 1,
          )
        : [],
    acronym: word !== undefined && /^\p{L}{2,10}$/u.test(word) ? word : undefined,
  };
}

/** How alike two names are, and in what. The same whichever comes first. */
export function compareNames(a: Comparable, b: Comparable): Likeness {
  if (a.joined === b.joined) return { score: 1, why: ['the same letters'] };
  const why: string[] = [];
  const trigrams = dice(a.trigrams, b.trigrams);
  const letters = jaroWinkler(...([a.joined, b.joined].sort() as [string, string]));
  const words = sharedWords(a, b, why);
  let score = WEIGHTS.trigrams * trigrams + WEIGHTS.letters * letters + WEIGHTS.words * words;
  if (isAcronymOf(a, b) || isAcronymOf(b, a)) {
    score = Math.max(score, SPELLED);
    why.unshift('one is spelled by the first letters of the other');
  } else if (a.words.length > 1 && b.words.length > 1 && fitsInitials(a, b)) {
    score = Math.max(score, SPELLED);
    why.unshift('the same words, some as initials');
  }
  if (why.length === 0)
    why.push(`${Math.round(letters * 100)} % alike in letters, ${Math.round(trigrams * 100)} % in trigrams`);
  return { score, why };
}

const isAcronymOf = (a: Comparable, b: Comparable): boolean =>
  a.acronym !== undefined && b.initials.includes(a.acronym);

/** Share of the letters of both names that stand in words they share, slips and plurals counting nearly as much. */
function sharedWords(a: Comparable, b: Comparable, why: string[]): number {
  const left = [...b.words];
  let shared = 0;
  let same = 0;
  const take = (word: string, fits: (other: string) => boolean, worth: number): boolean => {
    const at = left.findIndex(fits);
    if (at < 0) return false;
    shared += worth * (word.length + (left[at]?.length ?? 0));
    left.splice(at, 1);
    return true;
  };
  const rest = a.words.filter((word) => !take(word, (other) => other === word, 1));
  same = a.words.length - rest.length;
  for (const word of rest) {
    if (take(word, (other) => isPlural(word, other), 0.95)) why.push(`plural and singular (${word})`);
    else if (take(word, (other) => isSlip(word, other), 0.95)) why.push(`one letter off (${word})`);
    else if (word.length >= 4) take(word, (other) => other.length >= 4 && withinOneEdit(word, other), 0.85);
  }
  if (same === a.words.length && same === b.words.length) why.push('the same words in another order');
  else if (same > 0) why.push(`${same} of ${Math.max(a.words.length, b.words.length)} words the same`);
  return shared / (a.joined.length + b.joined.length);
}

const isSlip = (a: string, b: string): boolean =>
  Math.min(a.length, b.length) >= LONG_WORD && withinOneEdit(a, b);

/** M. Curie and Marie Curie: word by word the same or its first letter, with the last word and at least one initial. */
function fitsInitials(a: Comparable, b: Comparable): boolean {
  if (a.words.length !== b.words.length || a.words.at(-1) !== b.words.at(-1)) return false;
  return a.words.every((word, at) => {
    const other = b.words[at] ?? '';
    const [short, long] = word.length <= other.length ? [word, other] : [other, word];
    return word === other || (short.length === 1 && long.startsWith(short));
  });
}
