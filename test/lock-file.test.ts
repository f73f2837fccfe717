import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };

const LOCK = join(import.meta.dirname, '../package-lock.json');

interface Locked {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

const { packages } = JSON.parse(readFileSync(LOCK, 'utf8')) as { packages: Record<string, Locked> };

/** Whether a package that lies at `path` finds another as Node does: beside it, or further up. */
function finds(path: string, name: string): boolean {
  if (`${path === '' ? '' : `${path}/`}node_modules/${name}` in packages) return true;
  if (path === '') return false;
  const parent = path.slice(0, Math.max(0, path.lastIndexOf('/node_modules/')));
  return finds(parent, name);
}

// A registry that lacks a package for some other platform lets `npm install` write a lock file that `npm ci` refuses.
test('the lock file has every package that another one names, those of other platforms too', () => {
  const missing = Object.entries(packages).flatMap(
    ([path, { dependencies, devDependencies, optionalDependencies }]) =>
      Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies })
        .filter((name) => !finds(path, name))
        .map((name) => `${path} → ${name}`),
  );
  expect(missing).toEqual([]);
});

// Its package.json says that nothing is to be compiled (`gypfile: false`), which npm does not see when it installs by
// a lock file: it would run node-gyp, and fail where there is no Python.
test('nothing is compiled on installation', () => {
  expect(packageJson.allowScripts).toMatchObject({ 'better-sqlite3': false });
});
