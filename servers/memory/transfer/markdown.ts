import type { Root } from 'mdast';
import { type ImportLimits, overLimit, place, refused } from './limits.ts';
import { markdownParts } from './markdown-parts.ts';

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

/** UTF-16 units of front matter: a YAML parser's time grows with the square of how deep brackets are nested. */
export const MAX_FRONT_MATTER = 256 * 1024;

/** A line that begins with the markers of more lists and quotes than anyone writes, which parsers go through one by one. */
const CONTAINER = /(?:[ \t]*(?:>|[*+-][ \t]|\d{1,9}[.)][ \t]))/y;

/**
 * Parses Markdown with front matter and GitHub's extensions, part by part: the parser's time grows with the square of
 * what it is given at once.
 * @throws IzaError
 */
export async function parseMarkdown(file: string, text: string, limits: ImportLimits): Promise<Markdown> {
  checkDepth(file, text, limits);
  const { fromMarkdown, gfm, gfmFromMarkdown } = await import('./markdown-packages.ts');
  const { yaml, body, line } = splitFrontMatter(text);
  const front = yaml === undefined ? {} : await parseFrontMatter(file, yaml);
  const parts = markdownParts(file, { text: body, line }).map((part) => ({
    text: part,
    root: fromMarkdown(part, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }),
  }));
  return { front, parts };
}

/** `line` is where the body begins. */
function splitFrontMatter(text: string): { yaml?: string; body: string; line: number } {
  const [whole, yaml = ''] = /^---[ \t]*\r?\n((?:[^\n]*\n)*?)---[ \t]*(?:\r?\n|$)/.exec(text) ?? [];
  if (whole === undefined) return { body: text, line: 1 };
  return { yaml, body: text.slice(whole.length), line: whole.split('\n').length };
}

function checkDepth(file: string, text: string, { depth }: ImportLimits): void {
  let line = 0;
  for (const one of text.split('\n')) {
    line += 1;
    CONTAINER.lastIndex = 0;
    let levels = 0;
    while (CONTAINER.test(one)) levels += 1;
    if (levels > depth)
      throw overLimit(place(file, line), 'lists and quotes are nested', depth, 'levels deep');
  }
}

/** Front matter as an object. @throws IzaError when it is no YAML, repeats a key or names a value elsewhere. */
export async function parseFrontMatter(file: string, yaml: string): Promise<Record<string, unknown>> {
  if (yaml.length > MAX_FRONT_MATTER) {
    throw overLimit(place(file, 1), 'the front matter has', MAX_FRONT_MATTER, 'characters');
  }
  const { parse } = await import('./markdown-packages.ts');
  let value: unknown;
  try {
    value = parse(yaml, { uniqueKeys: true, maxAliasCount: 0, strict: true, logLevel: 'error' });
  } catch (error) {
    // The place within the front matter, whose first line is the second of the file.
    const at = (error as { linePos?: [{ line: number }] }).linePos?.[0].line ?? 1;
    throw refused(place(file, at + 1), 'the front matter is not plain YAML, or has a key twice');
  }
  if (value === null || value === undefined) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  throw refused(place(file, 1), 'the front matter is not a list of keys and values');
}
