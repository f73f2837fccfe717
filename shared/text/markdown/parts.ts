import { overLimit, place } from '../refusal.ts';

/** UTF-16 units from which on a part ends where it can, and that it may not have more of. */
const PART = 2 * 1024;
const MAX_PART = 32 * 1024;

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
/** Headings and bullets at the left edge begin something new wherever they stand. */
const BEGINS = /^(?:#{1,6}[ \t]|[-*+][ \t])/;

/**
 * A text in parts that can be parsed alone: they end before headings, bullets and, after blank lines, text at the left
 * edge, and never within fenced code. `line` is where the text begins in its file.
 * @throws IzaError TOO_LARGE where there is no such place for too long.
 */
export function markdownParts(file: string, { text, line }: { text: string; line: number }): string[] {
  const parts: string[] = [];
  let part = '';
  let fence: string | undefined;
  let blank = false;
  for (const [index, one] of text.split('\n').entries()) {
    const edge = fence === undefined && (BEGINS.test(one) || (blank && /^\S/.test(one)));
    if (edge && part.length >= PART) {
      parts.push(part);
      part = '';
    }
    part += index === 0 ? one : `\n${one}`;
    if (part.length > MAX_PART) {
      throw overLimit(
        place(file, line + index),
        'there is a stretch without a break of',
        MAX_PART,
        'characters',
      );
    }
    const mark = FENCE.exec(one)?.[1];
    if (fence === undefined) fence = mark;
    else if (mark?.startsWith(fence) && one.trim() === mark) fence = undefined;
    blank = one.trim() === '';
  }
  return [...parts, part];
}
