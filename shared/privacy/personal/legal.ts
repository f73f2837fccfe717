import type { Finding } from '../finding.ts';
import type { View } from '../view.ts';
import { sentencesWith } from './sentences.ts';

const LEGAL =
  /(?<!\p{L})(?:attorney[- ]client privilege|privileged and confidential|(?:my|his|her|their|our) (?:lawyer|attorney|solicitor|divorce|probation officer|parole officer|criminal record|custody battle|custody case|restraining order|court date|anwalt|scheidung)|convicted of|pleaded guilty|arrested for|charged with (?:assault|theft|fraud|murder|possession|a felony|a crime)|on (?:probation|parole)|restraining order against|lawsuit against (?:me|us|him|her|them)|suing (?:me|us|him|her|them|my)|sued (?:me|us|him|her|them|my)|settlement (?:offer|agreement) (?:with|of|for)|(?:i|we|she|he) (?:was|were|got) (?:arrested|sued|subpoenaed|indicted|deported)|asylum (?:claim|application)|visa was denied)(?!\p{L})/giu;

const SIGNS =
  /privilege|lawyer|attorney|solicitor|divorce|probation|parole|criminal|custody|restraining|court date|anwalt|scheidung|convicted|guilty|arrested|charged with|lawsuit|suing|sued|settlement|subpoena|indicted|deported|asylum|visa was/g;

/** Proceedings, offences and counsel of a person: GDPR article 10. The finding is the sentence. */
export function findLegal({ text }: View): Finding[] {
  return sentencesWith(SIGNS, LEGAL, text, { detector: 'legal', class: 'legal', level: 3 });
}
