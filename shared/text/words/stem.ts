import { stemmer } from 'stemmer';
import { IRREGULAR } from './irregular-forms.ts';

const ENGLISH = /^[a-z]+$/;

/** Stems that were worked out before; cut back to nothing when full, since what is frequent comes back at once. */
const known = new Map<string, string>();
const MOST_KNOWN = 20_000;

/** What the forms of a word have in common: Porter's stem of a lower-case English word, after irregular forms. */
export function stem(word: string): string {
  const before = known.get(word);
  if (before !== undefined) return before;
  const found = ENGLISH.test(word) ? stemmer(IRREGULAR.get(word) ?? singular(word)) : word;
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(word, found);
  return found;
}

/** Plurals and possessives of irregular words lead to their word too: grandmothers, mums, bicycles. */
function singular(word: string): string {
  return word.endsWith('s') ? (IRREGULAR.get(word.slice(0, -1)) ?? word) : word;
}
