import type { Finding } from '../finding.ts';
import { stretches } from '../stretches.ts';
import type { View } from '../view.ts';
import { isRoutingNumber } from './identity-checks.ts';
import { sentencesWith } from './sentences.ts';

const WORDS =
  /(?<!\p{L})(?:(?:my|his|her|their|our) (?:salary|income|net worth|bank balance|account balance|mortgage|credit score|savings account|bonus|pension|gehalt|salaire|sueldo) (?:is|was|of|are|will be|ist|est|es)|(?:i|we|she|he) (?:earns?|makes?|owes?) (?:about |around |roughly )?[$€£₹]\s?\d|in debt (?:of|for|by)|filed for bankruptcy|declared bankruptcy|behind on (?:my|our|his|her|the) (?:rent|mortgage|payments))/giu;
const SIGNS =
  /salary|income|net worth|balance|mortgage|credit score|savings|bonus|pension|gehalt|salaire|sueldo|earn|make|owe|in debt|bankruptcy|behind on/g;
const ACCOUNT_SIGNS = /account|routing|aba|sort code|konto|compte|cuenta/g;
const ACCOUNT =
  /(?<!\p{L})(?<name>account (?:number|no\.?|#)|routing (?:number|no\.?|#)|aba|sort code|kontonummer|numéro de compte|número de cuenta)["'`*]{0,2}\s?(?:is|was|:|=)?\s{0,2}["'`]?(?<value>\d[\d -]{4,22}\d)(?!\d)/giu;

/** What a person earns, owns and owes, and the numbers of accounts that are no IBAN. */
export function findFinance({ text }: View): Finding[] {
  const findings = sentencesWith(SIGNS, WORDS, text, { detector: 'finance', class: 'financial', level: 2 });
  for (const stretch of stretches(ACCOUNT_SIGNS, text, 20, 60)) {
    for (const match of stretch.text.matchAll(ACCOUNT)) {
      const { name = '', value = '' } = match.groups ?? {};
      if (/^(?:routing|aba)/i.test(name) && !isRoutingNumber(value)) continue;
      const end = stretch.from + match.index + match[0].length;
      findings.push({ detector: 'account', class: 'financial', level: 3, start: end - value.length, end });
    }
  }
  return findings;
}
