// A file of its own so that they can be loaded on first use: in the bundle, a CommonJS package that is imported
// dynamically has no named exports.
export { XMLParser } from 'fast-xml-parser';
export { default as mammoth } from 'mammoth';
