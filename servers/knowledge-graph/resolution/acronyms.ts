import { fold } from './fold.ts';

/** A name and its acronym, as a text gives them together. */
export interface Acronym {
  name: string;
  acronym: string;
}

/** Words that an acronym may pass over. */
const PASSED_OVER = new Set(
  'a an and at by de del der des di do du e et for from in la le of on or the to und van von y'.split(' '),
);
/** Two to ten letters, two of them capitals, perhaps with dots or the s of a plural: WHO, DoD, U.S.A., APIs. */
const ACRONYM = /^(?=(?:.*\p{Lu}){2})\p{L}(?:[.&-]?\p{L}){1,9}\.?$/u;
/** Words back from the parenthesis that are looked at: as many letters, each with two words that are passed over. */
const REACH = 30;

/**
 * The pairs "World Health Organization (WHO)" and "WHO (World Health Organization)" of a text, in order, each once.
 * Every letter of the acronym has to begin a word of the name, in order, and every word has to be begun by one, but for
 * small words and what follows a hyphen.
 */
export function acronymsIn(text: string): Acronym[] {
  const found = new Map<string, Acronym>();
  for (const match of text.matchAll(/\(([^()\n]{2,160})\)/g)) {
    const inside = (match[1] ?? '').trim();
    const before = text.slice(Math.max(0, match.index - 400), match.index).trimEnd();
    const pair = forwards(before, inside) ?? backwards(before, inside);
    if (pair) found.set(`${pair.acronym}\n${pair.name}`, pair);
  }
  return [...found.values()];
}

function forwards(before: string, inside: string): Acronym | undefined {
  if (!ACRONYM.test(inside)) return undefined;
  // A name does not reach back over the end of a sentence or a bracket.
  const words = (/[^.!?;:()[\]\n]*$/u.exec(before)?.[0] ?? '').trim().split(/\s+/u).slice(-REACH);
  const acronym = /^[\p{Lu}]{2,}s$/u.test(inside) ? inside.slice(0, -1) : inside;
  for (const letters of new Set([lettersOf(inside), lettersOf(acronym)])) {
    for (let start = words.length - 2; start >= 0; start -= 1) {
      const name = words.slice(start);
      if (spells(name, letters))
        return { name: name.join(' '), acronym: letters === lettersOf(inside) ? inside : acronym };
    }
  }
  return undefined;
}

function backwards(before: string, inside: string): Acronym | undefined {
  const acronym = /[^\s("'\u201c]+$/u.exec(before)?.[0] ?? '';
  if (!ACRONYM.test(acronym)) return undefined;
  const words = inside.replace(/^the\s+/i, '').split(/\s+/u);
  return words.length > 1 && spells(words, lettersOf(acronym))
    ? { name: words.join(' '), acronym }
    : undefined;
}

const lettersOf = (acronym: string): string => fold(acronym).replace(/[^\p{L}]/gu, '');

interface Initial {
  letter: string;
  optional: boolean;
}

/** Whether the words begin with the letters, the first word with the first letter. */
function spells(words: readonly string[], letters: string): boolean {
  const initials = words.flatMap((word, position): Initial[] =>
    fold(word)
      .split(/\p{Pd}/u)
      .map((part, at) => ({
        letter: /\p{L}/u.exec(part)?.[0] ?? '',
        optional: at > 0 || (position > 0 && PASSED_OVER.has(part)),
      })),
  );
  // Which letters may have been spelled after each word: at most ten, so a set of bits.
  let reached = 1;
  for (const { letter, optional } of initials) {
    let next = optional ? reached : 0;
    for (let at = 0; at < letters.length; at += 1) {
      if (reached & (1 << at) && letters[at] === letter) next |= 1 << (at + 1);
    }
    reached = next;
    if (reached === 0) return false;
  }
  return (
    (reached & (1 << letters.length)) !== 0 &&
    !initials[0]?.optional &&
    !PASSED_OVER.has(fold(words[0] ?? ''))
  );
}
