/** Runs of letters, digits and the marks on them, as SQLite's unicode61 keeps together; emoji, and flags by pairs. */
const TOKEN =
  /[\p{L}\p{N}\p{Co}][\p{L}\p{N}\p{Co}\p{M}]*|\p{Regional_Indicator}{2}|(?![#*0-9])\p{Extended_Pictographic}/gu;
const ASCII_TOKEN = /[a-z0-9]+/g;

/** Scripts that do not put spaces between words, and Korean, whose words carry their particles with them. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u30FC][\p{M}\u30FC]*/gu;
const HAS_UNSPACED = new RegExp(UNSPACED.source, 'u');

// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what it says
const ASCII = /^[\x00-\x7f]*$/;

/** Longer words are cut: nobody asks for them, and each would be kept in full. */
const LONGEST = 64;

/**
 * The words of a text in order: lower case, accents folded, width and ligatures unified. A run in a script without
 * spaces gives its characters, each followed by the pair that it opens, so that a pair matches where it stands.
 */
export function words(text: string): string[] {
  if (ASCII.test(text)) return (text.toLowerCase().match(ASCII_TOKEN) ?? []).map(cut);
  return (fold(text).match(TOKEN) ?? []).flatMap((token) =>
    HAS_UNSPACED.test(token) ? grams(token) : cut(token),
  );
}

/** The words to look for: of a run in a script without spaces, the pairs where there are any. */
export function queryWords(text: string): string[] {
  if (ASCII.test(text)) return words(text);
  return (fold(text).match(TOKEN) ?? []).flatMap((token) => {
    if (!HAS_UNSPACED.test(token)) return cut(token);
    const all = grams(token);
    const pairs = all.filter((gram) => (gram.match(UNSPACED)?.length ?? 0) !== 1);
    return pairs.length > 0 ? pairs : all;
  });
}

/** Accents of Latin, Greek and Cyrillic are folded; marks that spell vowels in other scripts are kept. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC');
}

const cut = (token: string): string => (token.length > LONGEST ? token.slice(0, LONGEST) : token);

function grams(token: string): string[] {
  const found: string[] = [];
  let end = 0;
  let previous: string | undefined;
  const other = (text: string): void => {
    if (text) found.push(cut(text));
  };
  for (const match of token.matchAll(UNSPACED)) {
    if (match.index > end) {
      other(token.slice(end, match.index));
      previous = undefined;
    }
    if (previous) found.push(previous + match[0]);
    found.push(match[0]);
    previous = match[0];
    end = match.index + match[0].length;
  }
  other(token.slice(end));
  return found;
}
