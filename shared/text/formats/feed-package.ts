// Loaded on first use.
export { parseFeed } from 'feedsmith';
