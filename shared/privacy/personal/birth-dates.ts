import type { Finding } from '../finding.ts';
import { matches } from '../matches.ts';
import type { View } from '../view.ts';

const NAMED =
  /(?:date of birth|birth ?date|birthday|\bd\.?o\.?b\b\.?|\bborn(?: on)?|geburtsdatum|geboren am|geb\.|n[ée]e? le|date de naissance|fecha de nacimiento|nacid[oa] el|data de nascimento)["'`*]{0,2}\s?(?:is|was|ist|est|es|:|=|,)?\s{0,2}(?:the |on |el )?["'`]?/gi;
const MONTH =
  '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mär|Mai|Okt|Dez|janv|févr|mars|avr|juin|juil|août|déc|ene|abr|ago|dic)\\p{L}{0,8}\\.?';
const DATE = new RegExp(
  `(?:\\d{4}-\\d{2}-\\d{2}|\\d{1,2}[./-]\\d{1,2}[./-](?:\\d{4}|\\d{2})|\\d{1,2}(?:st|nd|rd|th|\\.)? (?:de |of )?${MONTH},? (?:de )?(?:19|20)\\d{2}|${MONTH} \\d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\\d{2})(?!\\d)`,
  'yiu',
);

/** Dates of birth: a full date after words that say so. */
export function findBirthDates({ text }: View): Finding[] {
  const findings: Finding[] = [];
  for (const match of matches(text, NAMED)) {
    const start = match.index + match[0].length;
    DATE.lastIndex = start;
    if (!DATE.test(text)) continue;
    findings.push({ detector: 'birth-date', class: 'identity', level: 2, start, end: DATE.lastIndex });
  }
  return findings;
}
