import { afterEach, describe, expect, test } from 'vitest';
import type { LlmErrorCode } from '../../../shared/llm/errors.ts';
import { createGoogleProvider } from '../../../shared/llm/google/provider.ts';
import { testClock } from '../../clock.ts';
import { all, decisive, type Expected, failure } from './expect-llm-error.ts';
import { event, loopback, type Reply } from './loopback.ts';

const KEY = 'AIza-secret-key-1234';
const ASK = {
  modelId: 'a-model',
  account: { caller: 'test' },
  maxTokens: 100,
  messages: [{ role: 'user' as const, content: 'hello' }],
};

function provider(url: string) {
  return createGoogleProvider({ apiKey: KEY, keyName: 'GEMINI_API_KEY', baseURL: url, clock: testClock() });
}

const chunk = (parts: object[], finishReason?: string) => ({
  candidates: [{ content: { role: 'model', parts }, finishReason }],
});
const failed = (
  code: LlmErrorCode,
  retryable: boolean,
  status?: number,
  retryAfterMs?: number,
): Expected => ({
  code,
  retryable,
  ...(status !== undefined && { status }),
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});
const error = (code: number, status: string, details: object[] = [], message = `no: ${KEY}`): Reply => ({
  status: code,
  body: { error: { code, status, message, details } },
});
const JSON_TYPE = { 'content-type': 'application/json' };

const FAULTS: [name: string, reply: Reply, expected: Expected][] = [
  [
    'a wrong key, which Google calls a bad request',
    error(400, 'INVALID_ARGUMENT', [{ reason: 'API_KEY_INVALID' }]),
    failed('NO_ACCESS', false, 400),
  ],
  ['400', error(400, 'INVALID_ARGUMENT'), failed('BAD_REQUEST', false, 400)],
  [
    '400, too long',
    error(400, 'INVALID_ARGUMENT', [], 'The input token count (9) exceeds the maximum'),
    failed('TOO_LARGE', false, 400),
  ],
  ['403', error(403, 'PERMISSION_DENIED'), failed('NO_ACCESS', false, 403)],
  ['404', error(404, 'NOT_FOUND'), failed('NO_MODEL', false, 404)],
  [
    '429 with a delay',
    error(429, 'RESOURCE_EXHAUSTED', [{ retryDelay: '34.5s' }]),
    failed('RATE_LIMITED', true, 429, 34_500),
  ],
  ['429 that says nothing', error(429, 'RESOURCE_EXHAUSTED'), failed('RATE_LIMITED', true, 429)],
  ['500', error(500, 'INTERNAL'), failed('OVERLOADED', true, 500)],
  ['502 of a proxy', { status: 502, body: '<html>Bad gateway</html>' }, failed('OVERLOADED', true, 502)],
  [
    '503 whose body is no JSON',
    { status: 503, headers: JSON_TYPE, body: '{"err' },
    failed('OVERLOADED', true, 503),
  ],
  ['504', error(504, 'DEADLINE_EXCEEDED'), failed('TIMEOUT', true, 504)],
  [
    '200 with HTML',
    { headers: { 'content-type': 'text/html' }, body: '<h1>Login</h1>' },
    failed('BAD_ANSWER', true),
  ],
  ['200 with nothing', { headers: JSON_TYPE, body: '' }, failed('BAD_ANSWER', true)],
  ['200 with half an object', { headers: JSON_TYPE, body: '{"candidates": [' }, failed('BAD_ANSWER', true)],
  [
    'candidates of another kind',
    { body: { candidates: [{ content: { parts: 'text' } }] } },
    failed('BAD_ANSWER', true),
  ],
  ['no candidates', { body: {} }, failed('BAD_ANSWER', true)],
  ['an empty answer', { body: chunk([], 'STOP') }, failed('BAD_ANSWER', true)],
  ['only thoughts', { body: chunk([{ text: 'hm', thought: true }], 'STOP') }, failed('BAD_ANSWER', true)],
  [
    'a call of a tool that the model spoiled',
    { body: chunk([], 'MALFORMED_FUNCTION_CALL') },
    failed('BAD_ANSWER', true),
  ],
  ['a reason that nobody knows', { body: chunk([{ text: 'x' }], 'NEW_REASON') }, failed('BAD_ANSWER', true)],
  ['cut before the answer', { end: 'reset' }, failed('UNREACHABLE', true)],
  [
    'cut in the body',
    { headers: { ...JSON_TYPE, 'content-length': '900' }, body: '{"candidates": [', end: 'cut' },
    failed('BAD_ANSWER', true),
  ],
  [
    'an answer without end',
    { chunks: Array(12).fill('x'.repeat(1024 * 1024)), headers: JSON_TYPE },
    failed('TOO_LARGE', false),
  ],
];

describe('Google: a call that fails', () => {
  test.each(FAULTS)('%s', async (_, reply, expected) => {
    const { url, seen } = await loopback(reply);
    const found = await failure(provider(url).generate(ASK));
    expect(decisive(found)).toEqual(expected);
    expect(found.details.provider).toBe('google');
    expect(seen).toHaveLength(1);
    expect(
      `${found.message} ${found.details.hint} ${found.details.cause} ${JSON.stringify(found.details)}`,
    ).not.toContain(KEY);
  });

  test.each(['countTokens', 'models'] as const)('%s fails in the same words', async (method) => {
    const { url } = await loopback(error(503, 'UNAVAILABLE'));
    const google = provider(url);
    const found = await failure(method === 'models' ? google.models() : google.countTokens(ASK));
    expect(decisive(found)).toEqual({ code: 'OVERLOADED', retryable: true, status: 503 });
  });

  test('cancelled, and out of time', async () => {
    const { url } = await loopback({ chunks: [], headers: JSON_TYPE, end: 'hang' });
    const cancelled = await failure(provider(url).generate({ ...ASK, signal: AbortSignal.abort() }));
    expect(decisive(cancelled)).toEqual({ code: 'CANCELLED', retryable: false });
    const late = await failure(provider(url).generate({ ...ASK, timeoutMs: 30 }));
    expect(decisive(late)).toEqual({ code: 'TIMEOUT', retryable: true });
  });
});

describe('Google: refusals are answers', () => {
  test.each([
    ['of the question', { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } }, ''],
    ['of what was being said', chunk([{ text: 'So' }], 'SAFETY'), 'So'],
    ['of what is not its own', chunk([], 'RECITATION'), ''],
  ])('%s', async (_, body, text) => {
    const { url } = await loopback({ body });
    expect(await provider(url).generate(ASK)).toMatchObject({ stop: 'refusal', text });
  });
});

const HALF = [event(chunk([{ text: 'Hel' }])), event(chunk([{ text: 'lo' }]))];
const STREAM_FAULTS: [name: string, reply: Reply, expected: Expected][] = [
  ['it closes without a reason', { chunks: HALF }, failed('BAD_ANSWER', true)],
  ['it is cut between events', { chunks: HALF, end: 'cut' }, failed('BAD_ANSWER', true)],
  ['it is cut in an event', { chunks: [...HALF, 'data: {"candid'], end: 'cut' }, failed('BAD_ANSWER', true)],
  ['an event is no JSON', { chunks: [...HALF, 'data: {oops}\n\n'] }, failed('BAD_ANSWER', true)],
  [
    'an error in it',
    { chunks: [...HALF, event({ error: { code: 503, status: 'UNAVAILABLE', message: 'oops' } })] },
    failed('OVERLOADED', true, 503),
  ],
];

describe('Google: a stream that fails', () => {
  test.each(STREAM_FAULTS)('%s', async (_, reply, expected) => {
    const { url, seen } = await loopback(reply);
    const texts: string[] = [];
    const found = await failure(
      (async () => {
        for await (const one of provider(url).stream(ASK)) if (one.type === 'text') texts.push(one.text);
      })(),
    );
    expect(decisive(found)).toEqual(expected);
    expect(texts.join('')).toBe('Hello');
    expect(found.details.usage).toEqual({
      inputTokens: 6,
      outputTokens: 2,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
    });
    // Left to itself the SDK would resume.
    expect(seen).toHaveLength(1);
  });

  test('the usage that was told is kept when it breaks off', async () => {
    const told = {
      ...chunk([{ text: 'Hel' }]),
      usageMetadata: { promptTokenCount: 50, candidatesTokenCount: 1 },
    };
    const { url } = await loopback({ chunks: [event(told)], end: 'cut' });
    const found = await failure(all(provider(url).stream(ASK)));
    expect(found.details.usage).toMatchObject({ inputTokens: 50, outputTokens: 1 });
  });

  test('a status before it begins costs nothing', async () => {
    const { url } = await loopback(error(503, 'UNAVAILABLE'));
    const found = await failure(all(provider(url).stream(ASK)));
    expect(found.details.usage).toBeUndefined();
  });

  test('cancelled in the middle', async () => {
    const { url } = await loopback({ chunks: HALF, end: 'hang' });
    const controller = new AbortController();
    const found = await failure(
      (async () => {
        for await (const one of provider(url).stream({ ...ASK, signal: controller.signal })) {
          if (one.type === 'text' && one.text === 'lo') controller.abort();
        }
      })(),
    );
    expect(decisive(found)).toEqual({ code: 'CANCELLED', retryable: false });
  });
});

describe('Google: the environment does not lead it astray', () => {
  afterEach(() => {
    delete process.env.GOOGLE_GENAI_USE_VERTEXAI;
    delete process.env.GOOGLE_API_KEY;
    delete process.env.GOOGLE_GENAI_API_VERSION;
    delete process.env.GOOGLE_GEMINI_BASE_URL;
  });

  test('key, address, version and service are those that were handed in', async () => {
    process.env.GOOGLE_GENAI_USE_VERTEXAI = 'true';
    process.env.GOOGLE_API_KEY = 'another-key';
    process.env.GOOGLE_GENAI_API_VERSION = 'v9';
    process.env.GOOGLE_GEMINI_BASE_URL = 'http://127.0.0.1:1';
    const { url, seen } = await loopback({ body: chunk([{ text: 'Hi.' }], 'STOP') });
    await provider(url).generate(ASK);
    expect(seen[0]?.path).toBe('/v1beta/models/a-model:generateContent');
    expect(seen[0]?.headers['x-goog-api-key']).toBe(KEY);
  });
});
