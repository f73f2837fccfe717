import { IzaError } from '../../../shared/mcp/errors.ts';

/** UTF-16 units that a name may have at most. */
export const LONGEST_NAME = 500;

/** Characters that show nothing and mean nothing in a name: soft hyphen, zero width, fillers, variation selectors. */
const UNSEEN =
  /\u034f|[\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2060-\u2064\u2800\u3164\ufeff\uffa0]|[\ufe00-\ufe0f]/g;
/** Control characters, line and paragraph separators, and those that turn the order of letters round. */
const FORBIDDEN = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** Between a number and one that is no plain digit, such as a superscript or a fraction. */
const BESIDE_NUMBER = /(?<=\p{N})(?=\p{No})|(?<=\p{No})(?=\p{N})/gu;

/** Letters of Latin that are no base letter with a mark in Unicode, though people write them so. */
const STROKES: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ŧ: 't',
  ı: 'i',
  þ: 'th',
  ς: 'σ',
  ё: 'е',
};
const STROKE = new RegExp(`[${Object.keys(STROKES).join('')}]`, 'gu');

/**
 * The name in Unicode NFKC with single spaces and without what does not show.
 * @throws IzaError INVALID_INPUT when nothing is left or it holds control characters, TOO_LARGE past 500 characters.
 */
export function cleanName(name: string): string {
  if (name.length > LONGEST_NAME) {
    throw new IzaError('TOO_LARGE', `A name has ${name.length} characters.`, {
      why: `A name has at most ${LONGEST_NAME}.`,
      hint: 'Give the name that people use, and put the rest into a fact.',
    });
  }
  if (FORBIDDEN.test(name) || !name.isWellFormed()) {
    throw new IzaError('INVALID_INPUT', 'A name holds control characters.', {
      why: 'Tabs, line breaks, marks that turn the writing direction and broken surrogates are not part of a name.',
      hint: 'Give the name on one line, as it is read.',
    });
  }
  const cleaned = name
    // NFKC would make 102 of 10², and 11/2 of 1½.
    .replace(BESIDE_NUMBER, ' ')
    .normalize('NFKC')
    .replace(BESIDE_NUMBER, ' ')
    .replace(UNSEEN, '')
    // A mark on nothing would settle on the next letter that comes before it.
    .replace(/(?<![\p{L}\p{M}])[\u0300-\u036f]+/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();
  if (cleaned === '') {
    throw new IzaError('INVALID_INPUT', 'A name is empty.', {
      hint: 'Give a name with at least one character that shows.',
    });
  }
  return cleaned;
}

/**
 * Lower case without diacritics. Marks are taken off Latin and Greek letters only: in Cyrillic (й, ї), Indic scripts,
 * Arabic, Hebrew or Japanese they make other letters.
 */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/(?<=[\p{Script=Latin}\p{Script=Greek}])[\u0300-\u036f]+/gu, '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(STROKE, (letter) => STROKES[letter] ?? letter);
}
