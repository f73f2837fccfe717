import { describe, expect, test } from 'vitest';
import { createMemoryCache } from '../../../shared/embed/cache.ts';
import { EMBEDDING_CONFIG } from '../../../shared/embed/config.ts';
import { openEmbedder } from '../../../shared/embed/open.ts';
import type { JsonObject } from '../../../shared/mcp/surface.ts';
import { testClock } from '../../clock.ts';
import { failure } from '../llm/expect-llm-error.ts';
import { loopback } from '../llm/loopback.ts';

const deps = { clock: testClock(), env: { OPENAI_API_KEY: ' sk-1234 ' } };
const open = (config: JsonObject, more: object = {}) =>
  openEmbedder(EMBEDDING_CONFIG.parse(config), { ...deps, ...more });

/** Answers every text with its length. */
const echo = () =>
  loopback(({ body }) => ({
    body: { data: (body.input as string[]).map((text, index) => ({ index, embedding: [text.length, 0] })) },
  }));

test('nothing is set: none', async () => {
  expect((await open({})).id).toBe('none');
});

test('checked, in batches, with the key of the environment', async () => {
  const { url, seen } = await echo();
  const embedder = await open({
    provider: 'openai',
    model: 'm',
    apiKeyEnv: 'OPENAI_API_KEY',
    baseURL: `${url}/v1/`,
    batchTexts: 2,
  });
  expect(await embedder.embed(['a', 'bb', 'ccc'], 'document')).toEqual(
    Array(3).fill(Float32Array.from([1, 0])),
  );
  expect(seen.map(({ body }) => body.input)).toEqual([['a', 'bb'], ['ccc']]);
  expect(seen[0]?.headers.authorization).toBe('Bearer sk-1234');
});

test('with a cache nothing is asked twice', async () => {
  const { url, seen } = await echo();
  const config = { provider: 'openai', model: 'm', baseURL: `${url}/v1` };
  const cache = createMemoryCache();
  await (await open(config, { cache })).embed(['a'], 'document');
  await (await open(config, { cache })).embed(['a', 'bb'], 'document');
  expect(seen.map(({ body }) => body.input)).toEqual([['a'], ['bb']]);
});

test('a key that is not there is told before anything is sent', async () => {
  const error = await failure(open({ provider: 'voyage', model: 'm', apiKeyEnv: 'VOYAGE_API_KEY' }));
  expect(error.message).toBe('The key for voyage is missing: VOYAGE_API_KEY is not set.');
});

describe('settings that do not fit', () => {
  test.each<[JsonObject, string, string]>([
    [{ provider: 'ollama' }, 'model', 'ollama needs it: the name of a model'],
    [{ provider: 'onnx' }, 'folder', 'onnx needs it: where the model is'],
    [
      { provider: 'voyage', model: 'm' },
      'apiKeyEnv',
      'voyage needs it: the name of the variable with the key',
    ],
    [
      { provider: 'openai', model: 'm' },
      'apiKeyEnv',
      'openai needs it: the name of the variable with the key',
    ],
  ])('%j', (config, path, message) => {
    const { error } = EMBEDDING_CONFIG.safeParse(config);
    expect(error?.issues).toMatchObject([{ path: [path], message }]);
  });
});
