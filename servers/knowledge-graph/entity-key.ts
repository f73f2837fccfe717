import { type KeyKind, strongKey } from './resolution/strong-key.ts';

/** What is most particular comes first: a repository is a URL as well. */
const KINDS: readonly KeyKind[] = ['email', 'repository', 'url', 'handle', 'path', 'id'];

/** The canonical key that a text is; undefined when it is none. */
export function keyIn(text: string): string | undefined {
  for (const kind of KINDS) {
    const key = strongKey(kind, text);
    if (key !== undefined) return key;
  }
  return undefined;
}
