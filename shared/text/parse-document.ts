import { IzaError } from '../mcp/errors.ts';
import type { DocumentKind, ParsedDocument } from './document.ts';
import { DOCUMENT_LIMITS, type DocumentLimits } from './document-limits.ts';
import { kindOf } from './kind.ts';
import { overLimit } from './refusal.ts';

export interface ParseOptions {
  /** What messages call it, and whose ending says what it is. Never opened. */
  name?: string;
  mediaType?: string;
  limits?: Partial<DocumentLimits>;
}

/** Bytes up to which what takes time by its length alone is read at once; more would hold up other calls. */
const AT_ONCE = 1024 * 1024;
const BY_LENGTH: ReadonlySet<DocumentKind> = new Set(['code', 'csv', 'json', 'text']);

/**
 * Reads a document of any kind: text, Markdown, HTML, PDF, DOCX, CSV, JSON, notebooks, feeds and code. What it is shows
 * in its bytes, its name and its media type. The same bytes and options always give the same document.
 * @throws IzaError INVALID_INPUT where it is no document, or damaged; TOO_LARGE or TIMEOUT with the limit; CANCELLED.
 */
export async function parseDocument(
  bytes: Uint8Array,
  { name = 'document', mediaType, limits: given }: ParseOptions = {},
  signal?: AbortSignal,
): Promise<ParsedDocument> {
  const limits = { ...DOCUMENT_LIMITS, ...given };
  if (signal?.aborted) throw new IzaError('CANCELLED', 'Reading the document was cancelled.');
  if (bytes.byteLength > limits.bytes) throw overLimit(name, 'it has', limits.bytes, 'bytes');
  const known = kindOf(bytes, { name, mediaType });
  const charset = /;\s*charset\s*=\s*"?([\w-]+)/i.exec(mediaType ?? '')?.[1];
  const request = { ...known, name, bytes, charset, limits };
  if (BY_LENGTH.has(known.kind) && bytes.byteLength <= AT_ONCE) {
    return (await import('./read-document.ts')).readDocument(request);
  }
  return (await import('./parse-thread.ts')).readInThread(request, signal);
}
