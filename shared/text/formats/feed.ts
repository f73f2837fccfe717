import { checkMarkup } from '../check-markup.ts';
import type { Draft, Reading } from '../document.ts';
import type { DocumentLimits } from '../document-limits.ts';
import { checkJsonDepth } from '../json-depth.ts';
import { createTextContext } from '../mdast-text.ts';
import { refused } from '../refusal.ts';
import type { parseFeed } from './feed-package.ts';
import { openHtmlFragments } from './html.ts';

type ParsedFeed = ReturnType<typeof parseFeed<string>>;

/** What is read of an item, whatever the format. */
interface Item {
  title?: string | undefined;
  link?: string | undefined;
  date?: string | undefined;
  author?: string | undefined;
  html?: string | undefined;
}

interface Feed {
  title?: string | undefined;
  author?: string | undefined;
  date?: string | undefined;
  items: Item[];
}

/** RSS, RDF, Atom or a JSON feed: each item is a heading of level 2 with what it says below. @throws IzaError */
export async function readFeed(name: string, text: string, limits: DocumentLimits): Promise<Reading> {
  const feed = feedOf(await parse(name, text, limits));
  const context = createTextContext();
  const html = await openHtmlFragments(name, context, limits);
  const plain = (value: string | undefined): string =>
    html(value ?? '')
      .map((one) => one.text)
      .join(' ')
      .replace(/\s+/g, ' ')
      .trim();
  const title = plain(feed.title);
  const blocks: Draft[] = title === '' ? [] : [{ kind: 'heading', level: 1, text: title }];
  for (const item of feed.items.slice(0, limits.rows)) {
    const heading = plain(item.title);
    if (heading !== '') blocks.push({ kind: 'heading', level: 2, text: heading });
    if (item.link) context.links.push({ text: heading, target: item.link });
    const said = [item.date, item.author].filter(Boolean).join(', ');
    if (said !== '') blocks.push({ kind: 'paragraph', text: said });
    // Headings in an item stand below that of the item.
    for (const draft of html(item.html ?? '')) {
      blocks.push(draft.level === undefined ? draft : { ...draft, level: Math.min(6, draft.level + 2) });
    }
  }
  return {
    ...(title !== '' && { title }),
    ...(feed.author && { author: feed.author }),
    ...(feed.date && { date: feed.date }),
    blocks,
    links: context.links,
    ...(feed.items.length > limits.rows && {
      truncated: { limit: 'rows', kept: limits.rows, of: feed.items.length },
    }),
  };
}

async function parse(name: string, text: string, limits: DocumentLimits): Promise<ParsedFeed> {
  if (/^\s*\{/.test(text)) checkJsonDepth(name, text, limits.depth);
  else checkMarkup(name, text, 'xml', limits);
  if (/<!ENTITY/i.test(text)) throw refused(name, 'the feed defines entities of its own, which are not read');
  const { parseFeed } = await import('./feed-package.ts');
  try {
    return parseFeed<string>(text);
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw refused(name, 'it is no RSS, RDF, Atom or JSON feed that can be read');
  }
}

function feedOf(parsed: ParsedFeed): Feed {
  switch (parsed.format) {
    case 'rss':
      return {
        title: parsed.feed.title,
        author: parsed.feed.managingEditor?.name,
        date: parsed.feed.lastBuildDate ?? parsed.feed.pubDate,
        items: (parsed.feed.items ?? []).map((one) => ({
          title: one.title,
          link: one.link ?? (one.guid?.isPermaLink ? one.guid.value : undefined),
          date: one.pubDate ?? one.dc?.dates?.[0],
          author: one.authors?.[0]?.name ?? one.dc?.creators?.[0],
          html: one.content?.encoded ?? one.description,
        })),
      };
    case 'atom':
      return {
        title: parsed.feed.title?.value,
        author: parsed.feed.authors?.[0]?.name,
        date: parsed.feed.updated,
        items: (parsed.feed.entries ?? []).map((one) => ({
          title: one.title?.value,
          link: (one.links?.find(({ rel }) => rel === undefined || rel === 'alternate') ?? one.links?.[0])
            ?.href,
          date: one.published ?? one.updated,
          author: one.authors?.[0]?.name,
          html: one.content?.value ?? one.summary?.value,
        })),
      };
    case 'rdf':
      return {
        title: parsed.feed.title,
        items: (parsed.feed.items ?? []).map((one) => ({
          title: one.title,
          link: one.link,
          date: one.dc?.dates?.[0],
          author: one.dc?.creators?.[0],
          html: one.content?.encoded ?? one.description,
        })),
      };
    default:
      return {
        title: parsed.feed.title,
        author: parsed.feed.authors?.[0]?.name,
        items: (parsed.feed.items ?? []).map((one) => ({
          title: one.title,
          link: one.url ?? one.external_url,
          date: one.date_published ?? one.date_modified,
          author: one.authors?.[0]?.name,
          html: one.content_html ?? one.content_text ?? one.summary,
        })),
      };
  }
}
