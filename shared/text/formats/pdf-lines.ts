import type { Draft } from '../document.ts';

/** A line of a page as it was set. */
export interface PageLine {
  text: string;
  /** Points from the lower edge. */
  y: number;
  /** Height of its letters, in points. */
  size: number;
  page: number;
}

/** How much larger than the running text a heading is set, and how long one may be. */
const HEADING_SIZE = 1.15;
const HEADING_LENGTH = 200;
/** Lines of a paragraph are less apart than this many times their size. */
const LINE_SPACING = 1.75;

/**
 * Lines as paragraphs and headings. A PDF says only where letters stand: lines that are near, below one another and of
 * one size are a paragraph, and what is larger than most of the text is a heading, the largest of the first level.
 */
export function draftsOfLines(lines: readonly PageLine[]): Draft[] {
  const body = commonSize(lines);
  const sizes = headingSizes(lines, body);
  const drafts: Draft[] = [];
  for (const paragraph of paragraphsOf(lines)) {
    const [first] = paragraph;
    if (!first) continue;
    const text = joinLines(paragraph.map((line) => line.text));
    const level = sizes.indexOf(rounded(first.size)) + 1;
    const heading = level > 0 && text.length <= HEADING_LENGTH;
    drafts.push({
      ...(heading ? { kind: 'heading', level } : { kind: 'paragraph' }),
      text,
      page: first.page,
    });
  }
  return drafts;
}

/** The size in which most letters are set. */
function commonSize(lines: readonly PageLine[]): number {
  const letters = new Map<number, number>();
  for (const { size, text } of lines) {
    letters.set(rounded(size), (letters.get(rounded(size)) ?? 0) + text.length);
  }
  let [best, most] = [0, -1];
  for (const [size, count] of letters) if (count > most) [best, most] = [size, count];
  return best;
}

function headingSizes(lines: readonly PageLine[], body: number): number[] {
  const larger = lines.map(({ size }) => rounded(size)).filter((size) => size >= body * HEADING_SIZE);
  return [...new Set(larger)].sort((a, b) => b - a).slice(0, 6);
}

function paragraphsOf(lines: readonly PageLine[]): PageLine[][] {
  const paragraphs: PageLine[][] = [];
  let last: PageLine | undefined;
  for (const line of lines) {
    const open = paragraphs.at(-1);
    if (last && open && belongs(last, line)) open.push(line);
    else paragraphs.push([line]);
    last = line;
  }
  return paragraphs;
}

function belongs(last: PageLine, line: PageLine): boolean {
  if (last.page !== line.page || rounded(last.size) !== rounded(line.size)) return false;
  const down = last.y - line.y;
  return down >= 0 && down <= Math.max(last.size, 1) * LINE_SPACING;
}

/** Words that were divided at the end of a line are put together again. */
function joinLines(lines: readonly string[]): string {
  let text = '';
  for (const line of lines) {
    if (text === '') text = line;
    else if (/\p{L}[-\u00ad]$/u.test(text) && /^\p{Ll}/u.test(line)) text = text.slice(0, -1) + line;
    else text += ` ${line}`;
  }
  return text;
}

function rounded(size: number): number {
  return Math.round(size * 2) / 2;
}
