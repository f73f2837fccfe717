import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { IzaError } from '../shared/mcp/errors.ts';

/** The built command of the package that holds a module: `…/dist/iza.js`, as an absolute path. */
export function findEntry(moduleFolder: string): string {
  const entry = join(packageRoot(moduleFolder), 'dist', 'iza.js');
  if (existsSync(entry)) return entry;
  throw new IzaError('UNAVAILABLE', `Iza is not built: ${entry} does not exist.`, {
    hint: 'Run npm run build in the project, then try again.',
  });
}

function packageRoot(folder: string): string {
  const file = join(folder, 'package.json');
  if (existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { name?: string }).name === 'iza-os') {
    return folder;
  }
  const parent = dirname(folder);
  if (parent !== folder) return packageRoot(parent);
  throw new IzaError('UNAVAILABLE', 'The folder that Iza is installed in cannot be found.', {
    hint: 'Install it again: npm install -g iza-os.',
  });
}

/** Whether a path lies in the cache of npx, which npm empties when it likes. */
export function isTransient(path: string): boolean {
  return /[\\/]_npx[\\/]/.test(path);
}
