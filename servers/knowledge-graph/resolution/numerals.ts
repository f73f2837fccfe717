import { difference } from './contrasts.ts';

/** What a number in a name stands for, as far as its form shows. */
const KINDS = ['version', 'year', 'ordinal', 'roman numeral', 'number'] as const;
type NumeralKind = (typeof KINDS)[number];

interface Numeral {
  kind: NumeralKind;
  /** Its value in digits; Rocky II and Rocky 2 have the same. */
  value: string;
  /** As it stands in the name. */
  text: string;
}

const CARDINALS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty';
const ORDINALS =
  'zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth';
const CARDINAL = valuesOf(CARDINALS);
const ORDINAL = valuesOf(ORDINALS);
const TENS = valuesOf('- ten twenty thirty forty fifty sixty seventy eighty ninety hundred');

/** One to 89, as in names of kings, films and chapters; "c", "d" and "m" are letters more often than numbers. */
const ROMAN = /^(?=.)(xl|l?x{0,3})(ix|iv|v?i{0,3})$/;
const DIGITS = /\d+(?:[.,:/]\d+)*/g;

/** The numbers in the folded words of a name, in order: digits, ordinals, words, and Roman but for the first word. */
function numeralsIn(words: readonly string[]): Numeral[] {
  return words.flatMap((word, position): Numeral[] => {
    const ordinal = ORDINAL.get(word) ?? /^(\d+)(?:st|nd|rd|th)$/.exec(word)?.[1];
    if (ordinal !== undefined) return [{ kind: 'ordinal', value: ordinal, text: word }];
    const tens = TENS.get(word);
    const cardinal = CARDINAL.get(word) ?? (tens === undefined ? undefined : `${tens}0`);
    if (cardinal !== undefined) return [{ kind: 'number', value: cardinal, text: word }];
    if (position > 0 && ROMAN.test(word)) {
      return [{ kind: 'roman numeral', value: String(romanValue(word)), text: word }];
    }
    return [...word.matchAll(DIGITS)].map(([digits], at) => ({
      kind: at === 0 ? kindOf(word, digits) : 'number',
      value: digits.replace(/\d+/g, (run) => run.replace(/^0+(?=\d)/, '')),
      text: digits,
    }));
  });
}

/** Units that follow a number, or are written to it: 5 mg, 16GB. */
const UNIT =
  /(?<=\d ?)(?:mg|g|kg|t|mcg|ml|cl|l|mm|cm|m|km|nm|mi|miles?|inch(?:es)?|in|ft|feet|yd|oz|lbs?|kb|mb|gb|tb|pb|kib|mib|gib|hz|khz|mhz|ghz|w|kw|mw|gw|v|kv|mah|ah|a|s|sec|ms|min|h|hours?|days?|weeks?|months?|years?|px|mp|dpi|bit|percent|%|\$|€|£|usd|eur|gbp|k|c|f)(?![\p{L}\p{N}])/gu;

/** The units in the folded words of a name, in their order. */
function unitsIn(words: readonly string[]): string[] {
  return [...words.join(' ').matchAll(UNIT)].map(([unit]) => unit);
}

/** What differs in the numbers of two names, or in the units of equal ones; the same from both sides. */
export function differingNumbers(a: readonly string[], b: readonly string[]): string | undefined {
  const [mine, theirs] = [numeralsIn(a), numeralsIn(b)];
  const [left, right] = [without(mine, theirs), without(theirs, mine)];
  const odd = [...left, ...right];
  if (odd.length > 0) {
    const kind = KINDS.find((each) => odd.some((numeral) => numeral.kind === each)) ?? 'number';
    const texts = (numerals: readonly Numeral[]): string[] => numerals.map(({ text }) => text);
    return difference(kind, texts(left), texts(right));
  }
  const [units, others] = [unitsIn(a), unitsIn(b)];
  if (units.length === 0 || others.length === 0 || units.join(' ') === others.join(' ')) return undefined;
  return difference('unit', units, others);
}

/** Those of the first list that the second has no equal to; where the values are equal but in another order, all. */
function without(mine: readonly Numeral[], theirs: readonly Numeral[]): readonly Numeral[] {
  const [own, left] = [mine, theirs].map((all) => all.map(({ value }) => value)) as [string[], string[]];
  if (own.toSorted().join(' ') === left.toSorted().join(' '))
    return own.join(' ') === left.join(' ') ? [] : mine;
  return mine.filter(({ value }) => {
    const at = left.indexOf(value);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function kindOf(word: string, digits: string): NumeralKind {
  if (/^(?:v|ver|version|r|rc)\d/.test(word) || /\d\.\d/.test(digits)) return 'version';
  return /^[12]\d{3}$/.test(digits) && word.length <= 5 ? 'year' : 'number';
}

function romanValue(numeral: string): number {
  const values: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10, l: 50 };
  const each = [...numeral].map((letter) => values[letter] ?? 0);
  return each.reduce((sum, value, at) => sum + (value < (each[at + 1] ?? 0) ? -value : value), 0);
}

function valuesOf(words: string): Map<string, string> {
  return new Map(words.split(' ').map((word, value) => [word, String(value)]));
}
