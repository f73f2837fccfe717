import type { Finding } from '../finding.ts';
import { isIBAN } from '../packages.ts';
import type { View } from '../view.ts';

/** A country, two check digits, eleven to thirty further units, in one piece or in groups (ISO 13616-1). */
const START = /(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ \u00a0-]?[A-Za-z0-9]){11,30}/g;
const SHORTEST = 15;

/** International bank account numbers: known country, its length, and remainder 1 modulo 97. */
export function findIbans({ text }: View): Finding[] {
  const findings: Finding[] = [];
  START.lastIndex = 0;
  for (let match = START.exec(text); match; match = START.exec(text)) {
    const start = match.index;
    const end = start + lengthOf(match[0], text.charAt(START.lastIndex));
    if (end > start) findings.push({ detector: 'iban', class: 'financial', level: 3, start, end });
    START.lastIndex = Math.max(end, start + 4);
  }
  return findings;
}

/** Units of the candidate that are an account number. Words may follow in the same breath: the longest that fits. */
function lengthOf(candidate: string, next: string): number {
  for (let length = candidate.length; length >= SHORTEST; length -= 1) {
    const following = length === candidate.length ? next : candidate.charAt(length);
    if (/[A-Za-z0-9]/.test(following) || !/[A-Za-z0-9]/.test(candidate.charAt(length - 1))) continue;
    const account = candidate
      .slice(0, length)
      .replace(/[ \u00a0-]/g, '')
      .toUpperCase();
    if (account.length >= SHORTEST && isIBAN(account)) return length;
  }
  return 0;
}
