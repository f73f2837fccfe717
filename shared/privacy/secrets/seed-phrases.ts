import type { Finding } from '../finding.ts';
import { matches } from '../matches.ts';
import type { View } from '../view.ts';

/** BIP 39: 12 to 24 words of three to eight letters. The list of words is not asked: the name before them is enough. */
const NAMED =
  /(?:seed|recovery|backup|mnemonic)[ _-]?(?:phrase|words)?["'`*]{0,2}\s?(?:is|are|:|=)\s{0,2}["'`]?/gi;
const WORDS = /[a-z]{3,8}(?:[ \t,\n]{1,3}(?:\d{1,2}[.)]\s)?[a-z]{3,8}){11,23}(?![a-z])/y;

/** The words from which a wallet can be made again. */
export function findSeedPhrases({ text }: View): Finding[] {
  const findings: Finding[] = [];
  for (const match of matches(text, NAMED)) {
    const start = match.index + match[0].length;
    WORDS.lastIndex = start;
    if (!WORDS.test(text)) continue;
    findings.push({ detector: 'seed-phrase', class: 'secret', level: 4, start, end: WORDS.lastIndex });
  }
  return findings;
}
