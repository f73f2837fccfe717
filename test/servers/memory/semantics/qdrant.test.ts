import { expect, onTestFinished, test } from 'vitest';
import { startEmbedder } from '../../../support/embedding-server/server.ts';
import { failing, isWrite, type QdrantStandIn, startQdrant } from '../../../support/qdrant/server.ts';
import { openai, startMemory, until } from './set-up.ts';

const FACTS = ['The cat is called Miso', 'The dentist moved to Elm Street', 'The garden needs water'];

async function qdrantHere(): Promise<QdrantStandIn> {
  const qdrant = await startQdrant({ apiKey: 'k' });
  onTestFinished(async () => {
    await qdrant.close();
    expect(qdrant.violations).toEqual([]);
  });
  return qdrant;
}

async function open(qdrant: QdrantStandIn, home?: string) {
  const embedder = await startEmbedder();
  const memory = await startMemory({
    ...(home !== undefined && { home }),
    embedding: openai(embedder.url),
    env: { QDRANT_KEY: 'k' },
    memory: {
      vectors: { queryDeadlineMs: 10_000 },
      qdrant: { url: qdrant.url, apiKeyEnv: 'QDRANT_KEY' },
    },
  });
  const copied = (points: number) =>
    until(async () => {
      const copy = (await memory.vectors())?.copy;
      return copy?.ready === true && copy.waiting === 0 && pointsIn(qdrant) === points;
    }, `Qdrant has ${points} points`);
  return { ...memory, embedder, copied };
}

const pointsIn = ({ collections }: QdrantStandIn): number =>
  [...collections.values()].reduce((sum, { points }) => sum + points.size, 0);

const searches = ({ received }: QdrantStandIn): number =>
  received.filter(({ route }) => route.endsWith('/points/query')).length;

test('the copy follows the memories, is searched, and is verified', async () => {
  const qdrant = await qdrantHere();
  const { remember, recall, value, admin, copied } = await open(qdrant);
  const [cat] = await remember(FACTS);
  await remember(['The cat of the project'], 'project:a');
  await copied(4);
  const before = searches(qdrant);
  const { items } = await recall('moggy');
  expect(items.map(({ text, why }) => [text, why])).toEqual([[FACTS[0], ['near in meaning']]]);
  expect(searches(qdrant)).toBe(before + 1);
  expect(await admin({ action: 'verify' })).toMatchObject({
    result: {
      ok: true,
      checks: expect.arrayContaining([{ name: expect.stringMatching(/^vectors in Qdrant/), ok: true }]),
    },
  });
  await value('forget', { ids: [cat] });
  await copied(3);
  expect((await recall('moggy')).items).toEqual([]);
});

test('what Qdrant loses is made again', async () => {
  const qdrant = await qdrantHere();
  const { remember, recall, admin, copied } = await open(qdrant);
  await remember(FACTS);
  await copied(3);
  for (const { points } of qdrant.collections.values()) {
    const [first] = points.keys();
    if (first !== undefined) points.delete(first);
  }
  expect(await admin({ action: 'verify' })).toMatchObject({
    result: {
      ok: false,
      checks: expect.arrayContaining([
        expect.objectContaining({
          ok: false,
          detail: '2 points where there should be 3: reembed makes them anew',
        }),
      ]),
    },
  });
  await admin({ action: 'reembed' });
  await copied(3);
  expect((await recall('moggy')).items.map(({ text }) => text)).toEqual([FACTS[0]]);
  expect(await admin({ action: 'verify' })).toMatchObject({ result: { ok: true } });
});

test('while Qdrant is down, this process searches itself, and afterwards the copy has caught up', async () => {
  const qdrant = await qdrantHere();
  const { remember, recall, texts, vectors, reembed, copied } = await open(qdrant);
  await remember(FACTS);
  await copied(3);
  qdrant.fault = () => failing(503);
  const { items, hint } = await recall('moggy');
  expect(items.map(({ text }) => text)).toEqual([FACTS[0]]);
  expect(hint).not.toContain('words alone');
  await remember(['Another cat, Tofu']);
  await reembed();
  expect((await texts('moggy')).sort()).toEqual(['Another cat, Tofu', FACTS[0]]);
  await until(async () => (await vectors())?.copy?.problem !== undefined, 'the trouble is in the statistics');
  expect(await vectors()).toMatchObject({
    made: 4,
    copy: { waiting: 1, set_aside: 0, problem: expect.stringMatching(/Qdrant/) },
  });
  qdrant.fault = () => undefined;
  await copied(4);
});

test('what is purged while Qdrant is down is removed there as soon as it is back', async () => {
  const qdrant = await qdrantHere();
  const { remember, value, copied } = await open(qdrant);
  const [cat] = await remember(FACTS);
  await copied(3);
  qdrant.fault = (request) => (isWrite(request) ? failing(503) : undefined);
  await value('forget', { ids: [cat], mode: 'purge', confirm: true });
  expect(pointsIn(qdrant)).toBe(3);
  qdrant.fault = () => undefined;
  await copied(2);
});

test('the space of a model that is gone is dropped', async () => {
  const qdrant = await qdrantHere();
  const first = await open(qdrant);
  await first.remember(FACTS);
  await first.copied(3);
  await first.server.close();
  const second = await startEmbedder(512);
  const next = await startMemory({
    home: first.folder,
    embedding: openai(second.url, { model: 'other' }),
    env: { QDRANT_KEY: 'k' },
    memory: { qdrant: { url: qdrant.url, apiKeyEnv: 'QDRANT_KEY' }, vectors: { queryDeadlineMs: 10_000 } },
  });
  await until(async () => (await next.vectors())?.copy?.ready === true, 'the new copy is whole');
  await until(async () => qdrant.collections.size === 1, 'the old space is gone');
  expect(pointsIn(qdrant)).toBe(3);
  expect(await next.texts('moggy')).toEqual([FACTS[0]]);
});
