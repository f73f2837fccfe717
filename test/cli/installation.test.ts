import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findEntry, isTransient } from '../../cli/installation.ts';
import { withFolder } from './context.ts';

test('the built command is found from any folder of the package', async () => {
  await withFolder(async (root) => {
    await mkdir(join(root, 'dist'));
    await mkdir(join(root, 'cli', 'node_modules'), { recursive: true });
    await writeFile(join(root, 'package.json'), '{"name": "iza-os"}');
    // Another package on the way up is passed by.
    await writeFile(join(root, 'cli', 'package.json'), '{"type": "module"}');
    expect(() => findEntry(join(root, 'cli'))).toThrow(`Iza is not built: ${join(root, 'dist', 'iza.js')}`);
    await writeFile(join(root, 'dist', 'iza.js'), '');
    expect(findEntry(join(root, 'cli'))).toBe(join(root, 'dist', 'iza.js'));
    expect(findEntry(join(root, 'dist'))).toBe(join(root, 'dist', 'iza.js'));
  });
});

test('a folder that belongs to no package is told', async () => {
  await withFolder(async (root) => {
    expect(() => findEntry(root)).toThrow('The folder that Iza is installed in cannot be found.');
  });
});

test('the cache of npx is known on every platform', () => {
  expect(isTransient('/home/ada/.npm/_npx/0a1b/node_modules/iza-os/dist/iza.js')).toBe(true);
  expect(isTransient('C:\\Users\\Ada\\AppData\\npm-cache\\_npx\\0a1b\\iza.js')).toBe(true);
  expect(isTransient('/opt/iza/dist/iza.js')).toBe(false);
});
