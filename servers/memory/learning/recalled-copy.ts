import { STOP_WORDS } from '../../../shared/text/words/stop-words.ts';

/**
 * Recognises text that came out of recall: one or several stored texts in a row, each whole or cut off with "…", with
 * what recall and memory_context put around them. Word for word, so that no statement of its own is taken for a copy.
 */
export interface CopyReader {
  /** The first words of what may stand here, to look it up by; undefined when the text is at its end, or is no copy. */
  next(): readonly string[] | undefined;
  /** What a stored text that stands here begins with. */
  starts(): Starts;
  /** Goes on behind the stored text that stands here, if one of these does; says which. */
  take(stored: readonly string[]): number | undefined;
  /** Whether all of it was stored texts. */
  whole(): boolean;
  /** Whether it is one text, uncut and with nothing around it: then its kind and its marks may make it another. */
  bare(): boolean;
}

/** A text begins with one of these rows, as far as `startOf` says for so many words how it begins. */
export interface Starts {
  rows: readonly (readonly string[])[];
  words: StartWords;
}

/** Of a text that may have been cut off, fewer words are certain than of one that stands there whole. */
export const START_WORDS = { cut: 3, whole: 8 } as const;
export type StartWords = keyof typeof START_WORDS;

/** What recall and memory_context write around a text: its kind, scope, time and id. */
const AROUND = [
  /\[[^\]\n]*\b[0-9A-HJKMNP-TV-Z]{26}\]/g,
  /\([0-9A-HJKMNP-TV-Z]{26}\)/g,
  /\[\d{4}-\d{2}-\d{2}\]/g,
  /\(\d+ more characters\)/g,
  /^ {2}(?:from|because) .*$/gm,
];
const CUT = /…|\.{3}/;

/** Words that say nothing of their own between texts that are put together. */
const GLUE = new Set([
  ...STOP_WORDS,
  ...'also recalled remembered memory memories note previously'.split(' '),
]);
const DENYING = new Set(['no', 'nor', 'not']);
const MOST_GLUE = 4;

/** A text that was cut off has to be told by so many words, of which the last may be half of one. */
const FEWEST_CUT = START_WORDS.cut + 1;
/** Stored texts that one text may be put together of, and how far ahead each is looked for. */
const MOST_PIECES = 60;
const AHEAD = 12;
const PROBES = 3;
/** Characters of a stored text that tell whether it may stand here at all. */
const START = 120;

export function readCopy(text: string): CopyReader {
  const { all, cuts, around } = wordsOf(text);
  let glued = around || cuts.size > 0;
  let at = 0;
  let pieces = 0;
  let whole = false;

  /** How many words of a stored text stand at a place, to the end of the text or to a cut; 0 for none. */
  const standing = (place: number, stored: string, start: readonly string[]): number => {
    if (!startsAlike(all, place, start, stored.length > START)) return 0;
    const own = tokens(stored);
    let length = 0;
    while (length < own.length && own[length] === all[place + length]) length++;
    if (length === own.length) return length;
    const next = all[place + length] ?? '';
    // A cut may go through the middle of a word, and what comes after one may happen to be as it was.
    let end = next !== '' && own[length]?.startsWith(next) ? length + 1 : length;
    while (end >= FEWEST_CUT && !cuts.has(place + end)) end--;
    return end >= FEWEST_CUT ? end : 0;
  };

  return {
    next() {
      if (whole || pieces > MOST_PIECES || at >= all.length) return undefined;
      const telling: string[] = [];
      for (let place = at; place < all.length && place < at + AHEAD && telling.length < PROBES; place++) {
        const word = all[place] ?? '';
        // What stands before a cut may be half a word.
        if (/[\p{L}\p{N}]/u.test(word) && !GLUE.has(word) && !cuts.has(place + 1)) telling.push(word);
      }
      return telling.length > 1 ? telling : undefined;
    },
    starts() {
      const words = cuts.size > 0 ? 'cut' : 'whole';
      const rows: string[][] = [];
      for (let place = at; place <= at + MOST_GLUE; place++) {
        for (let sure = 1; sure <= START_WORDS[words]; sure++) rows.push(all.slice(place, place + sure));
        if (!isGlue(all[place] ?? '')) break;
      }
      return { rows, words };
    },
    take(stored) {
      const starts = stored.map((each) => tokens(each.slice(0, START)));
      for (let skipped = 0; skipped <= MOST_GLUE; skipped++) {
        const lengths = stored.map((each, index) => standing(at + skipped, each, starts[index] ?? []));
        const longest = Math.max(0, ...lengths);
        if (longest > 0) {
          at += skipped + longest;
          pieces += 1;
          whole = at >= all.length || all.slice(at).every(isGlue);
          glued ||= skipped > 0 || at < all.length;
          return lengths.indexOf(longest);
        }
        if (!isGlue(all[at + skipped] ?? '')) break;
      }
      return undefined;
    },
    whole: () => whole,
    bare: () => whole && pieces === 1 && !glued,
  };
}

function isGlue(word: string): boolean {
  return GLUE.has(word) && !DENYING.has(word);
}

function startsAlike(
  all: readonly string[],
  place: number,
  start: readonly string[],
  more: boolean,
): boolean {
  return (
    start.length > 0 &&
    sureOf(start, more, START_WORDS.cut).every((word, index) => all[place + index] === word)
  );
}

/** The last word of a start may be half of one, and the text may be cut before it. */
function sureOf(start: readonly string[], more: boolean, most: number): readonly string[] {
  return start.slice(0, Math.min(more ? start.length - 1 : start.length, most));
}

/** The words that a stored text certainly begins with, as many as are asked for; none where that cannot be said. */
export function startOf(stored: string): Record<StartWords, readonly string[]> {
  const start = tokens(stored.slice(0, START));
  const more = stored.length > START;
  return { cut: sureOf(start, more, START_WORDS.cut), whole: sureOf(start, more, START_WORDS.whole) };
}

/** The words of a text without what is around it, and the counts of words at which it was cut off. */
function wordsOf(text: string): { all: string[]; cuts: ReadonlySet<number>; around: boolean } {
  const plain = AROUND.reduce((rest, pattern) => rest.replace(pattern, ' '), text);
  const all: string[] = [];
  const cuts = new Set<number>();
  const parts = plain.split(CUT);
  for (const [index, part] of parts.entries()) {
    all.push(...tokens(part));
    if (index < parts.length - 1) cuts.add(all.length);
  }
  return { all, cuts, around: plain !== text };
}

/**
 * What stands between spaces, without case and the marks at its ends that quoting and listing add: `c++`, `-5` and
 * `3.5` stay what they are.
 */
function tokens(text: string): string[] {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\\n/g, ' ')
    .split(/\s+/u)
    .map((token) => token.replace(/^["'“”„‘’«»([{*_`#>|\\]+|["'“”„‘’«»)\]}*_`|\\.,;:!?]+$/gu, ''))
    .filter((token) => token !== '' && !/^[-–—•]+$/u.test(token));
}
