import type { Block, DocumentKind, ParsedDocument, Reading } from './document.ts';
import type { DocumentLimits } from './document-limits.ts';
import { overLimit } from './refusal.ts';

const BETWEEN = '\n\n';
/** UTF-16 units of a heading as paths repeat it. */
const HEADING = 200;

/** A reading as a document: blocks get their places and the headings above them. @throws IzaError TOO_LARGE */
export function buildDocument(
  name: string,
  kind: DocumentKind,
  { blocks: drafts, ...rest }: Reading,
  limits: DocumentLimits,
): ParsedDocument {
  const texts: string[] = [];
  const blocks: Block[] = [];
  const above = createOutline();
  let at = 0;
  for (const draft of drafts) {
    const text = draft.text.trim();
    if (text === '') continue;
    if (blocks.length > 0) at += BETWEEN.length;
    const headings = above(draft.level, text);
    blocks.push({ ...draft, text, headings, start: at, end: at + text.length });
    checkSize(name, blocks.length, at + text.length, limits);
    texts.push(text);
    at += text.length;
  }
  return { kind, ...rest, text: texts.join(BETWEEN), blocks };
}

/** A document whose text is the file itself; blocks are given by where they begin and end. */
export function documentWithin(
  name: string,
  document: Pick<ParsedDocument, 'kind' | 'text' | 'language'>,
  spans: Iterable<[start: number, end: number]>,
  limits: DocumentLimits,
): ParsedDocument {
  const { kind, text } = document;
  const blocks: Block[] = [];
  for (const [start, end] of spans) {
    blocks.push({
      kind: kind === 'code' ? 'code' : 'paragraph',
      text: text.slice(start, end),
      headings: [],
      start,
      end,
    });
    checkSize(name, blocks.length, end, limits);
  }
  return { ...document, blocks, links: [] };
}

function checkSize(name: string, blocks: number, characters: number, limits: DocumentLimits): void {
  if (blocks > limits.blocks) throw overLimit(name, 'it has', limits.blocks, 'blocks');
  if (characters > limits.characters)
    throw overLimit(name, 'it has', limits.characters, 'characters of text');
}

/**
 * Takes block after block, and says which headings each is under. Blocks of one section share the list: it is copied
 * from thread to thread once.
 */
function createOutline(): (level: number | undefined, text: string) => string[] {
  let open: { level: number; text: string }[] = [];
  let path: string[] = [];
  const textOf = (heading: { text: string }): string => heading.text;
  return (level, text) => {
    if (level === undefined) return path;
    open = open.filter((heading) => heading.level < level);
    const above = open.map(textOf);
    open = [...open, { level, text: text.slice(0, HEADING) }];
    path = open.map(textOf);
    return above;
  };
}
