import type { Definition, Nodes, RootContent } from 'mdast';
import type { Link } from './document.ts';

/** `[[target|text]]` and `![[target]]`, as Obsidian and wikis write them. */
const WIKILINK = /!?\[\[([^[\]|\n]{1,500})(?:\|([^[\]\n]{0,500}))?\]\]/g;
/** What leads nowhere that could be read. */
const NO_LINK = /^(?:#|javascript:|data:|vbscript:|about:)/i;

/** Collects what is found in the text on the way. */
export interface TextContext {
  links: Link[];
  /** Whether `[[…]]` is a link here. */
  wiki: boolean;
  /** Of reference links, by their identifiers. */
  definitions: ReadonlyMap<string, string>;
}

export function createTextContext({
  wiki = false,
  roots = [],
}: {
  wiki?: boolean;
  roots?: readonly { children: RootContent[] }[];
} = {}): TextContext {
  const definitions = new Map<string, string>();
  for (const { children } of roots) {
    for (const node of children) if (node.type === 'definition') define(definitions, node);
  }
  return { links: [], wiki, definitions };
}

/** The first one counts (CommonMark 0.31.2, §4.7). */
function define(definitions: Map<string, string>, { identifier, url }: Definition): void {
  if (!definitions.has(identifier)) definitions.set(identifier, url);
}

/** The text of a node and what is in it as a reader sees it: marks gone, links by their words. */
export function inlineText(node: Nodes, context: TextContext): string {
  switch (node.type) {
    case 'text':
      // A line end in the source is a space; those that are meant are breaks.
      return withoutWikilinks(node.value.replace(/[ \t]*\r?\n[ \t]*/g, ' '), context);
    case 'inlineCode':
    case 'code':
      return node.value;
    case 'break':
      return '\n';
    case 'html':
      return /^<br\s*\/?>$/i.test(node.value) ? '\n' : '';
    case 'image':
    case 'imageReference':
      return node.alt ?? '';
    case 'footnoteReference':
    case 'thematicBreak':
    case 'definition':
    case 'yaml':
      return '';
    case 'link':
      return linked(childrenText(node.children, context), node.url, context);
    case 'linkReference':
      return linked(childrenText(node.children, context), context.definitions.get(node.identifier), context);
    default:
      return childrenText(node.children, context);
  }
}

function childrenText(children: readonly Nodes[], context: TextContext): string {
  return children.map((child) => inlineText(child, context)).join('');
}

function linked(text: string, target: string | undefined, { links }: TextContext): string {
  if (target !== undefined && target !== '' && !NO_LINK.test(target))
    links.push({ text: text.trim(), target });
  return text;
}

function withoutWikilinks(text: string, { links, wiki }: TextContext): string {
  if (!wiki || !text.includes('[[')) return text;
  return text.replace(WIKILINK, (whole, name: string, label: string | undefined) => {
    const target = name.trim();
    if (target === '') return whole;
    const shown = label?.trim() || target;
    links.push({ text: shown, target, wiki: true });
    return shown;
  });
}
