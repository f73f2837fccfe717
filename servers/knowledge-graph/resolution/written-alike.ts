import type { Read } from './named.ts';
import type { Word } from './read-name.ts';
import { kindOf } from './type-kinds.ts';

/** Up to this many letters, capitals and diacritics make another word: WHO and Who, IT and It, Bär and Bar. */
const SHORT = 4;

/**
 * Why two names with one key are still not taken for one. A word by itself may mean anything, so what the key leaves
 * out (the article, the legal form, the possessive) has to be borne out there by types that both are stated with.
 */
export function unlikeWritten(a: Read, b: Read): string | undefined {
  for (const rule of RULES) {
    const reason = rule(a, b);
    if (reason) return reason;
  }
  return undefined;
}

type Rule = (a: Read, b: Read) => string | undefined;

const RULES: readonly Rule[] = [
  identifiers,
  legalForms,
  articles,
  possessives,
  turned,
  contractions,
  seams,
  shortWords,
];

const bothTyped = (a: Read, b: Read): boolean => a.type !== undefined && b.type !== undefined;
const isAlone = ({ read }: Read): boolean => read.words.length === 1;
const isEither = (a: Read, b: Read, ...kinds: readonly (string | undefined)[]): boolean =>
  [kindOf(a.type), kindOf(b.type)].some((kind) => kind !== undefined && kinds.includes(kind));

/** lodash.get is not lodash-get, and Makefile not makefile. */
function identifiers(a: Read, b: Read): string | undefined {
  if (a.read.clean === b.read.clean) return undefined;
  if (isEither(a, b, 'code')) return 'identifiers are told apart letter for letter';
  const [mine, theirs] = [a, b].map(({ read }) =>
    /^[\w@./+-]+$/.test(read.clean) ? read.clean.replace(/[^._/-]/g, '') : '',
  );
  const differ = mine && theirs && mine !== theirs && !bothTyped(a, b);
  return differ ? 'identifiers with other separators' : undefined;
}

function legalForms(a: Read, b: Read): string | undefined {
  const [mine, theirs] = [a.read.legal, b.read.legal];
  if (mine?.forms === theirs?.forms) return undefined;
  if (mine && theirs) return 'other legal forms: two companies may share the rest of the name';
  const organisations = kindOf(a.type) === 'organisation' && kindOf(b.type) === 'organisation';
  if (organisations) return undefined;
  if ((mine ?? theirs)?.doubtful) return 'the last word may be a legal form or something else';
  if (isEither(a, b, 'person', 'place', 'work', 'code'))
    return 'only one has a legal form, and they are no companies';
  return isAlone(a) && !bothTyped(a, b)
    ? 'only one has a legal form, and a word alone may mean something else'
    : undefined;
}

/** The Batman is not Batman, and The Edge not Edge. */
function articles(a: Read, b: Read): string | undefined {
  if (a.read.article === b.read.article) return undefined;
  if (isEither(a, b, 'work', 'person'))
    return 'only one has the article, which is a part of titles and stage names';
  return isAlone(a) && !bothTyped(a, b)
    ? 'only one has the article, and a word alone may mean something else'
    : undefined;
}

/** Wendy's is not Wendy, Lee Roy Selmon's is a restaurant and Lee Roy Selmon not, St. John's is not St. John. */
function possessives(a: Read, b: Read): string | undefined {
  if (a.read.possessive === b.read.possessive) return undefined;
  if (/^(?:st|saint|sankt|sint)$/.test(a.read.words[0]?.text ?? ''))
    return "a saint's name with and without 's are two places";
  const risky = !bothTyped(a, b) || (isAlone(a) && isEither(a, b, 'organisation', 'place', 'work'));
  return risky ? "a name with 's may be a name of its own" : undefined;
}

/** "Curie, Marie" is a person; "Washington, Georgia" need not be Georgia Washington. */
function turned(a: Read, b: Read): string | undefined {
  const how = [a.read.turned, b.read.turned];
  if (how[0] === how[1]) return undefined;
  if (isEither(a, b, 'organisation', 'place', 'work', 'code'))
    return 'only names of persons are turned round at a comma';
  const mayBePlace = how.includes('region') && !isEither(a, b, 'person');
  return mayBePlace ? 'what follows the comma may be the region of a place' : undefined;
}

function contractions(a: Read, b: Read): string | undefined {
  const [mine, theirs] = [a, b].map(
    ({ read }) => (read.clean.match(/[\p{L}]+['\u2019](?:ll|re|ve|m|d|t)(?!\p{L})/giu) ?? []).length,
  );
  return mine === theirs ? undefined : 'a contraction in one only';
}

/** Newcastle is not New Castle. Where a capital shows the seam (OpenAI), or three words are run together, they are one. */
function seams(a: Read, b: Read): string | undefined {
  const [mine, theirs] = [gaps(a.read.words), gaps(b.read.words)];
  const unshown = [...hidden(mine, theirs), ...hidden(theirs, mine)];
  return unshown.length > 0 ? 'joined and separate words may be two names' : undefined;
}

interface Gaps {
  /** Positions between words, counted in letters. */
  between: Set<number>;
  /** Positions inside words at which the writing shows a seam. */
  shown: Set<number>;
  length: number;
}

function gaps(words: readonly Word[]): Gaps {
  const between = new Set<number>();
  const shown = new Set<number>();
  let length = 0;
  for (const { text, seams: inside } of words) {
    for (const seam of inside) shown.add(length + seam);
    length += text.length;
    between.add(length);
  }
  return { between, shown, length };
}

/** The gaps of one name that the other runs over without showing them, but for initials and long joins. */
function hidden(split: Gaps, joined: Gaps): number[] {
  const missing = [...split.between].filter((gap) => !joined.between.has(gap) && !joined.shown.has(gap));
  const edges = [...joined.between];
  return missing.filter((gap) => {
    const end = edges.find((edge) => edge > gap) ?? joined.length;
    const start = edges.findLast((edge) => edge < gap) ?? 0;
    if (missing.filter((other) => other > start && other < end).length >= 2) return false;
    const isInitial = (at: number): boolean => at === 1 || split.between.has(at - 1);
    return !(isInitial(gap) && (split.between.has(gap + 1) || gap + 1 === split.length));
  });
}

function shortWords(a: Read, b: Read): string | undefined {
  const word = a.read.words[0]?.text ?? '';
  if (!isAlone(a) || !isAlone(b) || word.length > SHORT || bothTyped(a, b)) return undefined;
  const style = ({ read }: Read): string => {
    const plain = read.clean.replace(/^the /i, '').replace(/[^\p{L}\p{M}]/gu, '');
    const capitals = plain === plain.toUpperCase() && plain !== plain.toLowerCase();
    return `${capitals} ${plain.toLowerCase()}`;
  };
  return style(a) === style(b)
    ? undefined
    : 'a short word in capitals or with other marks may mean something else';
}
