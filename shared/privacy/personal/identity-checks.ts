import { isIdentityCard, isTaxID } from '../packages.ts';

const digitsOf = (text: string): number[] => [...text.replace(/\D/g, '')].map(Number);

/** Numbers that were never given out: https://www.ssa.gov/employer/randomization.html */
export function isSocialSecurityNumber(text: string): boolean {
  const [, area = '', group = '', serial = ''] = /^(\d{3})\D?(\d{2})\D?(\d{4})$/.exec(text) ?? [];
  if (!area || area === '000' || area === '666' || area.startsWith('9')) return false;
  return group !== '00' && serial !== '0000';
}

/** Weights 10 to 2, remainder modulo 11: https://www.datadictionary.nhs.uk/attributes/nhs_number.html */
export function isNhsNumber(text: string): boolean {
  const digits = digitsOf(text);
  if (digits.length !== 10) return false;
  const sum = digits.slice(0, 9).reduce((total, digit, i) => total + digit * (10 - i), 0);
  const check = (11 - (sum % 11)) % 11;
  return check !== 10 && check === digits[9];
}

/** France's NIR: the key is 97 less the remainder of the first thirteen digits, Corsica's 2A and 2B as 19 and 18. */
export function isNir(text: string): boolean {
  const plain = text.replace(/[ .-]/g, '').toUpperCase();
  if (!/^[12]\d{4}(?:\d{2}|2[AB])\d{8}$/.test(plain)) return false;
  const number = plain.replace('2A', '19').replace('2B', '18');
  return 97 - Number(BigInt(number.slice(0, 13)) % 97n) === Number(number.slice(13));
}

/** Letters that prefixes do not have: https://www.gov.uk/hmrc-internal-manuals/national-insurance-manual/nim39110 */
export function isNationalInsuranceNumber(text: string): boolean {
  const plain = text.replace(/[ -]/g, '').toUpperCase();
  return /^(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]$/.test(plain);
}

/** Weights 3, 7 and 1 in turn (ABA): the bank of an account in the United States. */
export function isRoutingNumber(text: string): boolean {
  const digits = digitsOf(text);
  if (digits.length !== 9) return false;
  return digits.reduce((sum, digit, i) => sum + digit * ([3, 7, 1][i % 3] ?? 0), 0) % 10 === 0;
}

const plain = (text: string) => text.replace(/[ .\-\u00a0/]/g, '');

/** A check of the validator package, on the number without its marks. */
export const byIdentityCard = (locale: string) => (text: string) => isIdentityCard(plain(text), locale);
export const byTaxId = (locale: string) => (text: string) => isTaxID(plain(text), locale);
/** Finland's, in which the mark between the parts is one of the century. */
export const isHetu = (text: string) => isIdentityCard(text, 'FI');
