import type { Finding } from '../finding.ts';
import { matches } from '../matches.ts';
import { isCreditCard } from '../packages.ts';
import type { View } from '../view.ts';
import { digitRuns, isNear } from './nearby.ts';

/** Identification numbers of issuers that are assigned start so (ISO/IEC 7812-1); the lengths that cards have. */
const CARD = /^(?:3[0-9]|4|5[0-9]|6|2[2-7]|8[12])\d{11,17}$/;
const GROUPED = /^\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}$|^\d{4}([ -])\d{6}\2\d{5}$/;
const WORDS =
  /card|visa|master|amex|american express|discover|credit|debit|karte|carte|tarjeta|cart[ãa]o|\bcc\b|\bpan\b|cvv|cvc|expir/i;

/**
 * Payment cards: an issuer, a length and the check digit. One number of sixteen digits in thirty-five is so by
 * chance: without the usual groups or a word that says so it is personal, not sensitive.
 */
export function findCards({ text }: View): Finding[] {
  const findings: Finding[] = [];
  for (const { groups } of digitRuns(text)) {
    let taken = 0;
    for (const [first, { start }] of groups.entries()) {
      if (start < taken) continue;
      for (const { end } of groups.slice(first, first + 5)) {
        const digits = text.slice(start, end).replace(/\D/g, '');
        if (digits.length > 19) break;
        if (!CARD.test(digits) || !isCreditCard(digits)) continue;
        const sure = GROUPED.test(text.slice(start, end)) || isNear(WORDS, text, start, end);
        findings.push({ detector: 'card', class: 'financial', level: sure ? 3 : 2, start, end });
        taken = end;
        break;
      }
    }
  }
  return findings.concat(securityCodes(text));
}

const CODE = /\b(?:cvv2?|cvc2?|security code)\s?(?:is|:|=)?\s?(\d{3,4})(?!\d)/gi;

function securityCodes(text: string): Finding[] {
  return Array.from(matches(text, CODE)).map((match) => {
    const end = match.index + match[0].length;
    return { detector: 'card-code', class: 'financial', level: 3, start: end - (match[1] ?? '').length, end };
  });
}
