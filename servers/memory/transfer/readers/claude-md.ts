import type { RootContent } from 'mdast';
import { toString as plainText } from 'mdast-util-to-string';
import { type MarkdownPart, parseMarkdown } from '../../../../shared/text/markdown/parse-markdown.ts';
import type { ImportItem } from '../import-item.ts';
import type { ImportLimits } from '../limits.ts';
import type { ImportFile } from '../source.ts';
import { wholeText } from '../text.ts';

/** Headings under which a file of instructions says how something is done. */
const HOW =
  /\b(?:commands?|build(?:ing)?|test(?:s|ing)?|workflows?|deploy(?:ment|ing)?|set-?up|install(?:ation|ing)?|run(?:ning)?|releas(?:e|ing)|process(?:es)?|procedures?|steps?|how)\b/i;
/** Paragraphs that only name files to be read too (https://code.claude.com/docs/en/memory). */
const IMPORTS = /^@\S+(?:\s+@\S+)*$/;

/**
 * CLAUDE.md and files like it: each bullet and paragraph is one thing to remember, under the headings it stands under.
 * What shows how to do something is a procedure, the rest are preferences.
 */
export async function* readClaudeMd(file: ImportFile, limits: ImportLimits): AsyncGenerator<ImportItem> {
  const { parts } = await parseMarkdown(file.name, await wholeText(file, limits.markdownBytes), limits);
  const headings: string[] = [];
  let pending: string[] = [];

  const items = function* (texts: readonly string[], how: boolean): Generator<ImportItem> {
    // A heading may be levels below the one before it: the array has holes.
    const path = headings.filter((heading) => heading !== '');
    const context = path.at(-1);
    for (const text of texts) {
      if (text.trim() === '' || IMPORTS.test(text.trim())) continue;
      yield {
        kind: 'memory',
        memoryKind: how || (context !== undefined && HOW.test(context)) ? 'procedure' : 'preference',
        // Understandable away from its place in the file.
        text: context === undefined ? text : `${context}: ${text}`,
        source: { title: [file.name, ...path].join(' › ') },
        ...(path.length > 0 && { data: { headings: path } }),
      };
    }
  };

  for (const { block, part } of parts.flatMap((part) =>
    part.root.children.map((block) => ({ block, part })),
  )) {
    if (block.type === 'code' || block.type === 'table') {
      // What it shows, and the sentence before that says what it is.
      yield* items([[...pending, sliceOf(block, part)].join('\n')], block.type === 'code');
      pending = [];
      continue;
    }
    yield* items(pending, false);
    pending = [];
    if (block.type === 'heading') {
      headings.length = block.depth - 1;
      headings[block.depth - 1] = plainText(block).trim();
    } else if (block.type === 'list') {
      const ordered = block.ordered === true;
      yield* items(ordered ? [sliceOf(block, part)] : bulletsOf(block.children, part), ordered);
    } else if (block.type === 'paragraph' || block.type === 'blockquote') {
      pending = [sliceOf(block, part)];
    }
  }
  yield* items(pending, false);
}

/** Each bullet with all that is in it, without its marker and as far out as its first line. */
function bulletsOf(bullets: readonly RootContent[], part: MarkdownPart): string[] {
  return bullets.map((bullet) => {
    const start = bullet.position?.start.column ?? 1;
    const [first = '', ...more] = sliceOf(bullet, part).split('\n');
    const body = first.replace(/^[-*+]\s+/, '');
    const indent = start - 1 + first.length - body.length;
    return [
      body,
      ...more.map((line) => line.slice(Math.min(indent, line.length - line.trimStart().length))),
    ].join('\n');
  });
}

function sliceOf({ position }: RootContent, { text }: MarkdownPart): string {
  return text.slice(position?.start.offset, position?.end.offset);
}
