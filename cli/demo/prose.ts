import type { Nodes, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { toString as textOf } from 'mdast-util-to-string';
import { frontmatter } from 'micromark-extension-frontmatter';
import { gfm } from 'micromark-extension-gfm';

/** A run of prose in a document, and the heading it stands under. */
export interface Paragraph {
  heading?: string;
  /** As it is written, on one line. */
  text: string;
}

const WORDS_ONLY = { includeHtml: false, includeImageAlt: false };

/** The prose of Markdown or of plain text: its paragraphs, also those in lists; no code, tables, quotes or HTML. */
export function paragraphsOf(text: string): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  let heading: string | undefined;
  const visit = (node: Nodes): void => {
    if (node.type === 'heading') heading = onOneLine(textOf(node));
    else if (node.type === 'paragraph') {
      const { start, end } = node.position ?? {};
      // As it is written: a quote of the document has its marks.
      const written = onOneLine(text.slice(start?.offset ?? 0, end?.offset ?? 0));
      if (textOf(node, WORDS_ONLY).trim()) paragraphs.push({ ...(heading && { heading }), text: written });
    } else if (node.type === 'root' || node.type === 'list' || node.type === 'listItem') {
      node.children.forEach(visit);
    }
  };
  visit(parse(text));
  return paragraphs;
}

/** Takes the marks of Markdown and HTML out of a line. */
export function plain(text: string): string {
  return onOneLine(textOf(parse(text), WORDS_ONLY));
}

function parse(text: string): Root {
  return fromMarkdown(text, {
    extensions: [frontmatter(['yaml', 'toml']), gfm()],
    mdastExtensions: [frontmatterFromMarkdown(['yaml', 'toml']), gfmFromMarkdown()],
  });
}

function onOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
