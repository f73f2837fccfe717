import { isPlaceholder, looksRandom } from '../randomness.ts';

/** Names of algorithms and formats, which have digits among letters as passwords do. */
const ALGORITHM =
  /^(?:sha-?(?:1|224|256|384|512)|md5|bcrypt\d?|argon2\w{0,2}|pbkdf2\w{0,12}|base(?:16|32|58|62|64)\w{0,8}|utf-?(?:8|16|32)\w{0,2}|oauth[12]?|[hrep]s(?:256|384|512)|aes-?(?:128|192|256)\w{0,8}|rsa\d{0,4}|ed25519|x25519|x509|v\d{1,2}|http[23]?|ipv[46])$/i;
/** Among the most chosen ones: https://en.wikipedia.org/wiki/List_of_the_most_common_passwords */
const COMMON =
  /^(?:qwert[yz]\w{0,6}|letmein|iloveyou|trustno1|admin|root|monkey|dragon|sunshine|football|superman|princess|swordfish)$/i;
/** A name in code: `options.token1`, `z.string`, `getToken2`. */
const CODE =
  /^[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)+$|^[a-z]+(?:[A-Z][a-z]+)+\d?$|^[A-Z][A-Z_]+\d?$|^[$@]\w|=>|::|\(\)/;
const DATE_OR_NUMBER = /^[\d.,:/+-]+(?:[TZ][\d:.Z+]*)?$|^\d+(?:\.\d+)?[a-z%]{1,5}$|^v?\d+\.\d+/i;

/** Whether a value that is called a password reads as one: few people choose well, so little is asked of it. */
export function isPassword(value: string, quoted: boolean): boolean {
  if (COMMON.test(value)) return true;
  if (value.length < 5 || value.length > 128 || isPlaceholder(value)) return false;
  if (ALGORITHM.test(value) || CODE.test(value)) return false;
  if (/^\d{5,12}$/.test(value)) return true;
  if (DATE_OR_NUMBER.test(value) || /^(?:https?|file):|^[./~]|^\w+\/\w+$/.test(value)) return false;
  const words = /\s/.test(value);
  if (words) return false;
  const letters = /\p{L}/u.test(value);
  const digits = /\d/.test(value);
  const symbols = /[^\p{L}\d.,:;'"-]/u.test(value.slice(0, -1)) && !/^[a-z]+(?:[/_][a-z]+)+$/i.test(value);
  if (letters && (digits || symbols) && value.length >= 6) return true;
  if (/[a-z][A-Z].*[a-z][A-Z]|[A-Z][a-z]+[A-Z]{2}/.test(value) && value.length >= 8) return true;
  return quoted ? isChosenWord(value) : value.length >= 20 && /^[a-z]+$/i.test(value);
}

/** A single word in quotes is a password where it is no word that documents use of passwords. */
function isChosenWord(value: string): boolean {
  if (!/^[a-z]{6,}(?:-[a-z]+){0,5}$/i.test(value)) return false;
  return !/^(?:required|optional|invalid|missing|incorrect|expired|strong|string|number|unknown|hidden|current|new|text|email|username|password|login|redact|wrong|empty|header|cookie|bearer|basic)/i.test(
    value,
  );
}

/** Whether a value that is called a key or a token was drawn by a machine. */
export function isToken(value: string): boolean {
  if (value.length > 512 || isPlaceholder(value) || ALGORITHM.test(value) || CODE.test(value)) return false;
  if (DATE_OR_NUMBER.test(value) || /\s|^(?:https?|file):|^[.~]/.test(value)) return false;
  return looksRandom(value) || /^[0-9a-f]{32,}$/i.test(value);
}

/** Four to eight digits; a year is no PIN that anyone would have to hide from a false alarm. */
export function isPin(value: string): boolean {
  return /^\d{4,8}$/.test(value) && !/^(?:19|20)\d\d$/.test(value);
}
