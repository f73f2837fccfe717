import type { Element, ElementContent, Root, RootContent } from 'hast';

/** Elements that hold nothing to be read. */
const SILENT = new Set(
  (
    'script style noscript template svg math canvas iframe object embed audio video head title link meta ' +
    'button input select textarea option datalist progress meter dialog'
  ).split(' '),
);
/** What is around the content. */
const AROUND = new Set(['nav', 'aside', 'footer']);
const ROLES_AROUND = new Set([
  'navigation',
  'banner',
  'contentinfo',
  'complementary',
  'search',
  'dialog',
  'alert',
]);

/**
 * What a page is about: `main` where there is one, else its only `article`, else its body without navigation. Scripts,
 * styles, controls and whatever is hidden are left out. The tree is not changed.
 */
export function contentOf(root: Root): Root {
  const mains = elementsIn(root, (one) => one.tagName === 'main' || roleOf(one) === 'main');
  const articles = mains.length > 0 ? [] : elementsIn(root, ({ tagName }) => tagName === 'article');
  const chosen = mains[0] ?? (articles.length === 1 ? articles[0] : undefined);
  const body = elementsIn(root, ({ tagName }) => tagName === 'body')[0];
  const children = chosen?.children ?? body?.children ?? root.children;
  return { type: 'root', children: children.flatMap((child) => kept(child, chosen !== undefined)) };
}

/** The outermost elements that fit, in the order of the page, but for hidden ones. */
function elementsIn(node: Root | Element, fits: (element: Element) => boolean): Element[] {
  return node.children.flatMap((child): Element[] => {
    if (child.type !== 'element' || isHidden(child)) return [];
    return fits(child) ? [child] : elementsIn(child, fits);
  });
}

function kept<Node extends RootContent | ElementContent>(node: Node, inContent: boolean): Node[] {
  if (node.type === 'comment' || node.type === 'doctype') return [];
  if (node.type !== 'element') return [node];
  if (SILENT.has(node.tagName) || isHidden(node)) return [];
  if (AROUND.has(node.tagName) || ROLES_AROUND.has(roleOf(node) ?? '')) return [];
  if (!inContent && node.tagName === 'header' && !hasHeading(node)) return [];
  const children = node.children.flatMap((child) => kept(child, inContent));
  return [{ ...node, children }];
}

function hasHeading(element: Element): boolean {
  return elementsIn(element, ({ tagName }) => tagName === 'h1').length > 0;
}

function isHidden({ properties }: Element): boolean {
  if (properties.hidden !== undefined && properties.hidden !== null && properties.hidden !== false)
    return true;
  if (String(properties.ariaHidden ?? '') === 'true') return true;
  return /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(String(properties.style ?? ''));
}

function roleOf({ properties }: Element): string | undefined {
  const role = Array.isArray(properties.role) ? properties.role[0] : properties.role;
  return typeof role === 'string' ? role.toLowerCase() : undefined;
}
