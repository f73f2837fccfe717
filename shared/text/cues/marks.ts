/** Something in a text that says what it is by its form. */
export interface Cue {
  /** As it stands there. */
  text: string;
  /** Without its mark: the name behind an @, the word behind a #. */
  value: string;
  /** UTF-16 offsets. */
  start: number;
  end: number;
}

export interface Marks {
  urls: Cue[];
  emails: Cue[];
  mentions: Cue[];
  hashtags: Cue[];
}

/** What repeats has a greatest number everywhere, so that no text takes more than time by its length. */
const URL = /\bhttps?:\/\/[^\s<>"'`{}|\\^[\]]{1,2000}/giu;
const EMAIL =
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,8}\p{L}{2,24}(?![\p{L}\p{N}_-])/gu;
/** As GitHub and the social networks have them; `@scope/name` is a package. */
const MENTION = /(?<![\p{L}\p{N}_@./-])@([a-z0-9_](?:[a-z0-9_.-]{0,62}[a-z0-9_])?)(?![\w@/]|-\w)/giu;
const HASHTAG = /(?<![\p{L}\p{N}_&/#])#(\p{L}[\p{L}\p{M}\p{N}_/-]{0,99})/gu;
/** A colour of CSS, not a tag. */
const COLOUR = /^(?:(?=\D*\d)(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})|([a-f])\1{2}(?:\1{3})?)$/i;

/** Addresses, names behind an @ and words behind a #, none within another. In `code`, only addresses. */
export function findMarks(text: string, code: (at: number) => boolean = () => false): Marks {
  const taken: [number, number][] = [];
  const urls = matches(text, URL, taken, (found) => withoutEnd(found));
  const emails = matches(text, EMAIL, taken);
  const mentions = matches(text, MENTION, taken).filter(({ start }) => !code(start));
  const hashtags = matches(text, HASHTAG, taken).filter(
    ({ value, start }) => !COLOUR.test(value) && !code(start),
  );
  return { urls, emails, mentions, hashtags };
}

function matches(
  text: string,
  pattern: RegExp,
  taken: [number, number][],
  trim: (found: string) => string = (found) => found,
): Cue[] {
  const before = [...taken].sort((a, b) => a[0] - b[0]);
  const found: Cue[] = [];
  let next = 0;
  for (const match of text.matchAll(pattern)) {
    const whole = trim(match[0]);
    const [start, end] = [match.index, match.index + whole.length];
    while ((before[next]?.[1] ?? Number.POSITIVE_INFINITY) <= start) next += 1;
    if ((before[next]?.[0] ?? Number.POSITIVE_INFINITY) < end) continue;
    found.push({ text: whole, value: match[1] ?? whole, start, end });
  }
  for (const { start, end } of found) taken.push([start, end]);
  return found;
}

/** An address ends before the punctuation of the sentence, and before a bracket that it did not open. */
function withoutEnd(url: string): string {
  let end = url.length;
  for (; end > 0; end -= 1) {
    const last = url[end - 1] ?? '';
    if (/[.,;:!?*_~…]/.test(last)) continue;
    if (last !== ')' || url.slice(0, end).split('(').length >= url.slice(0, end).split(')').length) break;
  }
  return url.slice(0, end);
}
