// A file of its own so that it can be loaded on first use: in the bundle, a CommonJS package that is imported
// dynamically has no named exports.
export { parse } from 'yaml';
