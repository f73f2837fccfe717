import type { Element, Root } from 'hast';
import type { ParsedDocument } from '../document.ts';

/** Names of `meta` by what they say, the best first. */
const TITLES = ['og:title', 'twitter:title', 'dc.title', 'citation_title'];
const AUTHORS = ['author', 'article:author', 'dc.creator', 'citation_author', 'parsely-author'];
const DATES = [
  'article:published_time',
  'datepublished',
  'date',
  'dc.date',
  'citation_publication_date',
  'parsely-pub-date',
];

/** What a page says of itself. */
export function headOf(root: Root): Pick<ParsedDocument, 'title' | 'author' | 'date'> {
  const found = new Map<string, string>();
  collect(root, found);
  const title = pick(found, ['<title>', ...TITLES]);
  const author = pick(found, AUTHORS);
  const date = pick(found, DATES);
  return {
    ...(title !== undefined && { title }),
    ...(author !== undefined && { author }),
    ...(date !== undefined && { date }),
  };
}

function collect(node: Root | Element, found: Map<string, string>): void {
  for (const child of node.children) {
    if (child.type !== 'element' || child.tagName === 'svg') continue;
    if (child.tagName === 'title') note(found, '<title>', textOf(child));
    else if (child.tagName === 'meta') {
      const { name, property, itemProp, content } = child.properties;
      for (const key of [name, property, itemProp].flat()) {
        if (typeof key === 'string') note(found, key.toLowerCase(), String(content ?? ''));
      }
    } else collect(child, found);
  }
}

function note(found: Map<string, string>, key: string, value: string): void {
  const text = value.replace(/\s+/g, ' ').trim();
  if (text !== '' && !found.has(key)) found.set(key, text);
}

function pick(found: ReadonlyMap<string, string>, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = found.get(key);
    if (value !== undefined) return value;
  }
  return undefined;
}

function textOf({ children }: Element): string {
  return children.map((child) => (child.type === 'text' ? child.value : '')).join('');
}
