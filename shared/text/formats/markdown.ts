import { IzaError } from '../../mcp/errors.ts';
import type { JsonObject } from '../../mcp/surface.ts';
import type { Draft, Reading } from '../document.ts';
import type { DocumentLimits } from '../document-limits.ts';
import { parseFrontMatter, splitFrontMatter } from '../markdown/front-matter.ts';
import { parseMarkdownBody } from '../markdown/parse-markdown.ts';
import { draftsOf } from '../mdast-blocks.ts';
import { createTextContext } from '../mdast-text.ts';
import { openHtmlFragments } from './html.ts';

/** UTF-16 units of link definitions that every part of a document is given. */
const MOST_DEFINITIONS = 16 * 1024;
const DEFINITION = /^ {0,3}\[(?!\^)[^\]\n]{1,300}\]:[ \t]*\S[^\n]{0,1000}$/gm;

/** Markdown with front matter, tables, footnotes and wikilinks. @throws IzaError */
export async function readMarkdown(name: string, source: string, limits: DocumentLimits): Promise<Reading> {
  const text = source.replace(/\r\n?/g, '\n');
  const { front, body, line, warnings } = await frontMatterOf(name, text);
  const definitions = definitionsIn(body);
  const parts = await parseMarkdownBody(name, { text: body, line }, limits, definitions);
  const roots = parts.map(({ root }) => root);
  const context = createTextContext({ wiki: true, roots });
  const needsHtml = roots.some(({ children }) =>
    children.some((node) => node.type === 'html' && hasText(node.value)),
  );
  const html = needsHtml ? await openHtmlFragments(name, context, limits) : undefined;
  const blocks: Draft[] = [];
  for (const { children } of roots) {
    for (const draft of draftsOf(children, context, (value) =>
      hasText(value) ? (html?.(value) ?? []) : [],
    )) {
      blocks.push(draft);
    }
  }
  const named = front?.title;
  const title =
    typeof named === 'string' && named.trim() !== ''
      ? named.trim()
      : blocks.find(({ level }) => level === 1)?.text;
  return {
    ...(title !== undefined && { title }),
    ...(front && { frontMatter: front }),
    ...said('author', front?.author),
    ...said('date', front?.date),
    blocks,
    links: context.links,
    ...(warnings && { warnings }),
  };
}

async function frontMatterOf(
  name: string,
  text: string,
): Promise<{ front?: JsonObject; body: string; line: number; warnings?: string[] }> {
  const { yaml, body, line } = splitFrontMatter(text);
  if (yaml === undefined) return { body, line };
  try {
    const front = await parseFrontMatter(name, yaml);
    // What YAML has beyond JSON, such as .nan, is null.
    return { front: JSON.parse(JSON.stringify(front)) as JsonObject, body, line };
  } catch (error) {
    // A template, or a rule above a first paragraph: the rest can be read all the same.
    if (!(error instanceof IzaError) || error.code !== 'INVALID_INPUT') throw error;
    return { body: text, line: 1, warnings: [error.message] };
  }
}

/** Definitions may stand far from where they are used, which is in another part. */
function definitionsIn(body: string): string {
  if (!body.includes(']:')) return '';
  const lines = body.match(DEFINITION)?.join('\n') ?? '';
  return lines.length > MOST_DEFINITIONS ? '' : lines;
}

function hasText(html: string): boolean {
  return html.replace(/<!--[\s\S]*?(?:-->|$)|<[^>]*>/g, '').trim() !== '';
}

function said(key: 'author' | 'date', value: unknown): { author?: string } | { date?: string } {
  return typeof value === 'string' && value.trim() !== '' ? { [key]: value.trim() } : {};
}
