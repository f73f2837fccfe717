import { LLMock } from '@copilotkit/aimock';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Embedder } from '../../../shared/embed/embedder.ts';
import { createOllamaEmbedder } from '../../../shared/embed/ollama.ts';
import { createOpenAiEmbedder } from '../../../shared/embed/openai.ts';
import { createVoyageEmbedder } from '../../../shared/embed/voyage.ts';
import { testClock } from '../../clock.ts';
import { decisive, type Expected, failure } from '../llm/expect-llm-error.ts';
import { loopback, type Reply } from '../llm/loopback.ts';

const KEY = 'secret-key-1234';
const clock = testClock();
const prefixes = { document: 'd: ', query: 'q: ' };

const voyage = (url: string) =>
  createVoyageEmbedder({
    model: 'm',
    dimensions: 2,
    apiKey: KEY,
    keyName: 'VOYAGE_API_KEY',
    baseURL: `${url}/v1`,
    clock,
  });
const openai = (url: string) =>
  createOpenAiEmbedder({ model: 'm', dimensions: 2, prefixes, apiKey: KEY, baseURL: `${url}/v1`, clock });
const ollama = (url: string) => createOllamaEmbedder({ model: 'm', prefixes, baseURL: url, clock });

/** Vectors as the providers with `data` send them, in another order than asked. */
const data = {
  data: [
    { index: 1, embedding: [3, 4] },
    { index: 0, embedding: [1, 2] },
  ],
};
const vectors = [Float32Array.from([1, 2]), Float32Array.from([3, 4])];

describe('what is sent and what comes back', () => {
  test('Voyage', async () => {
    const { url, seen } = await loopback({
      body: { object: 'list', model: 'm', usage: { total_tokens: 4 }, ...data },
    });
    expect(await voyage(url).embed(['tea', 'rain'], 'query')).toEqual(vectors);
    expect(seen[0]?.path).toBe('/v1/embeddings');
    expect(seen[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(seen[0]?.body).toEqual({
      input: ['tea', 'rain'],
      model: 'm',
      input_type: 'query',
      truncation: true,
      output_dimension: 2,
    });
  });

  test('OpenAI', async () => {
    const { url, seen } = await loopback({ body: { object: 'list', model: 'm', ...data } });
    expect(await openai(url).embed(['tea', 'rain'], 'document')).toEqual(vectors);
    expect(seen[0]?.path).toBe('/v1/embeddings');
    expect(seen[0]?.body).toEqual({
      input: ['d: tea', 'd: rain'],
      model: 'm',
      encoding_format: 'float',
      dimensions: 2,
    });
  });

  test('OpenAI, by another server of its protocol', async () => {
    const mock = new LLMock({ port: 0 });
    mock.onEmbedding('q: tea', { embedding: [0.5, 0.25] });
    await mock.start();
    onTestFinished(() => mock.stop());
    expect(await openai(mock.url).embed(['tea'], 'query')).toEqual([Float32Array.from([0.5, 0.25])]);
  });

  test('Ollama, without a key', async () => {
    const { url, seen } = await loopback({
      body: {
        model: 'm',
        embeddings: [
          [1, 2],
          [3, 4],
        ],
      },
    });
    expect(await ollama(url).embed(['tea', 'rain'], 'query')).toEqual(vectors);
    expect(seen[0]?.path).toBe('/api/embed');
    expect(seen[0]?.headers.authorization).toBeUndefined();
    expect(seen[0]?.body).toEqual({ model: 'm', input: ['q: tea', 'q: rain'], truncate: true });
  });

  test('fingerprints say what they are of', () => {
    expect(voyage('http://a').fingerprint).toMatch(/^voyage\/m\/2#/);
    expect(openai('http://a').fingerprint).toMatch(/^openai\/m\/2#/);
    expect(ollama('http://a').fingerprint).toMatch(/^ollama\/m\/default#/);
    // Another server may have another model under the same name.
    expect(ollama('http://a').fingerprint).not.toBe(ollama('http://b').fingerprint);
  });
});

const FAULTS: [name: string, reply: Reply, expected: Expected][] = [
  [
    'a wrong key',
    { status: 401, body: { detail: `bad key ${KEY}` } },
    { code: 'NO_ACCESS', retryable: false, status: 401 },
  ],
  [
    'a model that is not there',
    { status: 404, body: { error: 'model "m" not found' } },
    { code: 'NO_MODEL', retryable: false, status: 404 },
  ],
  [
    'too fast',
    { status: 429, headers: { 'retry-after': '4' }, body: {} },
    { code: 'RATE_LIMITED', retryable: true, status: 429, retryAfterMs: 4000 },
  ],
  ['a failing server', { status: 500, body: 'oops' }, { code: 'OVERLOADED', retryable: true, status: 500 }],
  [
    'junk',
    { headers: { 'content-type': 'text/html' }, body: '<html>' },
    { code: 'BAD_ANSWER', retryable: true },
  ],
  [
    'nothing',
    { headers: { 'content-type': 'application/json' }, body: '' },
    { code: 'BAD_ANSWER', retryable: true },
  ],
  ['another object', { body: { models: [] } }, { code: 'BAD_ANSWER', retryable: true }],
  [
    'null for a number',
    { body: { data: [{ index: 0, embedding: [1, null] }], embeddings: [[1, null]] } },
    { code: 'BAD_ANSWER', retryable: false },
  ],
  [
    'text for a vector',
    { body: { data: [{ index: 0, embedding: 'AAA=' }], embeddings: ['AAA='] } },
    { code: 'BAD_ANSWER', retryable: false },
  ],
  ['a cut connection', { end: 'reset' }, { code: 'UNREACHABLE', retryable: true }],
  [
    'half an answer',
    {
      headers: { 'content-type': 'application/json', 'content-length': '99' },
      body: '{"data": [',
      end: 'cut',
    },
    { code: 'BAD_ANSWER', retryable: true },
  ],
];
const EMBEDDERS: [string, (url: string) => Embedder][] = [
  ['voyage', voyage],
  ['openai', openai],
  ['ollama', (url) => createOllamaEmbedder({ model: 'm', apiKey: KEY, baseURL: url, clock })],
];

describe.each(EMBEDDERS)('%s: what goes wrong', (id, create) => {
  test.each(FAULTS)('%s', async (_, reply, expected) => {
    const { url, seen } = await loopback(reply);
    const error = await failure(create(url).embed(['tea'], 'query'));
    expect(decisive(error)).toEqual(expected);
    expect(error.details.provider).toBe(id);
    expect(`${error.message} ${error.details.hint} ${error.cause}`).not.toContain(KEY);
    expect(seen).toHaveLength(1);
  });

  test('cancelled', async () => {
    const { url } = await loopback({
      chunks: [],
      headers: { 'content-type': 'application/json' },
      end: 'hang',
    });
    const error = await failure(create(url).embed(['tea'], 'query', AbortSignal.abort()));
    expect(decisive(error)).toEqual({ code: 'CANCELLED', retryable: false });
  });
});

test.each([301, 302, 303, 307, 308])(
  'a redirect (%s) takes neither texts nor the key elsewhere',
  async (status) => {
    const elsewhere = await loopback({ body: { object: 'list', model: 'm', ...data } });
    const { url } = await loopback({ status, headers: { location: `${elsewhere.url}/v1/embeddings` } });
    for (const embedder of [voyage(url), openai(url), ollama(url)]) {
      await expect(embedder.embed(['tea', 'rain'], 'document')).rejects.toMatchObject({
        code: 'BAD_ANSWER',
        details: { status, retryable: false },
      });
    }
    expect(elsewhere.seen).toEqual([]);
  },
);
