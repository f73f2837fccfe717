import { buildDocument } from './build-document.ts';
import { decodeText } from './decode.ts';
import type { DocumentKind, ParsedDocument, Reading } from './document.ts';
import type { DocumentLimits } from './document-limits.ts';
import type { KnownKind } from './kind.ts';
import { overLimit } from './refusal.ts';

export interface ReadRequest extends KnownKind {
  name: string;
  bytes: Uint8Array;
  /** The encoding that the media type names. */
  charset?: string | undefined;
  limits: DocumentLimits;
}

type Reader = (name: string, text: string, limits: DocumentLimits) => Promise<Reading>;

const READERS: Record<Exclude<DocumentKind, 'code' | 'text' | 'pdf' | 'docx'>, () => Promise<Reader>> = {
  markdown: async () => (await import('./formats/markdown.ts')).readMarkdown,
  html: async () => (await import('./formats/html.ts')).readHtml,
  csv: async () => (await import('./formats/csv.ts')).readCsv,
  json: async () => (await import('./formats/json.ts')).readJson,
  notebook: async () => (await import('./formats/notebook.ts')).readNotebook,
  feed: async () => (await import('./formats/feed.ts')).readFeed,
};

/** Encodings that pages and feeds name at their beginning, where they are not UTF-8. */
const CHARSET = /<meta[^>]+charset\s*=\s*["']?([\w-]+)|<\?xml[^>]+encoding\s*=\s*["']([\w-]+)/i;

/** Reads a document of a known kind, where this runs. @throws IzaError */
export async function readDocument(request: ReadRequest): Promise<ParsedDocument> {
  try {
    return await read(request);
  } catch (error) {
    // Parsers go down a level a call: the stack ends before any limit of ours where nesting could not be counted.
    if (error instanceof RangeError && /call stack/i.test(error.message)) {
      throw overLimit(request.name, 'it is nested', request.limits.depth, 'levels deep');
    }
    throw error;
  }
}

async function read({ kind, language, name, bytes, charset, limits }: ReadRequest): Promise<ParsedDocument> {
  if (kind === 'pdf') {
    const { readPdf } = await import('./formats/pdf.ts');
    return buildDocument(name, kind, await readPdf(name, bytes, limits), limits);
  }
  if (kind === 'docx') {
    const { readDocx } = await import('./formats/docx.ts');
    return buildDocument(name, kind, await readDocx(name, bytes, limits), limits);
  }
  const text = decodeText(name, bytes, charset ?? declaredIn(kind, bytes));
  if (kind === 'code') {
    return (await import('./formats/code.ts')).readCode(name, text, language, limits);
  }
  if (kind === 'text') return (await import('./formats/plain-text.ts')).readPlainText(name, text, limits);
  const reader = await READERS[kind]();
  return buildDocument(name, kind, await reader(name, text, limits), limits);
}

function declaredIn(kind: DocumentKind, bytes: Uint8Array): string | undefined {
  if (kind !== 'html' && kind !== 'feed') return undefined;
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024)).toString('latin1');
  const [, meta, xml] = CHARSET.exec(head) ?? [];
  return meta ?? xml;
}
