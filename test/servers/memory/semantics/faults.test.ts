import { describe, expect, test } from 'vitest';
import { nobody } from '../../../shared/llm/loopback.ts';
import { startEmbedder, type Trouble } from '../../../support/embedding-server/server.ts';
import { openai, startMemory, until } from './set-up.ts';

const PATIENT = { vectors: { queryDeadlineMs: 10_000 } };
const FACTS = ['The cat is called Miso', 'The dentist moved to Elm Street', 'The garden needs water'];

async function filled() {
  const embedder = await startEmbedder();
  const memory = await startMemory({ embedding: openai(embedder.url), memory: PATIENT });
  await memory.remember(FACTS);
  await memory.reembed();
  return { ...memory, embedder };
}

describe('an embedder that fails a query: words find, and the answer says why', () => {
  test.each<[string, Trouble, string]>([
    ['breaks down', { status: 400 }, 'Searched by words alone: OpenAI'],
    ['answers with junk', 'junk', 'Searched by words alone: '],
    ['cuts the connection', 'reset', 'Searched by words alone: '],
    [
      'changes the size of its vectors',
      { dimensions: 3 },
      'Searched by words alone: openai gave a vector of 3 numbers where 1024 were expected.',
    ],
    ['gives NaN', { nan: 'cat' }, 'Searched by words alone: '],
  ])('%s', async (_, trouble, said) => {
    const { recall, embedder } = await filled();
    embedder.trouble = trouble;
    const { items, hint } = await recall('what is the cat called');
    expect(items.map(({ text }) => text)).toEqual(['The cat is called Miso']);
    expect(hint).toContain(said);
    embedder.trouble = undefined;
  });

  test('does not answer: the recall does not wait for it', async () => {
    const embedder = await startEmbedder();
    const first = await startMemory({ embedding: openai(embedder.url), memory: PATIENT });
    await first.remember(FACTS);
    await first.reembed();
    const { recall } = await startMemory({
      home: first.folder,
      embedding: openai(embedder.url),
      memory: { vectors: { queryDeadlineMs: 50 } },
    });
    embedder.trouble = 'hang';
    const { items, hint } = await recall('what is the cat called');
    expect(items.map(({ text }) => text)).toEqual(['The cat is called Miso']);
    expect(hint).toBe('Searched by words alone: the embedder did not answer within 50 ms.');
  });

  test('changed its size between two processes', async () => {
    const { folder, embedder } = await filled();
    embedder.trouble = { dimensions: 512 };
    const { recall, remember, reembed } = await startMemory({
      home: folder,
      embedding: openai(embedder.url),
      memory: PATIENT,
    });
    expect((await recall('cat')).hint).toContain(
      'the embedder gives 512 numbers a vector where it gave 1024 before.',
    );
    await remember(['The parrot sings']);
    expect(await reembed()).toMatchObject({
      made: 3,
      pending: 1,
      paused: expect.stringContaining('gives 512 numbers a vector where it gave 1024'),
    });
  });
});

describe('an embedder that fails to make vectors: memories are written all the same', () => {
  test('the work pauses, says so, and goes on later', async () => {
    const embedder = await startEmbedder();
    const { remember, reembed, vectors, texts } = await startMemory({
      embedding: openai(embedder.url, { timeoutMs: 1_000 }),
      memory: PATIENT,
    });
    embedder.trouble = { status: 400 };
    await remember(FACTS);
    await until(async () => (await vectors())?.paused !== undefined, 'the work is paused');
    expect(await vectors()).toMatchObject({
      made: 0,
      pending: 3,
      paused: expect.stringMatching(/It is tried again at 20\d\d-/),
    });
    expect(await texts('cat')).toEqual(['The cat is called Miso']);
    embedder.trouble = undefined;
    expect(await reembed()).toMatchObject({ made: 3, pending: 0, ready: true });
    expect((await vectors())?.paused).toBeUndefined();
  });

  test('a text that the model cannot take costs only itself', async () => {
    const embedder = await startEmbedder();
    const { remember, reembed, vectors, texts } = await startMemory({
      embedding: openai(embedder.url),
      memory: PATIENT,
    });
    embedder.trouble = { nan: 'cursed' };
    await remember([...FACTS, 'A cursed text about a cat']);
    await reembed();
    expect(await vectors()).toMatchObject({ made: 3, pending: 0, ready: true });
    expect(await texts('moggy')).toEqual(['The cat is called Miso']);
    embedder.trouble = undefined;
    expect(await reembed()).toMatchObject({ made: 4, pending: 0 });
  });

  test('the budget is spent', async () => {
    const embedder = await startEmbedder();
    const { remember, reembed } = await startMemory({
      // Priced as the real one, since what costs nothing has no budget: its key goes to nobody.
      embedding: { provider: 'voyage', model: 'voyage-3.5', apiKeyEnv: 'KEY', baseURL: embedder.url },
      env: { KEY: 'pa-1' },
      modelConfig: { budgets: { dayUsd: 0.000_000_001 } },
    });
    await remember(FACTS);
    expect(await reembed()).toMatchObject({ made: 0, pending: 3, paused: expect.stringMatching(/budget/i) });
    expect(embedder.texts()).toEqual([]);
  });

  test('its key is missing', async () => {
    const { remember, texts, vectors, recall } = await startMemory({
      embedding: { provider: 'openai', model: 'words', apiKeyEnv: 'NO_SUCH_KEY' },
    });
    await remember(FACTS);
    expect(await texts('cat')).toEqual(['The cat is called Miso']);
    expect((await vectors())?.paused).toContain('NO_SUCH_KEY is not set');
    expect((await recall('cat')).items).toHaveLength(1);
  });

  test('nobody is there', async () => {
    const { remember, texts, reembed } = await startMemory({
      embedding: openai(await nobody(), { timeoutMs: 1_000 }),
    });
    await remember(FACTS);
    expect(await reembed()).toMatchObject({
      made: 0,
      paused: expect.stringMatching(/reach|nothing is sent/i),
    });
    expect(await texts('cat')).toEqual(['The cat is called Miso']);
  });
});
