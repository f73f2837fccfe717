import type { Root as HtmlRoot } from 'hast';
import type { Root } from 'mdast';
import { checkMarkup } from '../check-markup.ts';
import type { Draft, Reading } from '../document.ts';
import type { DocumentLimits } from '../document-limits.ts';
import { draftsOf } from '../mdast-blocks.ts';
import { createTextContext, type TextContext } from '../mdast-text.ts';
import { contentOf } from './html-content.ts';
import { headOf } from './html-head.ts';

/** A page by its content; what is around it, scripts and hidden parts are left out. @throws IzaError */
export async function readHtml(name: string, text: string, limits: DocumentLimits): Promise<Reading> {
  const { fromHtml } = await import('./html-packages.ts');
  checkMarkup(name, text, 'html', limits);
  const page = fromHtml(text);
  const context = createTextContext();
  const { title, ...rest } = headOf(page);
  const blocks = await draftsOfPage(page, context);
  const own = title ?? blocks.find(({ level }) => level === 1)?.text;
  return { ...(own !== undefined && { title: own }), ...rest, blocks, links: context.links };
}

/** Reads stretches of HTML, which other formats hold; links go to the context. */
export async function openHtmlFragments(
  name: string,
  context: TextContext,
  limits: DocumentLimits,
): Promise<(html: string) => Draft[]> {
  const { fromHtml, toMdast } = await import('./html-packages.ts');
  return (html) => {
    checkMarkup(name, html, 'html', limits);
    return draftsOfTree(contentOf(fromHtml(html, { fragment: true })), toMdast, context);
  };
}

async function draftsOfPage(page: HtmlRoot, context: TextContext): Promise<Draft[]> {
  const { toMdast } = await import('./html-packages.ts');
  return draftsOfTree(contentOf(page), toMdast, context);
}

function draftsOfTree(
  content: HtmlRoot,
  toMdast: typeof import('./html-packages.ts').toMdast,
  context: TextContext,
): Draft[] {
  const tree = toMdast(content, { document: true }) as Root;
  return draftsOf(tree.children, context);
}
