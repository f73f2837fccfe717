import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MEMORY_FILE } from '../../../../servers/memory/open.ts';
import { MEMORY_MIGRATIONS } from '../../../../servers/memory/store/migrations.ts';
import { systemClock } from '../../../../shared/clock.ts';
import { openDatabase } from '../../../../shared/db/database.ts';
import { startEmbedder } from '../../../support/embedding-server/server.ts';
import { openai, startMemory, until } from './set-up.ts';

const PATIENT = { vectors: { queryDeadlineMs: 10_000 } };
const FACTS = ['The cat is called Miso', 'The dentist moved to Elm Street', 'The garden needs water'];

/** Vectors by model, as they lie in the file. */
async function vectorsIn(folder: string): Promise<Record<string, number>> {
  const db = await openDatabase(join(folder, MEMORY_FILE), MEMORY_MIGRATIONS, {
    durability: 'normal',
    clock: systemClock,
  });
  const rows = db
    .prepare<[], { model: string; n: number }>(
      `SELECT k.fingerprint AS model, count(e.id) AS n FROM embed_model k LEFT JOIN embedding e ON e.model_id = k.id
       GROUP BY k.id ORDER BY k.chosen`,
    )
    .all();
  db.close();
  return Object.fromEntries(rows.map(({ model, n }) => [model.replace(/#.*/, ''), n]));
}

test('queries go to the model before until the new one has seen nearly all, and then its vectors are dropped', async () => {
  const [one, two] = [await startEmbedder(), await startEmbedder(512)];
  const before = await startMemory({ embedding: openai(one.url), memory: PATIENT });
  await before.remember(FACTS);
  await before.reembed();
  expect(await before.texts('moggy')).toEqual([FACTS[0]]);
  await before.server.close();

  two.trouble = { status: 400 };
  const { folder } = before;
  const now = await startMemory({
    home: folder,
    embedding: openai(two.url, { model: 'other' }),
    memory: PATIENT,
  });
  // The new model has nothing yet, and cannot be had.
  expect(await now.reembed()).toMatchObject({ made: 0, ready: false });
  expect(await now.texts('moggy')).toEqual([FACTS[0]]);
  expect([one.texts().at(-1), two.texts().includes('moggy')]).toEqual(['moggy', false]);
  expect(await vectorsIn(folder)).toEqual({ 'openai/words/default': 3, 'openai/other/default': 0 });

  two.trouble = undefined;
  expect(await now.reembed()).toMatchObject({ made: 3, ready: true });
  expect(await vectorsIn(folder)).toEqual({ 'openai/other/default': 3 });
  const asked = one.texts().length;
  expect(await now.texts('moggy')).toEqual([FACTS[0]]);
  expect([one.texts().length, two.texts().at(-1)]).toEqual([asked, 'moggy']);
});

test('models stay side by side where the settings say so, and never mix', async () => {
  const [one, two] = [await startEmbedder(), await startEmbedder(512)];
  const memory = { vectors: { queryDeadlineMs: 10_000, keepOlderModels: true } };
  const first = await startMemory({ embedding: openai(one.url), memory });
  await first.remember(FACTS);
  await first.reembed();
  await first.server.close();
  const second = await startMemory({
    home: first.folder,
    embedding: openai(two.url, { model: 'other' }),
    memory,
  });
  await second.reembed();
  expect(await vectorsIn(first.folder)).toEqual({ 'openai/words/default': 3, 'openai/other/default': 3 });
  expect(await second.vectors()).toMatchObject({ dimensions: 512, made: 3 });
  await second.remember(['Another cat, Tofu']);
  await second.server.close();

  // Back again: what is missing is made, and no more.
  const sent = one.texts().length;
  const third = await startMemory({ home: first.folder, embedding: openai(one.url), memory });
  await until(async () => (await third.vectors())?.made === 4, 'the first model has all again');
  expect(one.texts().slice(sent)).toEqual(['Another cat, Tofu']);
  expect((await third.texts('moggy')).sort()).toEqual(['Another cat, Tofu', FACTS[0]]);
});

test('an earlier model that is elsewhere is not asked once the settings keep texts on this machine', async () => {
  const one = await startEmbedder();
  const first = await startMemory({ embedding: openai(one.url), memory: PATIENT });
  await first.remember(FACTS);
  await first.reembed();
  await first.server.close();
  const asked = one.texts().length;
  // Ollama is on this machine; nobody answers there.
  const local = await startMemory({
    home: first.folder,
    embedding: { provider: 'ollama', model: 'm', baseURL: 'http://127.0.0.1:9' },
    memory: PATIENT,
  });
  await until(
    async () => (await local.vectors())?.model.startsWith('ollama') ?? false,
    'the model is chosen',
  );
  const { items, hint } = await local.recall('cat');
  expect(items.map(({ text }) => text)).toEqual([FACTS[0]]);
  expect(hint).toContain('the embedder has changed, and the new one has not seen all memories yet');
  expect(one.texts()).toHaveLength(asked);
});

test('a process with older settings leaves the work to the newer', async () => {
  const [one, two] = [await startEmbedder(), await startEmbedder(512)];
  const old = await startMemory({ embedding: openai(one.url), memory: PATIENT });
  await old.remember(FACTS);
  await until(async () => (await old.vectors())?.made === 3, 'the first model has all');
  const fresh = await startMemory({
    home: old.folder,
    embedding: openai(two.url, { model: 'other' }),
    memory: PATIENT,
  });
  await fresh.reembed();
  const sent = one.texts().length;
  await old.remember(['Another cat, Tofu']);
  await until(async () => (await fresh.vectors())?.made === 4, 'the newer process has embedded it');
  expect(one.texts()).toHaveLength(sent);
  expect(await vectorsIn(old.folder)).toEqual({ 'openai/other/default': 4 });
  // And it asks by the model that there is.
  expect((await old.texts('moggy')).sort()).toEqual(['Another cat, Tofu', FACTS[0]]);
});
