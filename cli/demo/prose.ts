/** A run of prose in a document, and the heading it stands under. */
export interface Paragraph {
  heading?: string;
  /** As it is written, on one line. */
  text: string;
}

const FENCE = /^ {0,3}(?:```|~~~)/;
const HEADING = /^ {0,3}#{1,6}\s+(.+?)\s*#*\s*$/;
const UNDERLINE = /^ {0,3}(?:=+|-{2,})\s*$/;
const LIST_ITEM = /^\s*(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ x]\]\s+)?/;
/** Tables, HTML, quotes, pictures, link definitions, directives and rules: not prose. */
const OTHER = /^\s*(?:[|<>]|!\[|\[!\[|\[[^\]]+\]:|\.\. |:::|(?:[*_-]\s*){3,}$)/;
const INDENTED = /^(?: {4}|\t)/;

/**
 * The prose of Markdown or of plain text, a paragraph or list item at a time. It reads what is needed to quote
 * a document, not the whole of CommonMark: what it does not know as prose it passes over.
 */
export function paragraphsOf(text: string): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  let heading: string | undefined;
  let lines: string[] = [];
  let fenced = false;
  const end = (): void => {
    if (lines.length > 0) paragraphs.push({ ...(heading && { heading }), text: lines.join(' ') });
    lines = [];
  };
  for (const line of withoutFrontMatter(text).split(/\r?\n/)) {
    const title = HEADING.exec(line)?.[1];
    if (FENCE.test(line)) {
      end();
      fenced = !fenced;
    } else if (fenced) continue;
    else if (title !== undefined) {
      end();
      heading = plain(title);
    } else if (lines.length === 1 && UNDERLINE.test(line)) {
      heading = plain(lines.join(' '));
      lines = [];
    } else if (line.trim() === '' || OTHER.test(line)) end();
    else if (LIST_ITEM.test(line)) {
      end();
      lines = [line.replace(LIST_ITEM, '').trim()];
    } else if (lines.length > 0 || !INDENTED.test(line)) lines.push(line.trim());
  }
  end();
  return paragraphs;
}

function withoutFrontMatter(text: string): string {
  return text.replace(/^\uFEFF?---\r?\n[\s\S]*?\r?\n---\r?\n/, '');
}

/** Takes the marks of Markdown and HTML out of a line. */
export function plain(text: string): string {
  return text
    .replace(/<!--.*?-->|<\/?[a-z][^>]*>/gi, ' ')
    .replace(/!\[[^\]]*\]\([^)]*\)/g, ' ')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/`+|\*\*|__/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
