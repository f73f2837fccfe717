import type { Root } from 'mdast';
import { overLimit, place } from '../refusal.ts';
import { parseFrontMatter, splitFrontMatter } from './front-matter.ts';
import { markdownParts } from './parts.ts';

/** A stretch of a Markdown file and its tree, whose places are those of the stretch. */
export interface MarkdownPart {
  text: string;
  root: Root;
}

/** A Markdown file taken apart. */
export interface Markdown {
  /** The front matter as YAML says it. */
  front: Record<string, unknown>;
  parts: MarkdownPart[];
}

export interface MarkdownLimits {
  /** Levels of lists and quotes. */
  depth: number;
}

/** A line that begins with the markers of more lists and quotes than anyone writes, which parsers go through one by one. */
const CONTAINER = /(?:[ \t]*(?:>|[*+-][ \t]|\d{1,9}[.)][ \t]))/y;

/** Parses Markdown with front matter and GitHub's extensions. @throws IzaError */
export async function parseMarkdown(file: string, text: string, limits: MarkdownLimits): Promise<Markdown> {
  const { yaml, body, line } = splitFrontMatter(text);
  const front = yaml === undefined ? {} : await parseFrontMatter(file, yaml);
  return { front, parts: await parseMarkdownBody(file, { text: body, line }, limits) };
}

/**
 * Parses what follows the front matter, part by part: the parser's time grows with the square of what it is given at
 * once. `line` is where the body begins. `definitions` of links are known to every part.
 * @throws IzaError
 */
export async function parseMarkdownBody(
  file: string,
  body: { text: string; line: number },
  limits: MarkdownLimits,
  definitions = '',
): Promise<MarkdownPart[]> {
  checkDepth(file, body, limits);
  const { fromMarkdown, gfm, gfmFromMarkdown } = await import('./packages.ts');
  const options = { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] };
  return markdownParts(file, body).map((part) => ({
    text: part,
    root: fromMarkdown(definitions === '' ? part : `${definitions}\n\n${part}`, options),
  }));
}

function checkDepth(file: string, body: { text: string; line: number }, { depth }: MarkdownLimits): void {
  let { line } = body;
  for (const one of body.text.split('\n')) {
    CONTAINER.lastIndex = 0;
    let levels = 0;
    while (CONTAINER.test(one)) levels += 1;
    if (levels > depth)
      throw overLimit(place(file, line), 'lists and quotes are nested', depth, 'levels deep');
    line += 1;
  }
}
