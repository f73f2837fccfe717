import { describe, expect, test } from 'vitest';
import { startEmbedder } from '../../../support/embedding-server/server.ts';
import { openai, startMemory, until } from './set-up.ts';

const FACTS = [
  'The cat is called Miso',
  'The dentist moved to Elm Street',
  'Ada repaired her bicycle on Sunday',
  'Invoices are sent on the first Monday',
  'The garden needs water in July',
];

async function open(more: Parameters<typeof startMemory>[0] = {}) {
  const embedder = await startEmbedder();
  const memory = await startMemory({
    embedding: openai(embedder.url),
    // A machine that does much else at once is not late by this.
    memory: { vectors: { queryDeadlineMs: 10_000 } },
    ...more,
  });
  return { ...memory, embedder };
}

describe('recall with vectors', () => {
  test('finds what is meant in other words, and says so', async () => {
    const { remember, reembed, recall, value } = await open();
    const [cat] = await remember(FACTS);
    // The lexicon does not know the word.
    expect(await reembed()).toMatchObject({ made: 5, pending: 0, ready: true });
    const { items, matched, hint } = await recall('moggy');
    expect(items.map(({ id, why }) => [id, why])).toEqual([[cat, ['near in meaning']]]);
    expect([matched, hint]).toEqual([
      'related',
      'Nothing fits well: these are the nearest. Other words, or another scope, may find more.',
    ]);
    expect((await value('memory_admin', { action: 'verify' })).job).toMatchObject({ result: { ok: true } });
  });

  test('without an embedder, words find as before', async () => {
    const { remember, texts, vectors, call } = await startMemory();
    await remember(FACTS);
    expect(await texts('moggy')).toEqual([]);
    expect(await texts('cat')).toEqual([FACTS[0]]);
    expect(await vectors()).toBeUndefined();
    expect(await call('memory_admin', { action: 'reembed' })).toMatchObject({
      isError: true,
      content: [{ text: expect.stringMatching(/^UNAVAILABLE: No embedder is set/) }],
    });
  });

  test('scopes, kinds, times and tags hold for what is near, too', async () => {
    const { remember, reembed, texts } = await open();
    await remember([...FACTS, { text: 'A cat sat here', kind: 'event', valid_from: '2026-01-02' }]);
    await remember(['The cat of the project'], 'project:a');
    await remember([
      { text: 'The cat of old', valid_to: '2020-01-01' },
      { text: 'A cat, tagged', tags: ['pet'] },
    ]);
    await reembed();
    expect((await texts('moggy')).sort()).toEqual(['A cat sat here', 'A cat, tagged', FACTS[0]]);
    expect(await texts('moggy', { scopes: ['project:a'] })).toEqual(['The cat of the project']);
    expect(await texts('moggy', { kinds: ['event'] })).toEqual(['A cat sat here']);
    expect(await texts('moggy', { tags: ['pet'] })).toEqual(['A cat, tagged']);
    expect(await texts('moggy', { until: '2026-02' })).toEqual(['A cat sat here']);
    expect(await texts('moggy', { as_of: '2019-06-01' })).toContain('The cat of old');
    // Vectors are of what is known now.
    expect(await texts('moggy', { known_at: '2100-01-01T00:00:00Z' })).toEqual([]);
  });

  test('vectors are made in the background, and writing does not wait', async () => {
    const { remember, texts, vectors } = await open();
    await remember(FACTS);
    await until(async () => (await vectors())?.made === 5, 'all vectors are made');
    expect(await texts('moggy')).toEqual([FACTS[0]]);
    await remember(['A ukulele hangs in the hall']);
    await until(async () => (await vectors())?.made === 6, 'the new one has a vector');
    expect(await vectors()).toMatchObject({ dimensions: 1024, pending: 0, ready: true });
  });

  test('another process finds by the vectors that this one has made, and the other way round', async () => {
    const first = await open();
    await first.remember(FACTS);
    await first.reembed();
    expect(await first.texts('moggy')).toEqual([FACTS[0]]);
    const second = await startMemory({
      home: first.folder,
      embedding: openai(first.embedder.url),
      memory: { vectors: { queryDeadlineMs: 10_000 } },
    });
    expect(await second.texts('moggy')).toEqual([FACTS[0]]);
    await second.remember(['Another cat, Tofu']);
    await second.reembed();
    expect((await first.texts('moggy')).sort()).toEqual(['Another cat, Tofu', FACTS[0]]);
    expect(await first.recall('moggy')).toEqual(await second.recall('moggy'));
  });

  test('a version that says the same keeps its vector, one that does not gets another', async () => {
    const { remember, reembed, texts, value, embedder, vectors } = await open();
    const [cat] = await remember(FACTS);
    await reembed();
    const sent = embedder.texts().length;
    await value('update_memory', { id: cat, tags: ['pet'] });
    expect(await vectors()).toMatchObject({ made: 5, pending: 0 });
    expect(await texts('moggy')).toEqual([FACTS[0]]);
    // The query alone was sent.
    expect(embedder.texts().slice(sent)).toEqual(['moggy']);
    await value('update_memory', { id: cat, text: 'The parrot is called Miso' });
    expect(await texts('moggy')).toEqual([]);
    await reembed();
    expect(embedder.texts().at(-1)).toBe('The parrot is called Miso');
    await value('forget', { ids: [cat] });
    expect(await vectors()).toMatchObject({ made: 4 });
  });
});
