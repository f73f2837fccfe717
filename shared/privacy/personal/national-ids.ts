import type { Finding } from '../finding.ts';
import type { View } from '../view.ts';
import {
  byIdentityCard,
  byTaxId,
  isNationalInsuranceNumber,
  isNhsNumber,
  isNir,
  isSocialSecurityNumber,
} from './identity-checks.ts';

interface NationalId {
  id: string;
  /** The number as people write it. Every repetition has a greatest number. */
  pattern: RegExp;
  valid(text: string): boolean;
  /** The name of the number. Where there is one, the number counts only near it: its check is too easily passed. */
  named?: RegExp;
}

const EDGE = '(?<![\\p{L}\\p{N}_.-])';
const END = '(?![\\p{L}\\p{N}_]|[.-]\\d)';
const number = (source: string) => new RegExp(EDGE + source + END, 'gu');

const IDS: readonly NationalId[] = [
  { id: 'us-ssn', pattern: number('\\d{3}-\\d{2}-\\d{4}'), valid: isSocialSecurityNumber },
  {
    id: 'us-ssn',
    pattern: number('\\d{3} ?\\d{2} ?\\d{4}'),
    valid: isSocialSecurityNumber,
    named: /\bssn\b|social security/i,
  },
  {
    id: 'in-aadhaar',
    pattern: number('\\d{4}[ -]?\\d{4}[ -]?\\d{4}'),
    valid: byIdentityCard('IN'),
    named: /aadha+r|uidai|आधार/i,
  },
  { id: 'br-cpf', pattern: number('\\d{3}\\.\\d{3}\\.\\d{3}-\\d{2}'), valid: byTaxId('pt-BR') },
  { id: 'br-cpf', pattern: number('\\d{11}'), valid: byTaxId('pt-BR'), named: /\bcpf\b/i },
  {
    id: 'es-dni',
    pattern: number('(?:[XYZ]-?\\d{7}|\\d{8})[ -]?[A-HJ-NP-TV-Z]'),
    valid: byIdentityCard('ES'),
    named: /\b(?:dni|nie|nif|documento)\b/i,
  },
  {
    id: 'uk-nhs',
    pattern: number('\\d{3}[ -]?\\d{3}[ -]?\\d{4}'),
    valid: isNhsNumber,
    named: /\bnhs\b|national health/i,
  },
  {
    id: 'uk-nino',
    pattern: number('[A-Z]{2} ?\\d{2} ?\\d{2} ?\\d{2} ?[A-D]'),
    valid: isNationalInsuranceNumber,
    named: /national insurance|\bnino?\b/i,
  },
  {
    id: 'de-tax',
    pattern: number('\\d{2} ?\\d{3} ?\\d{3} ?\\d{3}'),
    valid: byTaxId('de-DE'),
    named: /steuer|\bidnr\b|\btax\b/i,
  },
  {
    id: 'it-fiscal-code',
    pattern: number('[A-Z]{6}\\d{2}[A-EHLMPRST]\\d{2}[A-Z]\\d{3}[A-Z]'),
    valid: byTaxId('it-IT'),
  },
  {
    id: 'fr-nir',
    pattern: number('[12] ?\\d{2} ?\\d{2} ?(?:\\d{2}|2[AB]) ?\\d{3} ?\\d{3} ?\\d{2}'),
    valid: isNir,
  },
  { id: 'pl-pesel', pattern: number('\\d{11}'), valid: byIdentityCard('PL'), named: /pesel/i },
  { id: 'fi-hetu', pattern: number('\\d{6}[-+A]\\d{3}[0-9A-Y]'), valid: byIdentityCard('FI') },
  {
    id: 'nl-bsn',
    pattern: number('\\d{9}'),
    valid: byTaxId('nl-NL'),
    named: /\bbsn\b|burgerservice/i,
  },
  {
    id: 'ca-sin',
    pattern: number('\\d{3}[ -]?\\d{3}[ -]?\\d{3}'),
    valid: byTaxId('en-CA'),
    named: /\bsin\b|social insurance/i,
  },
  {
    id: 'se-personnummer',
    pattern: number('(?:19|20)?\\d{6}[-+]?\\d{4}'),
    valid: byTaxId('sv-SE'),
    named: /person(?:al)?[ -]?(?:nummer|number|id)/i,
  },
  { id: 'cn-resident-id', pattern: number('\\d{17}[0-9X]'), valid: byIdentityCard('zh-CN') },
  {
    id: 'passport',
    pattern: number('(?:[A-Z]{1,2}\\d{6,8}|\\d{9}|[A-Z0-9]{9})'),
    valid: (text) => /\d{4}/.test(text),
    named: /passport|reisepass|passeport|pasaporte/i,
  },
  {
    id: 'driving-licence',
    pattern: number('[A-Z0-9][A-Z0-9 -]{5,17}[A-Z0-9]'),
    valid: (text) => /\d{4}/.test(text),
    named: /driv(?:er'?s?|ing) licen[cs]e (?:number|no|nr|#)|führerschein/i,
  },
];

/** How far a name may be from its number, in units. */
const BEFORE = 48;
const AFTER = 24;
/** Every number above has so many digits. */
const DIGITS = /\d(?:[ .\-/]?[A-Z]{0,2}\d){4}/;

/** Numbers that states give to people, with their check digits. */
export function findNationalIds({ text }: View): Finding[] {
  if (!DIGITS.test(text)) return [];
  return IDS.flatMap(({ id, pattern, valid, named }) => {
    const findings: Finding[] = [];
    for (const [from, to] of named ? around(named, text) : [[0, text.length] as const]) {
      for (const match of text.slice(from, to).matchAll(pattern)) {
        if (!valid(match[0])) continue;
        const start = from + match.index;
        findings.push({ detector: id, class: 'identity', level: 3, start, end: start + match[0].length });
      }
    }
    return findings;
  });
}

/** The stretches of text about a name; where they overlap, one. */
function around(named: RegExp, text: string): [from: number, to: number][] {
  const stretches: [number, number][] = [];
  for (const { index, 0: name } of text.matchAll(new RegExp(named, 'gi'))) {
    const [from, to] = [Math.max(0, index - AFTER - 20), index + name.length + BEFORE];
    const last = stretches.at(-1);
    if (last && from <= last[1]) last[1] = to;
    else stretches.push([from, to]);
  }
  return stretches;
}
