import { describe, expect, test } from 'vitest';
import { createMem0 } from '../../../../servers/memory/external/mem0.ts';
import { entityOf } from '../../../../servers/memory/external/mem0-entities.ts';
import { startMem0 } from '../../../support/mem0/server.ts';

const KEY = 'm0-secret-key-1234';
const NOON = Date.UTC(2026, 10, 20, 12);

describe.each(['platform', 'server'] as const)('mem0, the %s', (kind) => {
  const open = async () => {
    const standIn = await startMem0(kind, KEY);
    const mem0 = createMem0({ kind, baseURL: `${standIn.url}/`, apiKey: KEY, userId: 'ada' });
    return { ...standIn, mem0 };
  };
  const copies = [
    { id: 'A1', text: 'Ada drinks green tea', at: 5, metadata: { kind: 'preference', pinned: true } },
    { id: 'A2', text: 'Ada has a cat 🐈 named Turing' },
  ];

  test('what is added is found, listed and removed', async () => {
    const { mem0, memories } = await open();
    const ids = await mem0.add(copies, { scope: 'user' });
    expect(ids).toEqual(memories.all.map(({ id }) => id));
    expect(memories.all.map(({ user_id }) => user_id)).toEqual(['ada', 'ada']);

    const found = await mem0.search('which tea does Ada drink', { scope: 'user', limit: 5 });
    expect(found).toEqual([
      {
        id: ids[0],
        text: 'Ada drinks green tea',
        score: 2 / 5,
        at: NOON,
        metadata: { kind: 'preference', pinned: true, iza_id: 'A1', iza_at: 5 },
      },
      {
        id: ids[1],
        text: 'Ada has a cat 🐈 named Turing',
        score: 1 / 5,
        at: NOON,
        metadata: { iza_id: 'A2' },
      },
    ]);
    expect(await mem0.search('tea Ada', { scope: 'user', limit: 1 })).toHaveLength(1);

    await mem0.remove([ids[0] ?? '', 'no/such id'], { scope: 'user' });
    expect((await mem0.list({ scope: 'user', limit: 10 })).items.map(({ id }) => id)).toEqual([ids[1]]);
  });

  test('a list goes on where it ended', async () => {
    const { mem0 } = await open();
    const texts = Array.from({ length: 5 }, (_, index) => `note ${index}`);
    await mem0.add(
      texts.map((text) => ({ id: text, text })),
      { scope: 'project:iza' },
    );
    const first = await mem0.list({ scope: 'project:iza', limit: 2 });
    const second = await mem0.list({ scope: 'project:iza', limit: 2, cursor: first.cursor });
    const third = await mem0.list({ scope: 'project:iza', limit: 2, cursor: second.cursor });
    expect([first, second, third].flatMap(({ items }) => items.map(({ text }) => text))).toEqual(texts);
    expect(third.cursor).toBeUndefined();
    expect(third.truncated).toBeUndefined();
  });

  test('scopes do not mix', async () => {
    const { mem0 } = await open();
    const scopes = ['user', 'project:x', 'agent:x', 'session:x', 'organisation:x'];
    for (const scope of scopes) await mem0.add([{ id: scope, text: `secret of ${scope}` }], { scope });
    for (const scope of scopes) {
      const { items } = await mem0.list({ scope, limit: 10 });
      expect(items.map(({ text }) => text)).toEqual([`secret of ${scope}`]);
      const found = await mem0.search('secret', { scope, limit: 10 });
      expect(found.map(({ text }) => text)).toEqual([`secret of ${scope}`]);
    }
    expect(await mem0.search('secret', { scope: 'project:y', limit: 10 })).toEqual([]);
  });

  test('a check says what is wrong', async () => {
    const { mem0, url } = await open();
    expect(await mem0.check()).toEqual({ ok: true, words: `mem0 (${kind}) answers at ${url}.` });
    const wrong = createMem0({ kind, baseURL: url, apiKey: 'wrong', keyName: 'MEM0_API_KEY', userId: 'ada' });
    expect(await wrong.check()).toEqual({
      ok: false,
      words:
        'mem0 refused access (HTTP 401). Check the key in MEM0_API_KEY: it may be missing, wrong or expired. Everything else works without it.',
    });
    const other = kind === 'platform' ? 'server' : 'platform';
    const { url: elsewhere } = await startMem0(other, KEY);
    const confused = createMem0({ kind, baseURL: elsewhere, apiKey: KEY, userId: 'ada' });
    expect((await confused.check()).ok).toBe(false);
  });
});

test('the platform keeps a text once, and its id is found', async () => {
  const { url, memories } = await startMem0('platform', KEY);
  const mem0 = createMem0({ kind: 'platform', baseURL: url, apiKey: KEY, userId: 'ada' });
  const [first] = await mem0.add([{ id: 'A', text: 'green tea' }], { scope: 'user' });
  const [again] = await mem0.add([{ id: 'B', text: 'green tea' }], { scope: 'user' });
  expect(again).toBe(first);
  expect(memories.all).toHaveLength(1);
});

test('paths and headers are those of the documentation', async () => {
  const platform = await startMem0('platform', KEY);
  const service = createMem0({ kind: 'platform', baseURL: platform.url, apiKey: KEY, userId: 'ada' });
  await service.add([{ id: 'A', text: 'tea' }], { scope: 'user' });
  await service.search('tea', { scope: 'user', limit: 3 });
  await service.list({ scope: 'user', limit: 500 });
  expect(platform.seen).toEqual([
    'POST /v3/memories/add/',
    'POST /v3/memories/search/',
    'POST /v3/memories/?page=1&page_size=200',
  ]);
  const server = await startMem0('server', KEY);
  const own = createMem0({ kind: 'server', baseURL: server.url, apiKey: KEY, userId: 'ada' });
  await own.list({ scope: 'agent:a b', limit: 5 });
  expect(server.seen).toEqual(['GET /memories?agent_id=a+b&top_k=1000']);
});

test('an entity for each scope', () => {
  expect(entityOf('user', 'platform', 'ada')).toEqual({ user_id: 'ada' });
  expect(entityOf('agent:bot', 'server', 'ada')).toEqual({ agent_id: 'bot' });
  expect(entityOf('session:a:b', 'server', 'ada')).toEqual({ run_id: 'a:b' });
  expect(entityOf('project:iza', 'platform', 'ada')).toEqual({ app_id: 'iza' });
  expect(entityOf('project:iza', 'server', 'ada')).toEqual({ user_id: 'project:iza' });
  expect(entityOf('organisation:x', 'platform', 'ada')).toEqual({ user_id: 'organisation:x' });
});

test.each([
  [{ userId: '' }, 'The user id for mem0 is empty or the name of a scope.'],
  [{ userId: 'project:iza' }, 'The user id for mem0 is empty or the name of a scope.'],
  [{ apiKey: 'a\nb' }, 'The key of mem0 has characters that no key has.'],
  [{ baseURL: 'file:///etc' }, 'The address of mem0 is not a plain http or https address.'],
  [{ baseURL: 'http://u:p@host' }, 'The address of mem0 is not a plain http or https address.'],
])('settings that cannot work are refused: %j', (wrong, message) => {
  expect(() => createMem0({ kind: 'server', userId: 'ada', ...wrong })).toThrow(
    expect.objectContaining({ code: 'INVALID_INPUT', message }),
  );
});
