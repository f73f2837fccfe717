/** Numbers in [0, 1) that a seed determines: mulberry32, https://github.com/cprosche/mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const LOWER = 'abcdefghijklmnopqrstuvwxyz';
export const UPPER = LOWER.toUpperCase();
export const DIGITS = '0123456789';
export const HEX = `${DIGITS}abcdef`;
export const BASE62 = LOWER + UPPER + DIGITS;
export const BASE64URL = `${BASE62}-_`;
export const BASE64 = `${BASE62}+/`;

/** So many units of an alphabet; the last is a letter or digit, as of nearly every key. */
export function draw(random: () => number, alphabet: string, length: number): string {
  const unit = (from: string) => from.charAt(Math.floor(random() * from.length));
  const plain = [...alphabet].filter((each) => /[A-Za-z0-9]/.test(each)).join('');
  return Array.from({ length }, (_, i) => unit(i === length - 1 ? plain : alphabet)).join('');
}

export function pick<Value>(random: () => number, values: readonly Value[]): Value {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new Error('Nothing to pick from.');
  return value;
}
