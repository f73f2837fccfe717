import type { Finding, ScanOptions } from '../finding.ts';
import { fold } from '../stretches.ts';
import type { View } from '../view.ts';

const WORD = /[\p{L}\p{N}_]/u;

/** The words and phrases of the settings, as whole words, whatever their case. */
export function findTerms({ text }: View, { terms = [] }: ScanOptions): Finding[] {
  if (terms.length === 0) return [];
  const folded = fold(text);
  return terms.flatMap((term) => {
    const findings: Finding[] = [];
    const sought = fold(term.term);
    for (let start = folded.indexOf(sought); start !== -1; start = folded.indexOf(sought, start + 1)) {
      const end = start + sought.length;
      if (!edge(folded, start - 1, sought.charAt(0)) || !edge(folded, end, sought.charAt(sought.length - 1)))
        continue;
      findings.push({ detector: 'term', class: term.class, level: term.level, start, end });
    }
    return findings;
  });
}

/** A mark or a space, or an end of the text; always so where the term itself ends with a mark. */
function edge(text: string, at: number, own: string): boolean {
  return !WORD.test(own) || at < 0 || at >= text.length || !WORD.test(text.charAt(at));
}
