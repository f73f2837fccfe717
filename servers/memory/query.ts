import { STOP_WORDS } from '../../shared/text/words/stop-words.ts';

/** Runs of letters, digits and the marks on them: what SQLite's unicode61 tokenizer keeps together. */
const WORD = /[\p{L}\p{N}\p{Co}][\p{L}\p{N}\p{Co}\p{M}]*/gu;

/** The different words of a query that say what it is about; all of its words when none does. */
export function contentWords(query: string): string[] {
  const words = new Set(Array.from(query.normalize('NFC').matchAll(WORD), ([word]) => word.toLowerCase()));
  const content = [...words].filter((word) => !STOP_WORDS.has(word));
  return content.length > 0 ? content : [...words];
}
