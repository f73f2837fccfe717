import type { List, RootContent } from 'mdast';
import { type MarkdownPart, parseMarkdown } from '../../../../shared/text/markdown/parse-markdown.ts';
import type { ImportItem } from '../import-item.ts';
import type { ImportLimits } from '../limits.ts';
import type { ImportFile } from '../source.ts';
import { wholeText } from '../text.ts';

/**
 * A note of basic-memory (https://docs.basicmemory.com/concepts/knowledge-format): front matter, observations
 * `[category] text #tag (context)` and relations `type [[Target]] (context)` as items of lists, prose between.
 */
const OBSERVATION = /^\[([^\][]{1,100})\][ \t]+(\S[\s\S]*?)(?:[ \t]+\(([^()]*)\))?$/;
const RELATION = /^(?:"([^"]+)"|([^[\]]*?))[ \t]*\[\[([^\][]+)\]\](?:[ \t]*\(([^()]*)\))?$/;
const LINK = /\[\[([^\][]+)\]\]/g;
const TAG = /(?<=^|\s)#([\p{L}\p{N}_/-]+)/gu;
/** Longer items are prose: the patterns look back over what they have seen. */
const MAX_MARKED = 5_000;
/** Boxes of task lists are not categories. */
const BOX = /^[ xX-]?$/;

const KINDS: Readonly<Record<string, ImportItem['memoryKind']>> = {
  decision: 'decision',
  preference: 'preference',
  event: 'event',
  task: 'task',
  todo: 'task',
  procedure: 'procedure',
  technique: 'procedure',
  method: 'procedure',
  step: 'procedure',
  note: 'note',
};

/** The note as an entity, its observations and relations, and its prose as one note about it. */
export async function* readBasicMemory(file: ImportFile, limits: ImportLimits): AsyncGenerator<ImportItem> {
  const note = await parseMarkdown(file.name, await wholeText(file, limits.markdownBytes), limits);
  const { front, parts } = note;
  const title = typeof front.title === 'string' && front.title.trim() !== '' ? front.title : stem(file.name);
  const permalink = typeof front.permalink === 'string' ? front.permalink : undefined;
  const tags = tagsOf(front.tags);
  const source = { title, uri: permalink === undefined ? file.name : `memory://${permalink}` };
  const type = typeof front.type === 'string' ? front.type : 'note';
  yield {
    kind: 'entity',
    text: title,
    data: { entityType: type, ...(permalink !== undefined && { permalink }) },
    source,
    ...(tags.length > 0 && { tags }),
  };

  const prose: string[] = [];
  for (const { block, part } of parts.flatMap((part) =>
    part.root.children.map((block) => ({ block, part })),
  )) {
    if (block.type === 'heading') continue;
    const found = block.type === 'list' ? itemsOf(block, part) : undefined;
    const marked = found?.map((text) => observationOf(text, title) ?? relationOf(text, title));
    if (marked?.every((item) => item !== undefined)) {
      for (const item of marked) yield { ...item, source };
      continue;
    }
    // A list of both kinds: what is marked is taken, and the list stays whole in the prose.
    for (const item of marked ?? []) if (item) yield { ...item, source };
    const text = sliceOf(block, part);
    prose.push(text);
    if (block.type === 'code' || marked?.some((item) => item)) continue;
    for (const [, target] of text.matchAll(LINK)) {
      if (target) yield { ...linked(title, 'links_to', target.trim(), undefined), source };
    }
  }
  const text = prose.join('\n\n').trim();
  if (text !== '') {
    yield {
      kind: 'memory',
      memoryKind: 'note',
      text,
      about: [title],
      source,
      ...(tags.length > 0 && { tags }),
    };
  }
}

function observationOf(text: string, title: string): Omit<ImportItem, 'source'> | undefined {
  if (text.length > MAX_MARKED) return undefined;
  const [, category, content, context] = OBSERVATION.exec(text) ?? [];
  if (category === undefined || content === undefined || BOX.test(category) || content.startsWith('('))
    return undefined;
  const tags = Array.from(content.matchAll(TAG), ([, tag]) => tag).filter((tag) => tag !== undefined);
  return {
    kind: 'memory',
    memoryKind: KINDS[category.toLowerCase()] ?? 'fact',
    text: content,
    about: [title],
    data: { category, ...(context !== undefined && { context }) },
    ...(tags.length > 0 && { tags }),
  };
}

function relationOf(text: string, title: string): Omit<ImportItem, 'source'> | undefined {
  if (text.length > MAX_MARKED) return undefined;
  const [, quoted, plain, target, context] = RELATION.exec(text) ?? [];
  if (target === undefined) return undefined;
  return linked(title, (quoted ?? plain ?? '').trim() || 'relates_to', target.trim(), context);
}

function linked(
  from: string,
  type: string,
  to: string,
  context: string | undefined,
): Omit<ImportItem, 'source'> {
  return {
    kind: 'relation',
    text: `${from} ${type} ${to}`,
    about: [from, to],
    data: { from, type, to, ...(context !== undefined && { context }) },
  };
}

/** The items of a list as they are written, without their markers; nested ones after the one they are in. */
function itemsOf(list: List, part: MarkdownPart): string[] {
  return list.children.flatMap(({ children, checked }) => {
    const [first, ...more] = children;
    // A task that is done or not: its box is no category.
    const own =
      first && first.type !== 'list' && typeof checked !== 'boolean' ? [sliceOf(first, part)] : [''];
    return [...own, ...more.flatMap((block) => (block.type === 'list' ? itemsOf(block, part) : ['']))];
  });
}

function sliceOf({ position }: RootContent, { text }: MarkdownPart): string {
  return text.slice(position?.start.offset, position?.end.offset);
}

function tagsOf(value: unknown): string[] {
  const list = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [];
  return list
    .filter((tag) => typeof tag === 'string')
    .map((tag) => tag.trim().replace(/^#/, ''))
    .filter((tag) => tag !== '');
}

function stem(name: string): string {
  return (name.split(/[/\\]/).at(-1) ?? name).replace(/\.[^.]+$/, '');
}
