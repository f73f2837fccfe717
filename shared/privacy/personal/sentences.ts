import type { Finding } from '../finding.ts';

/** The most that a sentence is followed on each side of the words that were found in it. */
const REACH = 240;
const STOP = /[.!?\n](?:\s|$)|\n/g;

/**
 * The sentences in which words occur, each as one finding: what such words tell is in the rest of the sentence, and
 * hiding the words alone would hide nothing.
 */
export function sentencesWith(
  words: RegExp,
  text: string,
  kind: Pick<Finding, 'detector' | 'class' | 'level'>,
): Finding[] {
  const findings: Finding[] = [];
  for (const match of text.matchAll(words)) {
    const found = { start: match.index, end: match.index + match[0].length };
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
