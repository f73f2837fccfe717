import type { JsonObject } from '../mcp/surface.ts';

export const DOCUMENT_KINDS = [
  'markdown',
  'text',
  'html',
  'pdf',
  'docx',
  'csv',
  'json',
  'notebook',
  'feed',
  'code',
] as const;

export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

export type BlockKind = 'heading' | 'paragraph' | 'list' | 'table' | 'code' | 'quote';

/** A stretch of a document that belongs together. */
export interface Block {
  kind: BlockKind;
  /** `document.text.slice(start, end)`. */
  text: string;
  /** Of a heading, from 1. */
  level?: number;
  /** The headings above it, the outermost first, each up to 200 UTF-16 units; that of a heading is not its own. */
  headings: string[];
  /** UTF-16 offsets in the text of the document. */
  start: number;
  end: number;
  /** Where there are pages, the one it begins on, from 1. */
  page?: number;
}

export interface Link {
  text: string;
  /** As the document has it: an address, a path, or the name of a note. */
  target: string;
  /** `[[target|text]]` */
  wiki?: true;
}

/** Any document in one form. The same bytes always give the same. */
export interface ParsedDocument {
  kind: DocumentKind;
  /** What the document calls itself; never its file name. */
  title?: string;
  /** Of code: `typescript`, `python`, … */
  language?: string;
  frontMatter?: JsonObject;
  /**
   * The plain text that all offsets are in. Of code and plain text it is the file itself without a byte order mark;
   * of anything else it is the texts of the blocks with an empty line between.
   */
  text: string;
  /** In the order of the text, without overlaps. */
  blocks: Block[];
  links: Link[];
  author?: string;
  /** As the document says it. */
  date?: string;
  /** What was left out: `kept` of `of`, since `limit` was reached. */
  truncated?: { limit: string; kept: number; of: number };
  /** What could not be read as it was meant, in words. */
  warnings?: string[];
}

/** A block before it has its place. */
export type Draft = Pick<Block, 'kind' | 'text' | 'level' | 'page'>;

/** What the reader of a format finds. */
export type Reading = Omit<ParsedDocument, 'kind' | 'text' | 'blocks'> & {
  blocks: Draft[];
};
