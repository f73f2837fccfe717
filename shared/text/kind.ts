import { headText } from './decode.ts';
import type { DocumentKind } from './document.ts';
import { languageOf } from './languages.ts';
import { refused } from './refusal.ts';
import { isZip } from './zip/zip.ts';

const BY_EXTENSION: Readonly<Record<string, DocumentKind>> = {
  atom: 'feed',
  csv: 'csv',
  docx: 'docx',
  htm: 'html',
  html: 'html',
  ipynb: 'notebook',
  json: 'json',
  json5: 'json',
  jsonc: 'json',
  jsonl: 'json',
  log: 'text',
  markdown: 'markdown',
  md: 'markdown',
  mdown: 'markdown',
  mdx: 'markdown',
  ndjson: 'json',
  pdf: 'pdf',
  rss: 'feed',
  tab: 'csv',
  tsv: 'csv',
  txt: 'text',
  xhtml: 'html',
};

const BY_MEDIA_TYPE: Readonly<Record<string, DocumentKind>> = {
  'application/atom+xml': 'feed',
  'application/feed+json': 'feed',
  'application/json': 'json',
  'application/jsonl': 'json',
  'application/pdf': 'pdf',
  'application/rss+xml': 'feed',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/x-ipynb+json': 'notebook',
  'application/x-ndjson': 'json',
  'application/xhtml+xml': 'html',
  'text/csv': 'csv',
  'text/html': 'html',
  'text/markdown': 'markdown',
  'text/tab-separated-values': 'csv',
};

/** Files that are no documents, by how they begin, so that the error can say what they are. */
const FOREIGN: [begins: string, what: string][] = [
  ['\x89PNG', 'a PNG image'],
  ['\xff\xd8\xff', 'a JPEG image'],
  ['GIF8', 'a GIF image'],
  ['\x1f\x8b', 'a gzip archive'],
  ['BZh', 'a bzip2 archive'],
  ['\xfd7zXZ', 'an xz archive'],
  ['7z\xbc\xaf', 'a 7z archive'],
  ['Rar!', 'a RAR archive'],
  ['\x7fELF', 'a program'],
  ['MZ', 'a program'],
  ['\0asm', 'a WebAssembly module'],
  ['SQLite format 3\0', 'an SQLite database'],
  ['\xd0\xcf\x11\xe0', 'a file of an old Office; save it as .docx or PDF'],
];

const HEAD = 4096;

export interface KnownKind {
  kind: DocumentKind;
  language?: string;
}

/**
 * What a document is. What the bytes show beyond doubt counts most, then the extension, then the media type, then a
 * look at the text.
 * @throws IzaError for what is known to be no document.
 */
export function kindOf(
  bytes: Uint8Array,
  { name, mediaType }: { name: string; mediaType?: string | undefined },
): KnownKind {
  const magic = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024)).toString('latin1');
  if (magic.startsWith('%PDF-')) return { kind: 'pdf' };
  if (isZip(bytes)) return { kind: 'docx' };
  const head = headText(bytes, HEAD).trimStart();
  const foreign = FOREIGN.find(([begins]) => magic.startsWith(begins) && !isPlain(begins, head));
  if (foreign) throw refused(name, `it is ${foreign[1]}, not a document that can be read`);

  const base = name.replace(/^.*[\\/]/, '');
  const extension = /\.([^.]+)$/.exec(base)?.[1]?.toLowerCase() ?? '';
  const type = mediaType?.split(';')[0]?.trim().toLowerCase() ?? '';
  const byName = Object.hasOwn(BY_EXTENSION, extension) ? BY_EXTENSION[extension] : undefined;
  const found = byName ?? (Object.hasOwn(BY_MEDIA_TYPE, type) ? BY_MEDIA_TYPE[type] : undefined);
  // ISO 32000-1, implementation note 13: readers take it anywhere in the first 1024 bytes.
  if (found === 'pdf' && magic.includes('%PDF-')) return { kind: 'pdf' };
  if (found === 'pdf' || found === 'docx') {
    throw refused(name, `it is called a ${found.toUpperCase()}, and does not begin as one`);
  }
  if (found === 'json') return { kind: jsonKind(head) };
  if (found !== undefined) return { kind: found };
  return byContent(head, base, extension);
}

/** Letters that a text may begin with as well. */
function isPlain(begins: string, head: string): boolean {
  return /^[!-~ ]+$/.test(begins) && !head.includes('\0');
}

function byContent(head: string, base: string, extension: string): KnownKind {
  if (/^(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)*<(?:rss|feed|rdf:RDF)[\s>]/i.test(head))
    return { kind: 'feed' };
  const language = languageOf(base, extension, head);
  if (language !== undefined) return { kind: 'code', language };
  if (/^(?:<!--[^>]*-->\s*)*<(?:!doctype html|html)[\s>]/i.test(head)) return { kind: 'html' };
  if (/^(?:\{\s*(?:"|\})|\[\s*(?:[{["\]]|-?\d))/.test(head)) return { kind: jsonKind(head) };
  if (extension === '' && /^(?:---\n[\s\S]*\n---|# \S)/.test(head)) return { kind: 'markdown' };
  return { kind: 'text' };
}

function jsonKind(head: string): DocumentKind {
  return /^\{\s*"version"\s*:\s*"https:\\?\/\\?\/jsonfeed\.org\//.test(head) ? 'feed' : 'json';
}
