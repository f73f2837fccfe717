import { writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createChroma } from '../../../../servers/memory/external/chroma.ts';
import type { ExternalMemory } from '../../../../servers/memory/external/external-memory.ts';
import { createMem0 } from '../../../../servers/memory/external/mem0.ts';
import type { Embedder } from '../../../../shared/embed/embedder.ts';
import { noEmbedder } from '../../../../shared/embed/none.ts';
import { type IzaError, renderError } from '../../../../shared/mcp/errors.ts';
import { loopback, nobody, type Reply } from '../../../shared/llm/loopback.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';

const KEY = 'secret-key-1234';
const embedder: Embedder = {
  id: 'test',
  fingerprint: 'test/1',
  embed: async (texts) => texts.map(() => Float32Array.of(1, 0)),
};

type Open = (url: string, timeoutMs?: number) => ExternalMemory;
const SIDES: [string, Open][] = [
  [
    'mem0',
    (baseURL, timeoutMs = 5_000) =>
      createMem0({ kind: 'platform', baseURL, apiKey: KEY, userId: 'ada', timeoutMs }),
  ],
  ['chroma', (baseURL, timeoutMs = 5_000) => createChroma({ baseURL, token: KEY, embedder, timeoutMs })],
];

const HUGE = Buffer.alloc(5 * 1024 * 1024, 0x20);
const json = { 'content-type': 'application/json' };
const FAULTS: [name: string, reply: Reply, code: string][] = [
  ['a wrong key', { status: 401, body: { detail: `bad key ${KEY}` } }, 'UNAVAILABLE'],
  ['no rights', { status: 403, body: `no ${KEY}` }, 'UNAVAILABLE'],
  ['a request refused', { status: 400, body: { message: `bad ${KEY}` } }, 'INVALID_INPUT'],
  ['too fast', { status: 429, headers: { 'retry-after': '7' }, body: {} }, 'UNAVAILABLE'],
  ['a failing server', { status: 500, body: `trace ${KEY}` }, 'UNAVAILABLE'],
  ['a gateway that gave up', { status: 504, body: '' }, 'TIMEOUT'],
  ['junk', { headers: { 'content-type': 'text/html' }, body: '<html>' }, 'UNAVAILABLE'],
  ['junk that says it is JSON', { headers: json, body: '<html>' }, 'UNAVAILABLE'],
  ['nothing', { headers: json, body: '' }, 'UNAVAILABLE'],
  ['another object', { body: { models: [] } }, 'UNAVAILABLE'],
  ['an answer of 5 MB', { headers: json, chunks: [HUGE] }, 'TOO_LARGE'],
  ['a cut connection', { end: 'reset' }, 'UNAVAILABLE'],
  [
    'half an answer',
    { headers: { ...json, 'content-length': '99' }, body: '{"results": [', end: 'cut' },
    'UNAVAILABLE',
  ],
];

async function failure(work: Promise<unknown>): Promise<IzaError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ name: 'IzaError' });
  return error as IzaError;
}

describe.each(SIDES)('%s: what goes wrong', (_, open) => {
  test.each(FAULTS)('%s', async (_name, reply, code) => {
    const { url, seen } = await loopback(reply);
    const error = await failure(open(url).search('tea', { scope: 'user', limit: 5 }));
    expect(error.code).toBe(code);
    expect(error.details.hint).toBeTypeOf('string');
    expect(`${renderError(error)} ${error.cause}`).not.toContain(KEY);
    expect(seen).toHaveLength(1);
  });

  test('nobody there', async () => {
    const url = await nobody();
    const error = await failure(open(url).list({ scope: 'user', limit: 5 }));
    expect(error.code).toBe('UNAVAILABLE');
    expect(error.details.hint).toBe(
      `Check that it runs and answers at ${url}/. Everything else works without it.`,
    );
    expect(await open(url).check()).toEqual({ ok: false, words: `${error.message} ${error.details.hint}` });
  });

  test('no answer in time', async () => {
    const { url } = await loopback({ headers: json, chunks: ['{'], end: 'hang' });
    expect((await failure(open(url, 50).search('tea', { scope: 'user', limit: 5 }))).code).toBe('TIMEOUT');
  });

  test('cancelled before and during', async () => {
    const cancel = new AbortController();
    const { url } = await loopback(() => {
      cancel.abort();
      return { headers: json, chunks: ['{'], end: 'hang' };
    });
    const during = open(url).search('tea', { scope: 'user', limit: 5, signal: cancel.signal });
    expect((await failure(during)).code).toBe('CANCELLED');
    const before = open(url).search('tea', { scope: 'user', limit: 5, signal: AbortSignal.abort() });
    expect((await failure(before)).code).toBe('CANCELLED');
    expect((await failure(open(url).check(AbortSignal.abort()))).code).toBe('CANCELLED');
  });

  test('the key does not follow a redirect', async () => {
    const elsewhere = await loopback({ body: { results: [] } });
    const { url } = await loopback({
      status: 307,
      headers: { location: `${elsewhere.url}/x?key=${KEY}` },
      body: '',
    });
    const error = await failure(open(url).search('tea', { scope: 'user', limit: 5 }));
    expect(error.code).toBe('UNAVAILABLE');
    expect(error.details.hint).toContain(elsewhere.url);
    expect(renderError(error)).not.toContain(KEY);
    expect(elsewhere.seen).toEqual([]);
  });
});

test('mem0: what was added before a failure is taken back', async () => {
  const { url, seen } = await loopback(({ method }, count) =>
    method === 'DELETE'
      ? { status: 204 }
      : count === 1
        ? { body: { results: [{ id: 'first' }] } }
        : { status: 500 },
  );
  const mem0 = createMem0({ kind: 'server', baseURL: url, userId: 'ada' });
  const items = ['a', 'b', 'c'].map((text) => ({ id: text, text }));
  expect((await failure(mem0.add(items, { scope: 'user' }))).code).toBe('UNAVAILABLE');
  expect(seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /memories',
    'POST /memories',
    'DELETE /memories/first',
  ]);
});

test('mem0: a server that gives all it can says that there may be more', async () => {
  const results = Array.from({ length: 1_000 }, (_, index) => ({ id: `${index}`, memory: `note ${index}` }));
  const { url } = await loopback({ body: { results } });
  const mem0 = createMem0({ kind: 'server', baseURL: url, userId: 'ada' });
  expect((await mem0.list({ scope: 'user', limit: 1_000 })).truncated).toBe(true);
});

test('chroma: a token goes where the settings say', async () => {
  const { url, seen } = await loopback({ body: 3 });
  await createChroma({ baseURL: url, token: KEY, embedder }).check();
  await createChroma({ baseURL: url, token: KEY, tokenHeader: 'authorization', embedder }).check();
  expect(seen[0]?.headers['x-chroma-token']).toBe(KEY);
  expect(seen[2]?.headers.authorization).toBe(`Bearer ${KEY}`);
  const database = '/api/v2/tenants/default_tenant/databases/default_database';
  expect(seen.slice(0, 2).map(({ path }) => path)).toEqual([database, `${database}/collections_count`]);
});

test('chroma: no module is loaded by a name that the server gives', async () => {
  const folder = await temporaryFolder();
  const module = join(folder, 'planted.mjs');
  await writeFile(module, 'globalThis.planted = true;');
  const packages = join(dirname(fileURLToPath(import.meta.resolve('chromadb'))), '../..');
  const name = relative(join(packages, '@chroma-core'), module);
  const collection = {
    id: '7c1e3c58-0000-4000-8000-000000000000',
    name: 'x',
    tenant: 't',
    database: 'd',
    metadata: null,
    configuration_json: {
      embedding_function: { type: 'known', name, config: {} },
      hnsw: { space: 'cosine' },
    },
    schema: { defaults: {}, keys: { x: { float_list: { vector_index: { enabled: true, config: {} } } } } },
  };
  const { url } = await loopback(({ path }) =>
    path.endsWith('/query')
      ? {
          body: {
            ids: [['a']],
            documents: [['tea']],
            metadatas: [[{ iza_at: 5, tag: 't' }]],
            distances: [[0.25]],
            include: ['documents', 'metadatas', 'distances'],
          },
        }
      : { body: collection },
  );
  const found = await createChroma({ baseURL: url, embedder }).search('tea', { scope: 'user', limit: 3 });
  expect(found).toEqual([{ id: 'a', text: 'tea', score: 0.75, at: 5, metadata: { tag: 't' } }]);
  expect(globalThis).not.toHaveProperty('planted');
});

test('chroma: without an embedder it says what is missing', async () => {
  const { url } = await loopback({ body: 0 });
  const chroma = createChroma({ baseURL: url, embedder: noEmbedder });
  const error = await failure(chroma.add([{ id: 'A', text: 'tea' }], { scope: 'user' }));
  expect(error.code).toBe('UNAVAILABLE');
  expect(error.message).toBe('No embedder is configured.');
});
