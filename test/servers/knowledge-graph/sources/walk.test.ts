import { execFile } from 'node:child_process';
import { mkdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { findFile, walkFolder } from '../../../../servers/knowledge-graph/sources/walk.ts';
import type { SettingsSections } from '../../../../shared/server-context.ts';
import { needs } from '../../../needs.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';
import { setUp } from '../set-up.ts';

const LIMITS = { files: 100, depth: 10 };

async function tree(files: Record<string, string>): Promise<string> {
  const root = await temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}

describe('walking a folder', () => {
  test('respects the rules of each folder, the deeper ones last', async () => {
    const root = await tree({
      '.gitignore': '*.log\n/build\ndocs/*.txt\n',
      'a.log': '',
      'a.md': '',
      'build/x.md': '',
      'docs/a.txt': '',
      'docs/.gitignore': '!a.txt\n!keep.log\n',
      'docs/keep.log': '',
      'docs/build/x.md': '',
      'node_modules/p/readme.md': '',
      'node_modules.md': '',
    });
    const { files, skipped, partial } = await walkFolder(root, LIMITS);
    expect(files.map(({ path }) => path)).toEqual([
      'a.md',
      'node_modules.md',
      'docs/a.txt',
      'docs/keep.log',
      'docs/build/x.md',
    ]);
    expect(skipped).toEqual({ hidden: 2, ignored: 3 });
    expect(partial).toBeUndefined();
    for (const path of ['a.md', 'docs/a.txt', 'docs/build/x.md']) {
      expect(await findFile(root, path)).toMatchObject({ path });
    }
    for (const path of ['a.log', 'build/x.md', 'node_modules/p/readme.md']) {
      expect(await findFile(root, path)).toBe('ignored');
    }
    expect(await findFile(root, 'docs/.gitignore')).toBe('hidden');
    expect(await findFile(root, '../a.md')).toBe('hidden');
    expect(await findFile(root, 'none.md')).toBeUndefined();
  });

  test('does not follow links, loops or not', async () => {
    const root = await tree({ 'a/b/c.md': '' });
    await symlink(root, join(root, 'a/b/loop'));
    await symlink('/etc/passwd', join(root, 'a/passwd.md'));
    const { files, skipped } = await walkFolder(root, LIMITS);
    expect(files.map(({ path }) => path)).toEqual(['a/b/c.md']);
    expect(skipped).toEqual({ link: 2 });
    expect(await findFile(root, 'a/b/loop/a/b/c.md')).toBe('link');
  });

  test('stops at the limits, and names the one that it hit', async () => {
    const root = await tree(Object.fromEntries(Array.from({ length: 7 }, (_, n) => [`f${n}.md`, ''])));
    expect(await walkFolder(root, { ...LIMITS, files: 5 })).toMatchObject({
      files: { length: 5 },
      skipped: { 'too many': 2 },
      partial: 'there are more than 5 files',
    });
    const deep = await tree({ 'a/b/c/d.md': '' });
    expect(await walkFolder(deep, { ...LIMITS, depth: 2 })).toEqual({
      files: [],
      skipped: { 'too deep': 1 },
      partial: 'there are folders more than 2 deep',
    });
  });

  test('ends nothing that a limit keeps from being seen', async () => {
    const settings = { file: '', knowledgeGraph: { limits: { files: 2 } } } as SettingsSections;
    const { value, home } = await setUp({ settings });
    const root = join(home, 'sources', 'notes');
    await mkdir(root, { recursive: true });
    for (const name of ['b.md', 'c.md']) await writeFile(join(root, name), `# ${name}`);
    await value('kg_ingest', { path: 'notes' });
    await writeFile(join(root, 'a.md'), '# a');
    expect(await value('kg_ingest', { op: 'scan', name: 'notes' })).toMatchObject({
      sources: [{ documents: 3, problem: 'there are more than 2 files' }],
      job: { result: { added: 1, removed: 0, partial: 'there are more than 2 files' } },
    });
  });

  test('a file that only looks changed is not stored again', async () => {
    const { value, home } = await setUp();
    const root = join(home, 'sources', 'notes');
    await mkdir(root, { recursive: true });
    await writeFile(join(root, 'a.md'), '# a');
    await value('kg_ingest', { path: 'notes' });
    await utimes(join(root, 'a.md'), 1, 2);
    expect(await value('kg_ingest', { op: 'scan', name: 'notes' })).toMatchObject({
      job: { result: { unchanged: 1, changed: 0 } },
    });
  });

  test('a pipe is passed over and not waited for', async (context) => {
    needs(context, 'mkfifo');
    const root = await tree({ 'a.md': '' });
    await promisify(execFile)('mkfifo', [join(root, 'pipe.md')]);
    const { files, skipped } = await walkFolder(root, LIMITS);
    expect(files.map(({ path }) => path)).toEqual(['a.md']);
    expect(skipped).toEqual({ special: 1 });
  });
});
