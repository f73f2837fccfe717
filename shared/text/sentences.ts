/** A stretch of a text, by UTF-16 offsets. */
export type Span = readonly [start: number, end: number];

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
const words = new Intl.Segmenter('en', { granularity: 'word' });
const letters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Words with a full stop that is no end, before what begins with a capital letter; and single initials. */
const ABBREVIATION =
  /(?:^|[\s("'[])(?:Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|Rev|Gen|Col|Lt|Capt|Sgt|Gov|Sen|Rep|Hon|vs|No|Vol|Fig|Eq|Sec|Ch|pp?|cf|e\.g|i\.e|approx|ca|al|Inc|Ltd|Co|Corp|\p{Lu})\.\s*$/u;

/**
 * The sentences in a stretch of a text (Unicode Standard Annex #29), without spaces at their ends. A single line end is
 * a space here: text from outside is often set in lines.
 */
export function sentencesIn(text: string, [from, to]: Span): Span[] {
  const stretch = text.slice(from, to).replace(/(?<!\n)\r?\n(?!\r?\n)/g, (end) => ' '.repeat(end.length));
  const spans: Span[] = [];
  let open: number | undefined;
  for (const { index, segment } of segmenter.segment(stretch)) {
    const start = open ?? index;
    const end = index + segment.length;
    if (end < stretch.length && ABBREVIATION.test(segment.slice(-12))) {
      open = start;
      continue;
    }
    open = undefined;
    pushTrimmed(spans, stretch, [start, end], from);
  }
  if (open !== undefined) pushTrimmed(spans, stretch, [open, stretch.length], from);
  return spans;
}

/** The lines in a stretch of a text that have something on them; indentation belongs to them. */
export function linesIn(text: string, [from, to]: Span): Span[] {
  const spans: Span[] = [];
  for (let start = from; start < to; ) {
    const found = text.indexOf('\n', start);
    const end = found < 0 || found > to ? to : found;
    const line = text.slice(start, end).trimEnd();
    if (line !== '') spans.push([start, start + line.length]);
    start = end + 1;
  }
  return spans;
}

/**
 * A stretch that is too long in pieces that fit, cut between words, and within a word only where that is longer than
 * a piece by itself; never within a character as people see it, unless that is too long too.
 */
export function piecesIn(text: string, span: Span, fits: (piece: Span) => boolean): Span[] {
  return cut(text, span, fits, [words, letters]);
}

function cut(
  text: string,
  [from, to]: Span,
  fits: (piece: Span) => boolean,
  [finest, ...finer]: readonly Intl.Segmenter[],
): Span[] {
  const pieces: Span[] = [];
  let [start, end] = [from, from];
  const close = (): void => {
    if (text.slice(start, end).trim() !== '') pushTrimmed(pieces, text, [start, end], 0);
    start = end;
  };
  for (const part of partsOf(text.slice(from, to), finest)) {
    const next = end + part.length;
    if (!fits([start, next])) {
      close();
      if (!fits([start, next]) && finest !== undefined && part.trim() !== '') {
        for (const piece of cut(text, [start, next], fits, finer)) pieces.push(piece);
        start = next;
      }
    }
    end = next;
  }
  close();
  return pieces;
}

/** By code points where nothing coarser is left. */
function* partsOf(text: string, by: Intl.Segmenter | undefined): Generator<string> {
  if (by === undefined) yield* text;
  else for (const { segment } of by.segment(text)) yield segment;
}

function pushTrimmed(spans: Span[], text: string, [start, end]: Span, offset: number): void {
  const stretch = text.slice(start, end);
  const trimmed = stretch.trim();
  if (trimmed === '') return;
  const at = start + stretch.indexOf(trimmed);
  spans.push([offset + at, offset + at + trimmed.length]);
}
