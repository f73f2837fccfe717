const MIB = 1024 * 1024;

/** What a document may be. Whichever is hit is named in the error. */
export interface DocumentLimits {
  /** Bytes of the document. */
  bytes: number;
  /** Pages of a PDF. */
  pages: number;
  /** Files in a document that is a zip. */
  entries: number;
  /** Bytes of all files of such a document, unpacked. */
  unpackedBytes: number;
  /** How many times larger one of them may be than what it is packed in. */
  ratio: number;
  /** Levels of lists, quotes, elements and objects. */
  depth: number;
  /** Elements of a page: parsers make a tree of them, some two kilobytes each. */
  elements: number;
  /** Blocks of the document. */
  blocks: number;
  /** UTF-16 units of its plain text. */
  characters: number;
  /** Rows of CSV, lines of JSON Lines, entries of a list in JSON or of a feed; what is beyond is left out. */
  rows: number;
  /** Milliseconds that reading it may take. */
  milliseconds: number;
}

/** Blink nests elements 512 deep at most (HTMLConstructionSite, kMaximumHTMLParserDOMTreeDepth). */
const DEPTH = 512;

export const DOCUMENT_LIMITS: DocumentLimits = {
  bytes: 64 * MIB,
  pages: 5_000,
  entries: 10_000,
  unpackedBytes: 512 * MIB,
  ratio: 200,
  depth: DEPTH,
  elements: 200_000,
  blocks: 100_000,
  characters: 16 * MIB,
  rows: 10_000,
  milliseconds: 30_000,
};
