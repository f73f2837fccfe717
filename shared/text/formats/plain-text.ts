import { documentWithin } from '../build-document.ts';
import type { ParsedDocument } from '../document.ts';
import type { DocumentLimits } from '../document-limits.ts';
import { spansOf } from './code.ts';

/** Plain text as it stands; empty lines part paragraphs. @throws IzaError TOO_LARGE */
export function readPlainText(name: string, text: string, limits: DocumentLimits): ParsedDocument {
  return documentWithin(name, { kind: 'text', text }, spansOf(text, /\n(?:[ \t]*\r?\n)+/g), limits);
}
