import { isAlphanumeric, type Segment, sourceOf, type View } from './view.ts';

/** Most units that indentation, quotes and marks take on each side of a line break. */
const MARGIN = 32;
/** Lines of a token that are asked whether they belong to it; what is longer is taken as it is. */
const MOST_LINES = 16;
const TOKEN = /[A-Za-z0-9_\-+/=.~:@%]/;

/** Of the lines before the first that is joined: a name of the value may be there. */
const BEFORE = 120;
/** Words of prose on two lines are no token: one is longer, or has digits, marks or changes of case. */
const LEAST = 16;
const TOKEN_LIKE = /\d|_|[a-z][A-Z]|[A-Z]{4}/;
const REACH = 64;

/**
 * The lines of a text whose ends may lie inside a token, without their breaks, and without the indentation, quotes,
 * string concatenation and marks of quotations and comments around them. Some are prose all the same: only formats
 * that are strict about what follows are looked for in them. Nothing where there are none.
 */
export function joined(view: View): View | undefined {
  const { text } = view;
  const segments: Segment[] = [];
  const pieces: string[] = [];
  const joins: number[] = [];
  let length = 0;
  const add = (piece: string, start: number, end: number) => {
    segments.push({ at: length, start, end, same: piece.length === end - start });
    pieces.push(piece);
    length += piece.length;
  };
  let from = 0;
  let open = false;
  const close = (next: number) => {
    if (open) add(text.slice(from, next), from, next);
    if (open) add('\n\n', next, next);
    from = open ? next : from;
    open = false;
  };
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    if (at < from) continue;
    const end = endBefore(text, at, from);
    const next = startAfter(text, at);
    if (end <= from || next >= text.length || !breaksToken(text, end, next)) {
      close(at);
      continue;
    }
    if (!open) from = Math.max(from, end - BEFORE - lineLength(text, end));
    open = true;
    add(text.slice(from, end), from, end);
    joins.push(length);
    from = next;
  }
  close(text.length);
  if (joins.length === 0) return undefined;
  const whole = pieces.join('');
  const cut = new Set(joins);
  return {
    text: whole,
    starts: (at) => at === 0 || cut.has(at) || !isAlphanumeric(whole, at - 1),
    ends: (at) => at >= whole.length || cut.has(at) || !isAlphanumeric(whole, at),
    source: (start, end) => view.source(...sourceOf(segments, start, end)),
    joins,
  };
}

function lineLength(text: string, end: number): number {
  return Math.min(4_000, end - text.lastIndexOf('\n', end - 1));
}

/** Whether what ends one line and what starts the next may be one token. */
function breaksToken(text: string, end: number, next: number): boolean {
  if (!TOKEN.test(text.charAt(end - 1)) || !TOKEN.test(text.charAt(next))) return false;
  const before = /[A-Za-z0-9_\-+/=.~:@%]{0,64}$/.exec(text.slice(Math.max(0, end - REACH), end))?.[0] ?? '';
  const after = /^[A-Za-z0-9_\-+/=.~:@%]{0,64}/.exec(text.slice(next, next + REACH))?.[0] ?? '';
  return before.length + after.length >= LEAST && TOKEN_LIKE.test(before + after);
}

/** Where the token on the line that ends at `at` ends. */
function endBefore(text: string, at: number, least: number): number {
  const stop = Math.max(least, at - MARGIN);
  const back = (from: number, marks: string) => {
    let to = from;
    while (to > stop && marks.includes(text.charAt(to - 1))) to -= 1;
    return to;
  };
  let end = back(at, ' \t\r');
  if (text.charAt(end - 1) === '\\') end -= 1;
  const beforeSign = end - 1;
  // A plus joins strings where a space or a quote is before it; elsewhere it is a unit of base64.
  if (text.charAt(beforeSign) === '+' && ' \t"\'`'.includes(text.charAt(beforeSign - 1)))
    end = back(beforeSign, ' \t');
  if (end > stop && '"\'`'.includes(text.charAt(end - 1))) end -= 1;
  return Math.max(end, least);
}

/** Where the token on the line after the break at `at` starts. */
function startAfter(text: string, at: number): number {
  const stop = Math.min(text.length, at + 1 + MARGIN);
  const skip = (from: number, marks: string) => {
    let to = from;
    while (to < stop && marks.includes(text.charAt(to))) to += 1;
    return to;
  };
  let next = skip(at + 1, ' \t\r\n');
  const mark = /^(?:[>|#*+]|\/\/)[ \t]/.exec(text.slice(next, next + 3));
  if (mark) next = skip(next + mark[0].length, ' \t>');
  if (next < stop && '"\'`'.includes(text.charAt(next))) next += 1;
  return next;
}

/**
 * Where a token of open length really ends, in a view whose lines were joined: before the first line that it does
 * not need (`whole` says whether the token could end there) and that reads like prose.
 */
export function endOfToken(view: View, start: number, end: number, whole: (end: number) => boolean): number {
  const first = firstAfter(view.joins, start);
  for (const join of view.joins.slice(first, first + MOST_LINES)) {
    if (join >= end) break;
    if (whole(join) && !looksLikeMore(view.text.slice(join, Math.min(end, join + 80)))) return join;
  }
  return end;
}

/** Whether a join lies inside the span: what does not span one was found in the view that was joined. */
export function spansJoin(view: View, start: number, end: number): boolean {
  const join = view.joins[firstAfter(view.joins, start)];
  return join !== undefined && join < end;
}

function firstAfter(joins: readonly number[], at: number): number {
  let low = 0;
  let high = joins.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((joins[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Prose has words of letters; the rest of a key has digits among its letters, changes of case, or great length. */
function looksLikeMore(line: string): boolean {
  const run = /^[A-Za-z0-9_\-+/=.~]{0,80}/.exec(line)?.[0] ?? '';
  if (/\d/.test(run) && /[A-Za-z]/.test(run)) return true;
  return run.length >= 24 || /[a-z][A-Z][A-Za-z]*[a-z][A-Z]|[a-z][A-Z]{2,}[a-z]/.test(run);
}
