// Loaded on first use, together.
export { fromHtml } from 'hast-util-from-html';
export { toMdast } from 'hast-util-to-mdast';
