import type { Finding } from '../finding.ts';
import { matches } from '../matches.ts';
import { stretches } from '../stretches.ts';
import type { View } from '../view.ts';
import {
  byIdentityCard,
  byTaxId,
  isHetu,
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

/** Numbers without a public check: letters alone are a word. */
const hasDigits = (text: string) => text.replace(/\D/g, '').length >= 4;

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
  { id: 'fi-hetu', pattern: number('\\d{6}[-+A]\\d{3}[0-9A-Y]'), valid: isHetu },
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
    valid: hasDigits,
    named: /passport|reisepass|passeport|pasaporte/i,
  },
  {
    id: 'driving-licence',
    pattern: number('[A-Z0-9][A-Z0-9 -]{5,17}[A-Z0-9]'),
    valid: hasDigits,
    named: /driv(?:er'?s?|ing) licen[cs]e (?:number|no|nr|#)|führerschein/i,
  },
];

const UNNAMED = IDS.filter(({ named }) => named === undefined);

/** How far a name may be from its number, in units. */
const BEFORE = 48;
const AFTER = 24;
/** Every number above has so many digits. */
const DIGITS = /\d(?:[ .\-/]?[A-Z]{0,2}\d){4}/;

/** All the names, in lower case. */
const NAMES =
  /\bssn\b|social (?:security|insurance)|aadha+r|uidai|आधार|\bcpf\b|\bdni\b|\bni[ef]\b|documento|\bnhs\b|national (?:health|insurance)|\bnino?\b|steuer|\bidnr\b|\btax\b|pesel|\bbsn\b|burgerservice|\bsin\b|person(?:al)?[ -]?(?:nummer|number|id)|passport|reisepass|passeport|pasaporte|driv(?:er'?s?|ing) licen[cs]e|führerschein/g;

/** Numbers that states give to people, with their check digits. */
export function findNationalIds({ text }: View): Finding[] {
  if (!DIGITS.test(text)) return [];
  const near = stretches(NAMES, text, AFTER + 20, BEFORE);
  const whole = [{ from: 0, text }];
  const looked = near.length > 0 ? IDS : UNNAMED;
  return looked.flatMap(({ id, pattern, valid, named }) =>
    (named ? near.filter((stretch) => named.test(stretch.text)) : whole).flatMap((stretch) =>
      Array.from(matches(stretch.text, pattern))
        .filter((match) => valid(match[0]))
        .map((match): Finding => {
          const start = stretch.from + match.index;
          return { detector: id, class: 'identity', level: 3, start, end: start + match[0].length };
        }),
    ),
  );
}
