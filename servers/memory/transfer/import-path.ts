import { lstat, mkdir, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { IzaError } from '../../../shared/mcp/errors.ts';

/** The folder in the data folder that people put files into. */
export const IMPORTS = 'imports';

/**
 * Where a file or folder really is: a relative path begins in the first of the folders. What a symbolic link leads to
 * has to be inside one of them too. @throws IzaError INVALID_INPUT, NOT_FOUND
 */
export async function locateImport(path: string, folders: readonly string[]): Promise<string> {
  const [first = ''] = folders;
  await mkdir(first, { recursive: true, mode: 0o700 });
  if (path.includes('\0')) throw notAllowed(path, folders);
  const named = isAbsolute(path) ? resolve(path) : resolve(first, path);
  const roots = await Promise.all(folders.map((folder) => realpath(folder).catch(() => resolve(folder))));
  const isInside = (place: string): boolean => roots.some((root) => contains(root, place));
  const real = await realpath(named).catch(() => undefined);
  if (real !== undefined && isInside(real)) return real;
  // What is outside is refused whether it is there or not: nobody learns from this what there is.
  const lexical = [...roots, ...folders.map((folder) => resolve(folder))].some((root) =>
    contains(root, named),
  );
  if (real === undefined && lexical && !(await isLink(named))) {
    throw new IzaError(
      'NOT_FOUND',
      `There is no file ${JSON.stringify(relative(first, named).slice(0, 200))} to import.`,
      {
        hint: `Put it into ${first}, and give its name as path.`,
      },
    );
  }
  throw notAllowed(path, folders);
}

function contains(root: string, place: string): boolean {
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
    why: 'Imports are read from a few folders only, and so is what symbolic links lead to.',
    hint: `Nothing was imported. Put the file into ${folders[0] ?? ''}, or add its folder to memory.importFolders in the settings.`,
    allowed: folders,
  });
}

/** The folders that imports may come from. */
export function importFolders(home: string, more: readonly string[]): string[] {
  return [join(home, IMPORTS), ...more.map((folder) => resolve(home, folder))];
}
