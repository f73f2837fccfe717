import type { Finding, ScanOptions } from '../finding.ts';
import { matches } from '../matches.ts';
import { isPhoneNumber } from '../packages.ts';
import type { View } from '../view.ts';
import { isNear } from './nearby.ts';

/** A plus and a country code (E.164), in groups; or a national number, which needs a word that says what it is. */
const INTERNATIONAL = /(?<![\p{L}\p{N}_+])\+\d{1,4}(?:[ .\-/\u00a0]?\(?\d{1,5}\)?){1,8}/gu;
const NATIONAL =
  /(?<![\p{L}\p{N}_.#/-])\(?0?\d{2,5}\)?(?:[ .\-/\u00a0]\(?\d{2,8}\)?){1,4}(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}_.#/+-])\d{10,11}(?![\p{L}\p{N}_.])/gu;
const WORDS =
  /\b(?:phone|tel|telephone|mobile|cell|call|text|whatsapp|sms|fax|ring|reach|handy|telefon|mobil|téléphone|tél|teléfono|móvil|celular|telefone|number is)\b|☎|📞/i;
const LEAST_DIGITS = 7;
/** Without a country in the settings, the one whose national form is usual in English text. */
const USUAL_COUNTRY = 'US';

/** Phone numbers that are assigned, by the plans of the countries. */
export function findPhones({ text }: View, { country }: ScanOptions): Finding[] {
  const findings: Finding[] = [];
  const add = (start: number, found: string) => {
    const number = found.replace(/[^\d)]+$/, '');
    const end = start + number.length;
    findings.push({ detector: 'phone', class: 'contact', level: 2, start, end });
  };
  if (text.includes('+')) {
    for (const { index, 0: found } of text.matchAll(INTERNATIONAL)) {
      if (digits(found) >= LEAST_DIGITS && isPhoneNumber(found)) add(index, found);
    }
  }
  for (const { index, 0: found } of matches(text, NATIONAL)) {
    if (digits(found) < LEAST_DIGITS || digits(found) > 15 || /^\d{4}-\d{2}-\d{2}/.test(found)) continue;
    if (!isNear(WORDS, text, index, index + found.length, 32, 12)) continue;
    // Nothing tells where a number with a leading zero is from: the word beside it has to do.
    const sure = !country && /^\(?0\d/.test(found) && digits(found) >= 8;
    if (sure || isPhoneNumber(found, country ?? USUAL_COUNTRY)) add(index, found);
  }
  return findings;
}

function digits(text: string): number {
  return text.replace(/\D/g, '').length;
}
