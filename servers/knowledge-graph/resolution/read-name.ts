import { cleanName, fold } from './fold.ts';
import { isLegalForm, type LegalForm, legalFormOf } from './legal-forms.ts';
import { isRegion } from './regions.ts';

/** A word of a name as it is compared, and where in it the writing shows that it is joined of parts. */
export interface Word {
  /** Folded: lower case, no diacritics, no apostrophes. */
  text: string;
  /** Positions in `text` at which a capital, a digit or an apostrophe shows a seam: Open·AI, B·12, O·Brien. */
  seams: readonly number[];
}

/** A name taken apart. Two names are written alike when their keys are equal. */
export interface ReadName {
  /** In NFKC with single spaces. */
  clean: string;
  key: string;
  /** Without article, legal form and possessive. */
  words: readonly Word[];
  /** What stood in parentheses at its end, folded. */
  qualifier: string | undefined;
  article: boolean;
  legal: LegalForm | undefined;
  possessive: boolean;
  /** "Last, First" that was turned round; whether what came first now is the name of a country or a state too. */
  turned: 'name' | 'region' | undefined;
}

const GENERATION = /^(?:jr|sr|junior|senior|[ivx]+)\.?$/iu;

/**
 * One spelling for names that are written alike: NFKC, no diacritics, no case, no possessive, no legal form, no leading
 * article, "and" for &, "Last, First" turned round, and words joined, so that hyphens, spaces and underscores make no
 * difference; digits that stand apart stay apart. A qualifier in parentheses stays. Equal keys are looked at again by
 * `forbidsMerging`. Applied to its own result it changes nothing.
 * @throws IzaError for an empty name, control characters, or more than 500 characters.
 */
export function normaliseName(name: string): string {
  return readName(name).key;
}

/** Takes a name apart. @throws as `normaliseName`. */
export function readName(name: string): ReadName {
  const clean = cleanName(name);
  const [, outside = clean, inside] = /^(.*[^\s(])\s?\(([^()]+)\)$/u.exec(clean) ?? [];
  const qualifier = (inside !== undefined && keyOf(wordsOf(inside))) || undefined;
  const base = qualifier === undefined ? clean : outside;
  const { text, turned } = turnRound(base);
  let words = wordsOf(text);
  const possessive = words.length > 0 && /'s$/iu.test(plainQuotes(text));
  if (possessive) words = withoutPossessive(words);

  const article = words.length > 1 && words[0]?.text === 'the' && !isShortAlone(words.slice(1));
  if (article) words = words.slice(1);
  const legal = legalFormOf(words.map(({ text }) => text));
  if (legal) words = words.slice(0, words.length - legal.length);
  // What is nothing but separators is its own name: "!!!" has symbols, "…" or "---" has not.
  if (words.length === 0) words = [{ text: fold(base).replace(/\s/gu, ''), seams: [] }];

  const bare = keyOf(words);
  return {
    clean,
    key: qualifier === undefined ? bare : `${bare} (${qualifier})`,
    words,
    qualifier,
    article,
    legal: legal?.form,
    possessive,
    turned,
  };
}

/** "The Who" and "The The": what is left of so short a name would be another word. */
const isShortAlone = (words: readonly Word[]): boolean =>
  words.length === 1 && (words[0]?.text.length ?? 0) <= 3;

function keyOf(words: readonly Word[]): string {
  const joined = words.reduce((key, { text }) => {
    const apart = /\p{N}$/u.test(key) && /^\p{N}/u.test(text);
    return apart ? `${key} ${text}` : key + text;
  }, '');
  return joined.normalize('NFKC');
}

/** "Curie, Marie" → "Marie Curie", "King, Martin Luther, Jr." → "Martin Luther King Jr.", "Beatles, The" → "The Beatles". */
function turnRound(name: string): Pick<ReadName, 'turned'> & { text: string } {
  const asIs = { text: name, turned: undefined };
  const parts = name.split(/(?<!\d) ?, ?| ?, ?(?!\d)/u);
  const generation = parts.length === 3 && GENERATION.test(parts[2] ?? '') ? parts.pop() : undefined;
  const [last = '', first = ''] = parts;
  if (parts.length !== 2 || last === '' || first === '') return asIs;
  if (/^(?:the|an?)$/iu.test(first)) return { text: `${first} ${last}`, turned: undefined };
  const count = (part: string): number => part.split(' ').length;
  if (count(last) > 3 || count(first) > 3 || /\p{N}/u.test(last + first)) return asIs;
  const word = fold(first).replace(/\./g, '');
  if (isLegalForm(word) || GENERATION.test(word) || /^(?:co|and|&) /u.test(word)) return asIs;
  const text = generation ? `${first} ${last} ${generation}` : `${first} ${last}`;
  return { text, turned: isRegion(first) ? 'region' : 'name' };
}

const plainQuotes = (text: string): string => text.replace(/[\u2018\u2019\u02bc\u00b4`\u2032]/gu, "'");

function wordsOf(text: string): Word[] {
  const spaced = plainQuotes(text)
    .replace(/&/g, ' and ')
    .replace(/(?<=\p{N})'+(?=\p{N})/gu, ' ')
    .replace(/(^|\s)[-\u2212](?=\d)/g, '$1\u2212')
    // U.S.A. and J.R.R. are one word each.
    .replace(/(?<![\p{L}\p{N}])\p{L}(?:\.\p{L})+(?![\p{L}\p{N}])\.?/gu, (initials) =>
      initials.replace(/\./g, ''),
    )
    .replace(/[\s_;\p{Pd}()[\]{}"\u201c-\u201f\u00ab\u00bb\u2039\u203a]/gu, ' ')
    .replace(/[.,:](?!(?<=\d.)\d)/gu, (mark, at: number, all: string) =>
      at === 0 && /^\.\p{L}/u.test(all) ? mark : ' ',
    );
  return spaced
    .split(/\s+/u)
    .map(wordOf)
    .filter(({ text: word }) => word !== '');
}

function wordOf(raw: string): Word {
  const parts = raw
    .split(
      /'+|(?<=\p{Ll}\p{M}*)(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|(?<=\p{L}\p{M}*)(?=\p{N})|(?<=\p{N})(?=\p{L})/u,
    )
    .map(fold);
  const seams: number[] = [];
  let text = '';
  for (const part of parts) {
    if (text !== '' && part !== '') seams.push(text.length);
    text += part;
  }
  return { text, seams };
}

/** Takes the s off the last word, or the last word if it is nothing else. */
function withoutPossessive(words: readonly Word[]): Word[] {
  const last = words.at(-1);
  if (!last) return [];
  const text = last.text.slice(0, -1);
  const kept = { text, seams: last.seams.filter((seam) => seam < text.length) };
  return text === '' ? words.slice(0, -1) : [...words.slice(0, -1), kept];
}
