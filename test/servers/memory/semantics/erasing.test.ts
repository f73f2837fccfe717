import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { normalised } from '../../../../shared/embed/vector.ts';
import { startEmbedder } from '../../../support/embedding-server/server.ts';
import { vectorOf } from '../../../support/embedding-server/vectors.ts';
import { openai, startMemory, until } from './set-up.ts';

const PATIENT = { vectors: { queryDeadlineMs: 10_000 } };
const SECRET_LIKE = 'The surprise party for Grace is on the twelfth';

/** So few that a vector lies in one page of the database. */
const DIMENSIONS = 64;

/** The bytes of a text's vector from the first number that is not zero to the last: what a disk would hold of it. */
function bytesOf(text: string): Buffer {
  const vector = normalised(Float32Array.from(vectorOf(text, DIMENSIONS)));
  const there = [...vector.keys()].filter((index) => vector[index] !== 0);
  const part = vector.slice(there[0], (there.at(-1) ?? 0) + 1);
  return Buffer.from(part.buffer);
}

/** The files of the data folder that hold these bytes. */
async function holding(folder: string, bytes: Buffer): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const content = await readFile(join(entry.parentPath, entry.name));
    if (content.includes(bytes)) found.push(entry.name);
  }
  return found;
}

test.each(['purge', 'redact'] as const)('%s leaves no number of a vector on the disk', async (mode) => {
  const embedder = await startEmbedder(DIMENSIONS);
  const { folder, remember, reembed, value, texts, vectors, server } = await startMemory({
    embedding: openai(embedder.url),
    memory: PATIENT,
  });
  const [id] = await remember([SECRET_LIKE, 'The cat is called Miso']);
  await reembed();
  // Both the vectors of documents and of queries come by every cache that there is.
  expect(await texts(SECRET_LIKE)).toContain(SECRET_LIKE);
  // In the database or the log beside it, and nowhere else.
  expect((await holding(folder, bytesOf(SECRET_LIKE))).join()).toMatch(/^memory\.db/);
  expect((await holding(folder, bytesOf('The cat is called Miso'))).join()).toMatch(/^memory\.db/);

  const preview = await value<{ preview_token?: string }>('forget', { ids: [id], mode, confirm: true });
  if (preview.preview_token) {
    await value('forget', { ids: [id], mode, confirm: true, preview_token: preview.preview_token });
  }
  expect(await holding(folder, bytesOf(SECRET_LIKE))).toEqual([]);
  expect(await vectors()).toMatchObject({ made: 1, pending: 0 });
  expect(await texts('surprise party')).toEqual([]);
  await server.close();
  expect(await holding(folder, bytesOf(SECRET_LIKE))).toEqual([]);
});

test('what is private never goes to a remote embedder, and is left out', async () => {
  const embedder = await startEmbedder(DIMENSIONS);
  const { remember, reembed, recall } = await startMemory({
    embedding: openai(embedder.url),
    memory: PATIENT,
    env: { KEY: 'ab'.repeat(32) },
    privacy: { key: { env: 'KEY' } },
  });
  await remember(['The cat is called Miso', 'I was diagnosed with diabetes in March']);
  expect(await reembed()).toMatchObject({ made: 1, pending: 0 });
  expect(embedder.texts()).toEqual(['The cat is called Miso']);
  // A query with a secret in it stays here as well.
  const { hint } = await recall('whose is ghp_16C7e42F292c6912E7710c838347Ae178B4a');
  expect(hint).toContain('Searched by words alone: what it asks is private');
  expect(embedder.texts()).toEqual(['The cat is called Miso']);
});

test('without a key, private text stays plain here and still goes nowhere', async () => {
  const embedder = await startEmbedder(DIMENSIONS);
  const { remember, reembed, texts } = await startMemory({
    embedding: openai(embedder.url),
    memory: PATIENT,
  });
  await remember(['I was diagnosed with diabetes in March', 'Tea is green']);
  expect(await reembed()).toMatchObject({ made: 1, pending: 0 });
  expect(embedder.texts()).toEqual(['Tea is green']);
  expect(await texts('diabetes')).toHaveLength(1);
});

test('what is erased while its vector is on the way gets none', async () => {
  const embedder = await startEmbedder(DIMENSIONS);
  const { remember, value, reembed, folder } = await startMemory({
    embedding: openai(embedder.url, { timeoutMs: 1_500 }),
    memory: PATIENT,
  });
  embedder.trouble = 'hang';
  const [id] = await remember([SECRET_LIKE, 'The cat is called Miso']);
  await until(async () => embedder.texts().length > 0, 'the texts were sent');
  await value('forget', { ids: [id], mode: 'purge', confirm: true });
  // The second attempt sends what was read before, and gets an answer.
  embedder.trouble = undefined;
  expect(await reembed()).toMatchObject({ made: 1, pending: 0 });
  expect(await holding(folder, bytesOf(SECRET_LIKE))).toEqual([]);
});
