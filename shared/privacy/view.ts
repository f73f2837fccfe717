/**
 * A text as detectors read it: as it stands, or with a disguise taken off. Positions in a view lead back to the
 * text that it was made from.
 */
export interface View {
  text: string;
  /** Whether a token may start here: the unit before is no letter or digit, or a line was joined here. */
  starts(at: number): boolean;
  /** Whether a token may end before this position. */
  ends(at: number): boolean;
  /** The span of the source that `start` to `end` of this view stand for. */
  source(start: number, end: number): [start: number, end: number];
  /** Where lines were joined, ascending; none unless lines were. */
  joins: readonly number[];
}

const ALPHANUMERIC = /[A-Za-z0-9]/;

export function isAlphanumeric(text: string, at: number): boolean {
  return ALPHANUMERIC.test(text.charAt(at));
}

/** The text as it stands. */
export function plainView(text: string, source: View['source'] = (start, end) => [start, end]): View {
  return {
    text,
    starts: (at) => at === 0 || !isAlphanumeric(text, at - 1),
    ends: (at) => at >= text.length || !isAlphanumeric(text, at),
    source,
    joins: [],
  };
}

/**
 * Characters that show nothing: zero-width, soft hyphen, directions, variation selectors, tags
 * (Unicode: Default_Ignorable_Code_Point).
 */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;
const DISGUISED = /\p{Default_Ignorable_Code_Point}|%[0-9A-Fa-f]{2}|\\(?:[nrt/"]|u[0-9A-Fa-f]{4})/gu;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '/': '/', '"': '"' };

/**
 * The text without characters that show nothing, and with URL (RFC 3986 §2.1) and JSON (RFC 8259 §7) escapes of
 * ASCII resolved, one level. Nothing where there are none.
 */
export function undisguised(text: string): View | undefined {
  DISGUISED.lastIndex = 0;
  if (!DISGUISED.test(text)) return undefined;
  DISGUISED.lastIndex = 0;
  const pieces: string[] = [];
  const segments: Segment[] = [];
  let from = 0;
  let length = 0;
  const add = (piece: string, start: number, end: number) => {
    if (!piece) return;
    segments.push({ at: length, start, end, same: piece.length === end - start });
    pieces.push(piece);
    length += piece.length;
  };
  for (const match of text.matchAll(DISGUISED)) {
    const shown = resolve(match[0]);
    if (shown === match[0]) continue;
    add(text.slice(from, match.index), from, match.index);
    add(shown, match.index, match.index + match[0].length);
    from = match.index + match[0].length;
  }
  if (from === 0) return undefined;
  add(text.slice(from), from, text.length);
  return plainView(pieces.join(''), (start, end) => sourceOf(segments, start, end));
}

export function withoutInvisible(text: string): string {
  return INVISIBLE.test(text) ? text.replace(/\p{Default_Ignorable_Code_Point}/gu, '') : text;
}

/** What an escape stands for; itself where it is not ASCII. */
function resolve(written: string): string {
  if (written.startsWith('%')) return ascii(written, Number.parseInt(written.slice(1), 16));
  if (written.startsWith('\\u')) return ascii(written, Number.parseInt(written.slice(2), 16));
  if (written.startsWith('\\')) return ESCAPES[written.charAt(1)] ?? written;
  return '';
}

const ascii = (written: string, code: number) => (code < 128 ? String.fromCharCode(code) : written);

/** A piece of a view and where it comes from; `same` when unit stands for unit. */
export interface Segment {
  at: number;
  start: number;
  end: number;
  same: boolean;
}

/** The span of the source behind a span of a view that is made of segments. */
export function sourceOf(segments: readonly Segment[], start: number, end: number): [number, number] {
  const first = segmentAt(segments, start);
  const last = segmentAt(segments, Math.max(start, end - 1));
  if (!first || !last) return [0, 0];
  return [
    first.same ? first.start + (start - first.at) : first.start,
    last.same ? last.start + (end - last.at) : last.end,
  ];
}

function segmentAt(segments: readonly Segment[], at: number): Segment | undefined {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((segments[middle]?.at ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return segments[low];
}
