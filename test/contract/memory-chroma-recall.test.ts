import { beforeEach, expect, test } from 'vitest';
import { needs } from '../needs.ts';
import { describeRecall } from '../servers/memory/recall-suite.ts';
import { openai, startMemory } from '../servers/memory/semantics/set-up.ts';
import { startChroma } from '../support/chroma.ts';
import { startEmbedder } from '../support/embedding-server/server.ts';

let chroma = '';
beforeEach((context) => {
  chroma = needs(context, 'chroma');
});

describeRecall('with a real Chroma beside it', async () => {
  const [baseURL, { url }] = await Promise.all([startChroma(chroma), startEmbedder(512)]);
  return {
    embedding: openai(url),
    memory: { external: { chroma: { baseURL }, deadlineMs: 10_000 }, vectors: { queryDeadlineMs: 10_000 } },
    mirror: 'chroma',
  };
});

test('memories in a real Chroma are heard, imported and mirrored', async () => {
  const baseURL = await startChroma(chroma);
  const embedder = await startEmbedder();
  const open = () =>
    startMemory({
      embedding: openai(embedder.url),
      memory: { external: { chroma: { baseURL }, deadlineMs: 10_000 }, vectors: { queryDeadlineMs: 10_000 } },
    });
  const one = await open();
  await one.remember(['The cat is called Miso', 'The garden needs water']);
  await one.reembed();
  expect(await one.admin({ action: 'mirror', source: 'chroma' })).toMatchObject({ result: { given: 2 } });

  // Another installation, which has none of it.
  const other = await open();
  const { items } = await other.recall('moggy');
  expect(items[0]).toMatchObject({
    text: 'The cat is called Miso',
    why: ['found by chroma'],
    sources: [{ title: 'chroma' }],
  });
  expect(await other.admin({ action: 'import', source: 'chroma' })).toMatchObject({
    result: { new: 2 },
  });
  expect(await other.texts('garden')).toEqual(['The garden needs water']);
  expect((await one.recall('moggy')).items.map(({ text }) => text)).toEqual(['The cat is called Miso']);
});
