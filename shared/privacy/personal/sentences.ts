import type { Finding } from '../finding.ts';
import { stretches } from '../stretches.ts';

/** The most that a sentence is followed on each side of the words that were found in it. */
const REACH = 240;
/** The words are shorter than this on either side of their sign. */
const WORDS_REACH = 60;
const STOP = /[.!?\n](?:\s|$)|\n/g;

/**
 * The sentences in which words occur, each as one finding: what such words tell is in the rest of the sentence, and
 * hiding the words alone would hide nothing.
 * @param signs words of which one is in each of the others; in lower case, and cheap to look for.
 */
export function sentencesWith(
  signs: RegExp,
  words: RegExp,
  text: string,
  kind: Pick<Finding, 'detector' | 'class' | 'level'>,
): Finding[] {
  const findings: Finding[] = [];
  const matches = stretches(signs, text, WORDS_REACH, WORDS_REACH).flatMap((stretch) =>
    [...stretch.text.matchAll(words)].map((match) => ({
      at: stretch.from + match.index,
      length: match[0].length,
    })),
  );
  for (const { at, length } of matches) {
    const found = { start: at, end: at + length };
    const last = findings.at(-1);
    if (last && found.end <= last.end) continue;
    const start = Math.max(startOf(text, found.start), last?.end ?? 0);
    findings.push({
      ...kind,
      start: Math.min(start, found.start),
      end: Math.max(endOf(text, found.end), found.end),
    });
  }
  return findings;
}

function startOf(text: string, at: number): number {
  const from = Math.max(0, at - REACH);
  let start = from;
  for (const stop of text.slice(from, at).matchAll(STOP)) start = from + stop.index + stop[0].length;
  return start;
}

function endOf(text: string, at: number): number {
  const piece = text.slice(at, at + REACH);
  const stop = piece.search(STOP);
  return at + (stop === -1 ? piece.length : stop);
}
