import { createHash } from 'node:crypto';

/**
 * The collection that holds a scope: readable where the scope is, and told apart by a hash of it. Chroma's names have
 * 3 to 512 letters, digits, dots, hyphens and underscores, the first and last a letter or digit
 * (https://docs.trychroma.com/docs/collections/manage-collections).
 */
export function collectionOf(scope: string): string {
  const words = scope
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  const hash = createHash('sha256').update(scope, 'utf8').digest('hex').slice(0, 16);
  return `iza-${words}-${hash}`;
}
