// A file of its own so that the packages are loaded on first use: in the bundle, one that is CommonJS and imported
// dynamically has no named exports.
export { fromMarkdown } from 'mdast-util-from-markdown';
export { gfmFromMarkdown } from 'mdast-util-gfm';
export { gfm } from 'micromark-extension-gfm';
export { parse } from 'yaml';
