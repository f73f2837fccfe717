import { join, posix } from 'node:path';
import type { Link } from '../../../shared/text/document.ts';
import type { LinkedDocument } from './extract.ts';

/** Which documents of a folder links lead to. */
export interface FolderLinks {
  add(path: string): void;
  remove(path: string): void;
  find(from: string, link: Link): LinkedDocument | undefined;
}

/**
 * A link leads to a path from where its document lies, or, as note-taking programs have it, to the name of a note
 * wherever that lies, when only one has it. What is not there is nothing.
 */
export function linksWithin(root: string, paths: Iterable<string>): FolderLinks {
  const all = new Set<string>();
  const byName = new Map<string, Set<string>>();
  const namesOf = (path: string) => new Set([stemOf(path), posix.basename(path).toLowerCase()]);
  const add = (path: string): void => {
    all.add(path);
    for (const name of namesOf(path)) byName.set(name, (byName.get(name) ?? new Set()).add(path));
  };
  for (const path of paths) add(path);
  const only = (name: string): string | undefined => {
    const found = byName.get(name);
    return found?.size === 1 ? [...found][0] : undefined;
  };
  return {
    add,
    remove(path) {
      all.delete(path);
      for (const name of namesOf(path)) byName.get(name)?.delete(path);
    },
    find(from, { target, wiki }) {
      const plain = decoded(target.replace(/[?#].*$/s, ''));
      if (plain === '' || /^[a-z][a-z0-9+.-]+:/i.test(plain)) return undefined;
      const places = [posix.join(posix.dirname(from), plain), posix.normalize(plain.replace(/^\/+/, ''))];
      const candidates = places.flatMap((place) => (wiki ? [place, `${place}.md`] : [place]));
      const found = candidates.find((place) => all.has(place)) ?? (wiki ? only(stemOf(plain)) : undefined);
      if (found === undefined) return undefined;
      return { name: posix.basename(found).replace(/\.[^.]+$/, '') || found, key: join(root, found) };
    },
  };
}

function stemOf(path: string): string {
  return posix
    .basename(path)
    .replace(/\.(?:md|markdown|mdx|txt|html?)$/i, '')
    .toLowerCase();
}

/** Without the escapes of an address, where they are some. */
export function decoded(target: string): string {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
}
