import { lstat, mkdir, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { IzaError } from '../../../shared/mcp/errors.ts';

/** The folder in the data folder that people put documents into. */
const SOURCES = 'sources';

/** The folders that sources may be in. */
export function sourceFolders(home: string, more: readonly string[]): string[] {
  return [join(home, SOURCES), ...more.map((folder) => resolve(home, folder))];
}

/**
 * Where a file or folder really is: a relative path begins in the first of the folders. What a symbolic link leads to
 * has to be inside one of them too. @throws IzaError INVALID_INPUT, NOT_FOUND
 */
export async function locateSource(path: string, folders: readonly string[]): Promise<string> {
  const [first = ''] = folders;
  await mkdir(first, { recursive: true, mode: 0o700 });
  if (path.includes('\0')) throw notAllowed(path, folders);
  const named = isAbsolute(path) ? resolve(path) : resolve(first, path);
  const roots = await Promise.all(folders.map((folder) => realpath(folder).catch(() => resolve(folder))));
  const real = await realpath(named).catch(() => undefined);
  if (real !== undefined && roots.some((root) => isWithin(root, real))) return real;
  // What is outside is refused whether it is there or not: nobody learns from this what there is.
  const lexical = [...roots, ...folders].some((root) => isWithin(root, named));
  if (real === undefined && lexical && !(await isLink(named))) {
    throw new IzaError(
      'NOT_FOUND',
      `There is no file or folder ${JSON.stringify(relative(first, named).slice(0, 200))}.`,
      { hint: `Nothing was changed. Relative paths begin in ${first}.` },
    );
  }
  throw notAllowed(path, folders);
}

export function isWithin(root: string, place: string): boolean {
  return place === root || place.startsWith(root.endsWith(sep) ? root : root + sep);
}

async function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
}

function notAllowed(path: string, folders: readonly string[]): IzaError {
  return new IzaError('INVALID_INPUT', `/path: ${JSON.stringify(path.slice(0, 200))} may not be read.`, {
    why: 'Sources are read from a few folders only, and so is what symbolic links lead to.',
    hint: `Nothing was changed. Put it into ${folders[0] ?? ''}, or let the person add its folder to knowledgeGraph.folders in the settings.`,
    allowed: folders,
  });
}
