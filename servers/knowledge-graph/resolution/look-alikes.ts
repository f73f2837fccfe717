/**
 * Letters that look like a Latin one, by the Latin letter. The solid ones of Unicode's confusables
 * (https://www.unicode.org/Public/security/latest/confusables.txt, UTS #39), of the scripts that names are forged with.
 */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  A: 'АΑᎪ',
  B: 'ВΒᏴ',
  C: 'СϹᏟ',
  D: 'Ꭰ',
  E: 'ЕΕᎬЁ',
  G: 'ԌᏀ',
  H: 'НΗᎻ',
  I: 'ІΙӀ',
  J: 'ЈᎫͿ',
  K: 'КΚᏦ',
  L: 'Ꮮ',
  M: 'МΜᎷ',
  N: 'Ν',
  O: 'ОΟՕ',
  P: 'РΡᏢ',
  Q: 'Ԛ',
  R: 'ᎡᏒ',
  S: 'ЅՏᏚ',
  T: 'ТΤᎢ',
  V: 'ѴᏙ',
  W: 'ԜᎳ',
  X: 'ХΧ',
  Y: 'УΥҮ',
  Z: 'ΖᏃ',
  a: 'аɑαᴀ',
  b: 'Ьвʙβ',
  c: 'сϲᴄ',
  d: 'ԁᴅ',
  e: 'еёεᴇ',
  g: 'ɡցɢ',
  h: 'һհнʜ',
  i: 'іїιɩɪ',
  j: 'јϳᴊ',
  k: 'кκᴋ',
  l: 'ӏʟ',
  m: 'мᴍ',
  n: 'ոηɴ',
  o: 'оοօᴏ',
  p: 'рρᴘ',
  q: 'ԛզ',
  r: 'гʀ',
  s: 'ѕꜱ',
  t: 'тτᴛ',
  u: 'υսᴜ',
  v: 'ѵνᴠ',
  w: 'ԝᴡ',
  x: 'хχ',
  y: 'уүγʏ',
  z: 'ᴢ',
};

const LATIN_OF = new Map(
  Object.entries(LOOK_ALIKES).flatMap(([latin, others]) => [...others].map((other) => [other, latin])),
);
const ANY = new RegExp(`[${[...LATIN_OF.keys()].join('')}]`, 'gu');

/** The name with every letter that looks like a Latin one replaced by it. For comparison and search, never for merging. */
export function asSeen(name: string): string {
  return name.replace(ANY, (letter) => LATIN_OF.get(letter) ?? letter);
}
