import { contrastBetween, difference } from './contrasts.ts';
import { withinOneEdit } from './likeness.ts';
import { asSeen } from './look-alikes.ts';
import type { Named, Read } from './named.ts';
import { differingNumbers } from './numerals.ts';
import { normaliseName, readName } from './read-name.ts';
import { kindOf } from './type-kinds.ts';
import { unlikeWritten } from './written-alike.ts';

/**
 * Why two names must not be merged without being asked about, in words; undefined when nothing speaks against it, which
 * is no word for it. The same whichever comes first.
 * @throws as `normaliseName`.
 */
export function forbidsMerging(a: Named, b: Named): string | undefined {
  const keys = differingKeys(a.keys ?? [], b.keys ?? []);
  if (keys) return keys;
  const pair: [Read, Read] = [
    { ...a, read: readName(a.name) },
    { ...b, read: readName(b.name) },
  ];
  if (pair[0].read.key === pair[1].read.key) return unlikeWritten(...pair);
  for (const guard of GUARDS) {
    const reason = guard(...pair);
    if (reason) return reason;
  }
  return undefined;
}

type Guard = (a: Read, b: Read) => string | undefined;

const GUARDS: readonly Guard[] = [
  lookAlikes,
  packages,
  qualifiers,
  numbers,
  contrasts,
  letters,
  prefixes,
  permuted,
  containment,
  siblings,
];

const wordsOf = ({ read }: Read): string[] => read.words.map(({ text }) => text);
const sorted = (words: readonly string[]): string => [...words].sort().join(' ');

/** Keys of one kind, none of which they share. */
function differingKeys(a: readonly string[], b: readonly string[]): string | undefined {
  const kinds = new Set(a.map(kindOfKey));
  for (const kind of kinds) {
    const [mine, theirs] = [a, b].map((keys) => keys.filter((key) => kindOfKey(key) === kind)) as [
      string[],
      string[],
    ];
    if (theirs.length > 0 && !mine.some((key) => theirs.includes(key)))
      return `different strong keys (${kind})`;
  }
  return undefined;
}

const kindOfKey = (key: string): string => key.slice(0, key.indexOf(':'));

function lookAlikes(a: Read, b: Read): string | undefined {
  const [mine, theirs] = [asSeen(a.read.clean), asSeen(b.read.clean)];
  if (mine === a.read.clean && theirs === b.read.clean) return undefined;
  return normaliseName(mine) === normaliseName(theirs)
    ? 'they look alike but are written with letters of different scripts'
    : undefined;
}

/** @a/x and @b/x, @a/x and x. */
function packages(a: Read, b: Read): string | undefined {
  const [mine, theirs] = [a, b].map(({ read }) =>
    /^(@?[^/\s]*\p{L}[^/\s]*)\/(\S+)$/u.exec(read.clean)?.slice(1),
  );
  if (!mine && !theirs) return undefined;
  const [scope, other] = [mine?.[0] ?? '', theirs?.[0] ?? ''];
  return scope === other ? undefined : difference('scope', scope ? [scope] : [], other ? [other] : []);
}

function qualifiers(a: Read, b: Read): string | undefined {
  const [mine, theirs] = [a.read.qualifier, b.read.qualifier];
  return mine === theirs ? undefined : difference('qualifier', mine ? [mine] : [], theirs ? [theirs] : []);
}

function numbers(a: Read, b: Read): string | undefined {
  return differingNumbers(wordsOf(a), wordsOf(b));
}

function contrasts(a: Read, b: Read): string | undefined {
  return contrastBetween(wordsOf(a), wordsOf(b));
}

/** A letter that is a word, or that digits come before or after. */
const SINGLE = /^\p{L}(?=[^\p{L}]|$)|(?<=\d)\p{L}$/u;

/** Plan A and Plan B, George W. and George H. W., C and C++, iPhone 4 and 4S. */
function letters(a: Read, b: Read): string | undefined {
  const [mine, theirs] = [a, b].map((name) =>
    wordsOf(name).flatMap((word) => SINGLE.exec(word)?.[0] ?? []),
  ) as [string[], string[]];
  if (mine.join(' ') !== theirs.join(' ') && !(areInitials(a, b, mine) || areInitials(b, a, theirs))) {
    return difference('single letters', mine, theirs);
  }
  const [symbols, others] = [a, b].map((name) =>
    wordsOf(name)
      .join('')
      .replace(/[\p{L}\p{M}\p{N}]/gu, ''),
  ) as [string, string];
  return symbols === others
    ? undefined
    : difference('symbols', symbols ? [symbols] : [], others ? [others] : []);
}

/** Whether the single letters of a name are words that begin those of the other: M. Curie and Marie Curie. */
function areInitials(a: Read, b: Read, single: readonly string[]): boolean {
  const [short, full] = [wordsOf(a), wordsOf(b)];
  if (
    single.length === 0 ||
    short.length !== full.length ||
    !single.every((letter) => short.includes(letter))
  )
    return false;
  return short.every(
    (word, at) => word === full[at] || (word.length === 1 && full[at]?.startsWith(word) === true),
  );
}

const PREFIX =
  /^(?:un|in|im|il|ir|non|anti|dis|de|mis|counter|hyper|hypo|inter|intra|pre|post|sub|super|micro|macro|mono|poly|bi|tri|multi|uni|pro|contra|a|endo|exo|over|under|trans|cis|homo|hetero|re)$/;

/** Typical and atypical, hyperglycemia and hypoglycemia. */
function prefixes(a: Read, b: Read): string | undefined {
  const [mine, theirs] = [wordsOf(a), wordsOf(b)];
  if (mine.length !== theirs.length) return undefined;
  for (const [at, word] of mine.entries()) {
    const other = theirs[at] ?? '';
    if (word === other) continue;
    let tail = 0;
    while (tail < Math.min(word.length, other.length) && word.at(-1 - tail) === other.at(-1 - tail))
      tail += 1;
    // The stem may begin with the last letter of a prefix: hypo|tension, hyper|tension.
    for (let stem = tail; stem >= 4; stem -= 1) {
      const [left, right] = [word.slice(0, word.length - stem), other.slice(0, other.length - stem)];
      const fits = (prefix: string): boolean => prefix === '' || PREFIX.test(prefix);
      if (fits(left) && fits(right)) return difference('prefix', left ? [left] : [], right ? [right] : []);
    }
  }
  return undefined;
}

function permuted(a: Read, b: Read): string | undefined {
  return sorted(wordsOf(a)) === sorted(wordsOf(b)) ? 'the same words in another order' : undefined;
}

/** Java and Java Script, Java and JavaScript, York and New York. */
function containment(a: Read, b: Read): string | undefined {
  const [few, many] =
    a.read.words.length <= b.read.words.length ? [wordsOf(a), wordsOf(b)] : [wordsOf(b), wordsOf(a)];
  if (few.length < many.length && few.every((word) => many.includes(word)))
    return 'one is a part of the other';
  const [short, long] = [wordsOf(a).join(''), wordsOf(b).join('')].sort((x, y) => x.length - y.length) as [
    string,
    string,
  ];
  const rest = long.length - short.length;
  const inside = short.length >= 3 && rest >= 3 && (long.startsWith(short) || long.endsWith(short));
  return few.length === 1 && inside ? 'one is a part of the other' : undefined;
}

/** Jake and Maggie Gyllenhaal: one surname, another first name, unless it is short for the other or a slip. */
function siblings(a: Read, b: Read): string | undefined {
  const kinds = [kindOf(a.type), kindOf(b.type)];
  if (kinds.some((kind) => kind !== undefined && kind !== 'person')) return undefined;
  const [mine, theirs] = [wordsOf(a), wordsOf(b)];
  const last = mine.at(-1) ?? '';
  if (mine.length < 2 || theirs.length < 2 || last !== theirs.at(-1) || last.length < 2) return undefined;
  const [first, other] = [mine[0] ?? '', theirs[0] ?? ''];
  const same = first.startsWith(other) || other.startsWith(first) || withinOneEdit(first, other);
  return same ? undefined : 'the same last name with another first name';
}
