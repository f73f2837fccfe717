import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { setUp } from '../set-up.ts';

const SOON = { timeout: 15_000 };

test('a watched folder is followed: what is saved, made, taken away', { timeout: 60_000 }, async () => {
  const { value, home } = await setUp();
  const root = join(home, 'sources', 'notes');
  await mkdir(root, { recursive: true });
  await writeFile(join(root, 'a.md'), '# First');
  await value('kg_ingest', { path: 'notes', watch: true });
  const documents = async () =>
    ((await value('kg_ingest', { op: 'status', name: 'notes' })).sources as { documents: number }[])[0]
      ?.documents;
  const name = async (path: string) => (await value('kg_entity', { entity: join(root, path) })).name;
  await writeFile(join(root, 'a.md'), '# Second');
  await expect.poll(() => name('a.md'), SOON).toBe('Second');
  await mkdir(join(root, 'inner'));
  await writeFile(join(root, 'inner', 'b.md'), '# Third');
  await expect.poll(documents, SOON).toBe(2);
  await rm(join(root, 'a.md'));
  await expect.poll(documents, SOON).toBe(1);
  await value('kg_ingest', { op: 'pause', name: 'notes' });
  await writeFile(join(root, 'c.md'), '# Unseen');
  await value('kg_ingest', { op: 'resume', name: 'notes' });
  expect(await documents()).toBe(2);
});
