/**
 * Shannon entropy of the distribution of a text's units, in bits a unit. English words have about 3 in a word of ten
 * letters, random base62 of 32 units about 4.5.
 */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const unit of text) counts.set(unit, (counts.get(unit) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** Bits a unit from which a value counts as drawn by a machine; random hex of 20 units is well above it. */
const LEAST_BITS = 2.8;

/** Whether a value reads as drawn by a machine, and not as words, a number, a path or a name in code. */
export function looksRandom(value: string): boolean {
  if (value.length < 12 || !/\d/.test(value) || !/[A-Za-z]/.test(value)) return false;
  return entropy(value) >= LEAST_BITS && !isWordy(value);
}

/** Words and numbers with marks between them: `release-2025-11`, `src/store/sqlite3.ts`, `utf8Decoder`. */
function isWordy(value: string): boolean {
  const parts = value.split(/[-_./:+=~]+/).filter(Boolean);
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) return false;
  if (/^[0-9a-f]{20,}$/i.test(value)) return false;
  return parts.every((part) =>
    /^(?:[A-Z]?[a-z]+|[A-Z]+|\d+|[A-Za-z]?[a-z]+\d{1,2}|[a-z]+(?:[A-Z][a-z]+)+)$/.test(part),
  );
}

/** What documents write inside an example of a key: the word, as AWS does, or a run of one unit. */
export function isExample(key: string): boolean {
  return /EXAMPLE|(.)\1{7}|\*{3}/.test(key);
}

const NAMES =
  /^(?:your|my|the|some|an?|insert|example|changeme|placeholder|dummy|fake|test|foo|bar|none|null|undefined|true|false|password|passwd|passwort|secret|token|key|user|string)(?:[-_ ]|$)/i;

/** What documents write in place of a value: an example, brackets, a variable, a name, a mark of redaction. */
export function isPlaceholder(value: string): boolean {
  if (isExample(value) || /\.{3}|…|^x{3,}/i.test(value)) return true;
  if (/^[<[{$%]|^(?:process\.env|env|os|config|settings|secrets?|vars?|self|this)\.|redacted/i.test(value))
    return true;
  return NAMES.test(value);
}
