import { documentWithin } from '../build-document.ts';
import type { ParsedDocument } from '../document.ts';
import type { DocumentLimits } from '../document-limits.ts';

/** Where something may begin: after empty lines, at the left edge. A closing bracket ends what is above it. */
const EDGE = /\n(?:[ \t]*\r?\n)+(?=[^\s)\]}])/g;

/** Code as it stands, in blocks that begin at the left edge after an empty line. @throws IzaError TOO_LARGE */
export function readCode(
  name: string,
  text: string,
  language: string | undefined,
  limits: DocumentLimits,
): ParsedDocument {
  const document = { kind: 'code' as const, text, ...(language !== undefined && { language }) };
  return documentWithin(name, document, spansOf(text, EDGE), limits);
}

/** Stretches between separators, without empty lines and spaces at their ends; indentation of the first line stays. */
export function* spansOf(text: string, separator: RegExp): Generator<[start: number, end: number]> {
  let from = 0;
  for (const match of text.matchAll(separator)) {
    yield* trimmed(text, from, match.index);
    from = match.index + match[0].length;
  }
  yield* trimmed(text, from, text.length);
}

function* trimmed(text: string, from: number, to: number): Generator<[start: number, end: number]> {
  const stretch = text.slice(from, to);
  const end = from + stretch.trimEnd().length;
  if (end === from) return;
  const indent = /^(?:[ \t]*\r?\n)*/.exec(stretch)?.[0].length ?? 0;
  yield [from + indent, end];
}
