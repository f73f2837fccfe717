import { afterEach, describe, expect, test } from 'vitest';
import type { LlmErrorCode } from '../../../shared/llm/errors.ts';
import { lineOf, toModelInfo } from '../../../shared/llm/openai/models.ts';
import { createOpenAiProvider } from '../../../shared/llm/openai/provider.ts';
import { testClock } from '../../clock.ts';
import { all, decisive, type Expected, failure } from './expect-llm-error.ts';
import { event, loopback, nobody, type Reply } from './loopback.ts';

/** As the settings make one. */
const localProvider = (url: string) =>
  createOpenAiProvider({
    id: 'local',
    name: 'the local server',
    dialect: 'compatible',
    baseURL: `${url}/v1`,
    clock: testClock(),
  });

const KEY = 'sk-secret-key-1234';
const ASK = {
  modelId: 'a-model',
  account: { caller: 'test' },
  maxTokens: 100,
  messages: [{ role: 'user' as const, content: 'hello' }],
};

function provider(url: string) {
  return createOpenAiProvider({
    apiKey: KEY,
    keyName: 'OPENAI_API_KEY',
    baseURL: `${url}/v1`,
    clock: testClock(),
  });
}

const message = (fields: object, reason = 'stop') => ({
  choices: [{ finish_reason: reason, message: fields }],
});
const call = (args: string) => ({ id: 'c', type: 'function', function: { name: 'clock', arguments: args } });
const delta = (content: string, reason: string | null = null) =>
  event({ choices: [{ index: 0, delta: { content }, finish_reason: reason }] });
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
const error = (
  status: number,
  fields: object = { message: `no: ${KEY}` },
  headers: Record<string, string> = {},
): Reply => ({
  status,
  headers,
  body: { error: fields },
});

const FAULTS: [name: string, reply: Reply, expected: Expected][] = [
  ['400', error(400), failed('BAD_REQUEST', false, 400)],
  [
    '400, too long for the model',
    error(400, { code: 'context_length_exceeded' }),
    failed('TOO_LARGE', false, 400),
  ],
  ['402', error(402), failed('NO_ACCESS', false, 402)],
  ['403', error(403), failed('NO_ACCESS', false, 403)],
  ['404', error(404), failed('NO_MODEL', false, 404)],
  ['408', error(408), failed('TIMEOUT', true, 408)],
  ['409', error(409), failed('OVERLOADED', true, 409)],
  ['413', error(413), failed('TOO_LARGE', false, 413)],
  ['422', error(422), failed('BAD_REQUEST', false, 422)],
  [
    '429 in milliseconds',
    error(429, {}, { 'retry-after-ms': '1500', 'retry-after': '9' }),
    failed('RATE_LIMITED', true, 429, 1500),
  ],
  ['429 in seconds', error(429, {}, { 'retry-after': '3600' }), failed('RATE_LIMITED', true, 429, 3_600_000)],
  [
    '429 with a date',
    error(429, {}, { 'retry-after': 'Fri, 20 Nov 2026 12:00:30 GMT' }),
    failed('RATE_LIMITED', true, 429, 30_000),
  ],
  [
    '429 with a date gone by',
    error(429, {}, { 'retry-after': 'Fri, 20 Nov 2026 11:59:00 GMT' }),
    failed('RATE_LIMITED', true, 429, 0),
  ],
  ['429 with garbage', error(429, {}, { 'retry-after': '-5 soon' }), failed('RATE_LIMITED', true, 429)],
  ['429 that says nothing', error(429), failed('RATE_LIMITED', true, 429)],
  ['429, no credit left', error(429, { code: 'insufficient_quota' }), failed('NO_ACCESS', false, 429)],
  ['502 of a proxy', { status: 502, body: '<html>Bad gateway</html>' }, failed('OVERLOADED', true, 502)],
  ['503', error(503, {}, { 'retry-after': '2' }), failed('OVERLOADED', true, 503, 2000)],
  ['529', error(529), failed('OVERLOADED', true, 529)],
  [
    '200 with HTML',
    { headers: { 'content-type': 'text/html' }, body: '<h1>Login</h1>' },
    failed('BAD_ANSWER', true),
  ],
  [
    '200 with half an object',
    { headers: { 'content-type': 'application/json' }, body: '{"choices": [{"mess' },
    failed('BAD_ANSWER', true),
  ],
  [
    '200 with nothing',
    { headers: { 'content-type': 'application/json' }, body: '' },
    failed('BAD_ANSWER', true),
  ],
  ['200 with another object', { body: { object: 'list', data: [] } }, failed('BAD_ANSWER', true)],
  ['no choices', { body: { choices: [] } }, failed('BAD_ANSWER', true)],
  ['an empty message', { body: message({ content: '' }) }, failed('BAD_ANSWER', true)],
  ['a message without content', { body: message({}) }, failed('BAD_ANSWER', true)],
  [
    'a tool called with junk',
    { body: message({ tool_calls: [call('{"city": ')] }) },
    failed('BAD_ANSWER', true),
  ],
  ['a tool called with a list', { body: message({ tool_calls: [call('[1]')] }) }, failed('BAD_ANSWER', true)],
  ['cut before the answer', { end: 'reset' }, failed('UNREACHABLE', true)],
  [
    'cut in the body',
    {
      headers: { 'content-type': 'application/json', 'content-length': '900' },
      body: '{"choices": [',
      end: 'cut',
    },
    failed('BAD_ANSWER', true),
  ],
  [
    'an answer without end',
    { chunks: Array(12).fill('x'.repeat(1024 * 1024)), headers: { 'content-type': 'application/json' } },
    failed('TOO_LARGE', false),
  ],
];

describe('OpenAI: a call that fails', () => {
  test.each(FAULTS)('%s', async (_, reply, expected) => {
    const { url, seen } = await loopback(reply);
    const found = await failure(provider(url).generate(ASK));
    expect(decisive(found)).toEqual(expected);
    expect(found.details.provider).toBe('openai');
    expect(seen).toHaveLength(1);
    expect(
      `${found.message} ${found.details.hint} ${found.details.cause} ${JSON.stringify(found.details)}`,
    ).not.toContain(KEY);
  });

  test('nobody listens', async () => {
    const url = await nobody();
    const found = await failure(provider(url).generate(ASK));
    expect(decisive(found)).toEqual({ code: 'UNREACHABLE', retryable: true });
    expect(found.details.hint).toBe(`Check the network, and that a server answers at ${url}/v1.`);
    expect(String(found.cause)).toContain('ECONNREFUSED');
  });

  test('a wrong key: where to look, and not the key', async () => {
    const { url } = await loopback(error(401, { message: `Incorrect API key provided: ${KEY}` }));
    const found = await failure(provider(url).generate(ASK));
    expect(found.message).toBe('OpenAI refused access (HTTP 401).');
    expect(found.details.hint).toBe(
      'Check the key in OPENAI_API_KEY: it may be wrong, expired or without rights to this model.',
    );
    expect(String(found.cause)).toContain('[key]');
  });

  test('cancelled before and while it waits', async () => {
    const { url, seen } = await loopback({
      chunks: [],
      headers: { 'content-type': 'application/json' },
      end: 'hang',
    });
    const before = await failure(provider(url).generate({ ...ASK, signal: AbortSignal.abort() }));
    expect(decisive(before)).toEqual({ code: 'CANCELLED', retryable: false });
    const controller = new AbortController();
    const pending = failure(provider(url).generate({ ...ASK, signal: controller.signal }));
    await expect.poll(() => seen.length).toBe(1);
    controller.abort();
    expect(decisive(await pending)).toEqual({ code: 'CANCELLED', retryable: false });
  });

  test('out of time', async () => {
    const { url } = await loopback({
      chunks: [],
      headers: { 'content-type': 'application/json' },
      end: 'hang',
    });
    const found = await failure(provider(url).generate({ ...ASK, timeoutMs: 30 }));
    expect(decisive(found)).toEqual({ code: 'TIMEOUT', retryable: true });
  });
});

const HALF = [delta('Hel'), delta('lo')];
const STREAM_FAULTS: [name: string, reply: Reply, expected: Expected][] = [
  ['it closes without a reason', { chunks: HALF }, failed('BAD_ANSWER', true)],
  ['it is cut between events', { chunks: HALF, end: 'cut' }, failed('BAD_ANSWER', true)],
  [
    'it is cut in an event',
    { chunks: [...HALF, 'data: {"choices": [{"de'], end: 'cut' },
    failed('BAD_ANSWER', true),
  ],
  ['an event is no JSON', { chunks: [...HALF, 'data: {oops}\n\n'] }, failed('BAD_ANSWER', true)],
  ['an event is another value', { chunks: [...HALF, event(7)] }, failed('BAD_ANSWER', true)],
  [
    'an error in it',
    { chunks: [...HALF, event({ error: { code: 'server_error', message: 'oops' } })] },
    failed('OVERLOADED', true, 503),
  ],
  [
    'a limit in it',
    { chunks: [...HALF, event({ error: { type: 'rate_limit_exceeded' } })] },
    failed('RATE_LIMITED', true, 429),
  ],
];

describe('OpenAI: a stream that fails', () => {
  test.each(STREAM_FAULTS)('%s', async (_, reply, expected) => {
    const { url } = await loopback(reply);
    const texts: string[] = [];
    const found = await failure(
      (async () => {
        for await (const one of provider(url).stream(ASK)) if (one.type === 'text') texts.push(one.text);
      })(),
    );
    expect(decisive(found)).toEqual(expected);
    expect(texts.join('')).toBe('Hello');
    // Estimated: 'hello' is 2 tokens and 4 for the message; 'Hello' is 2.
    expect(found.details.usage).toEqual({
      inputTokens: 6,
      outputTokens: 2,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
    });
  });

  test('a status before it begins costs nothing', async () => {
    const { url } = await loopback(error(429));
    const found = await failure(all(provider(url).stream(ASK)));
    expect(decisive(found)).toEqual({ code: 'RATE_LIMITED', retryable: true, status: 429 });
    expect(found.details.usage).toBeUndefined();
  });

  test('cancelled in the middle: not taken for the end', async () => {
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
    expect(found.details.usage?.outputTokens).toBe(2);
  });

  test('characters split between chunks, comments and unknown events do no harm', async () => {
    const bytes = Buffer.from(
      `: keep-alive\n\n${delta('Grüße')}${event({ object: 'other', choices: [] })}${delta('', 'stop')}`,
    );
    const split = bytes.indexOf(0xc3) + 1;
    const { url } = await loopback({
      chunks: [bytes.subarray(0, split), bytes.subarray(split), 'data: [DONE]\n\n'],
    });
    expect(await all(provider(url).stream(ASK))).toMatchObject([
      { type: 'text', text: 'Grüße' },
      { type: 'done', result: { text: 'Grüße', stop: 'end', model: 'a-model' } },
    ]);
  });
});

describe('OpenAI: what is not as usual', () => {
  test('a refusal is an answer', async () => {
    const { url } = await loopback({ body: message({ content: null, refusal: 'I cannot help with that.' }) });
    expect(await provider(url).generate(ASK)).toMatchObject({
      stop: 'refusal',
      text: 'I cannot help with that.',
    });
  });

  test('all of the limit spent on thinking: no text, but no fault', async () => {
    const { url } = await loopback({
      body: { ...message({ content: '' }, 'length'), usage: { prompt_tokens: 3, completion_tokens: 100 } },
    });
    expect(await provider(url).generate(ASK)).toMatchObject({
      stop: 'length',
      text: '',
      content: [],
      usage: { outputTokens: 100 },
    });
  });

  test('a call of a tool without id or arguments, and a reason that says otherwise', async () => {
    const tool = { type: 'function', function: { name: 'now', arguments: '' } };
    const { url } = await loopback({ body: { id: 'x1', ...message({ tool_calls: [tool] }) } });
    expect(await provider(url).generate(ASK)).toMatchObject({
      stop: 'tool_use',
      content: [{ type: 'tool_use', id: 'call_x1_0', name: 'now', input: {} }],
    });
  });
});

describe('servers that speak the protocol', () => {
  afterEach(() => {
    delete process.env.OPENAI_CUSTOM_HEADERS;
    delete process.env.OPENAI_API_KEY;
    delete process.env.OPENAI_ORG_ID;
  });

  test('get no key, no secret of OpenAI, and the names that they know', async () => {
    process.env.OPENAI_CUSTOM_HEADERS = 'x-tenant: secret-tenant';
    process.env.OPENAI_API_KEY = 'sk-of-the-environment';
    process.env.OPENAI_ORG_ID = 'org-of-the-environment';
    const { url, seen } = await loopback({ body: message({ content: 'Hi.' }) });
    const local = localProvider(url);
    expect(await local.generate({ ...ASK, effort: 'high' })).toMatchObject({
      text: 'Hi.',
      provider: 'local',
    });
    expect(Object.keys(seen[0]?.headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'accept-language',
      'connection',
      'content-length',
      'content-type',
      'host',
      'sec-fetch-mode',
      'user-agent',
    ]);
    expect(seen[0]?.body).toEqual({
      model: 'a-model',
      messages: [{ role: 'user', content: 'hello' }],
      max_tokens: 100,
    });
  });

  test('a name that is no proper one begins a sentence as one does', async () => {
    const { url } = await loopback({ status: 503 });
    const local = createOpenAiProvider({
      name: 'the local server',
      baseURL: `${url}/v1`,
      clock: testClock(),
    });
    expect((await failure(local.generate(ASK))).message).toBe(
      'The local server is failing or overloaded (HTTP 503).',
    );
  });

  test('without a server: its name and address', async () => {
    const url = await nobody();
    const local = localProvider(url);
    const found = await failure(local.models());
    expect(found.message).toBe('The local server could not be reached.');
    expect(found.details.hint).toContain(`${url}/v1`);
  });

  test('list models with what they say of them', async () => {
    const { url } = await loopback({
      body: {
        object: 'list',
        data: [{ id: 'qwen:8b', created: 0, max_model_len: 32768 }, { nothing: true }],
      },
    });
    const local = localProvider(url);
    expect(await local.models()).toEqual([
      {
        id: 'qwen:8b',
        line: 'qwen:8b',
        displayName: 'qwen:8b',
        maxInputTokens: 32768,
        maxOutputTokens: 0,
        structured: true,
        efforts: [],
      },
    ]);
  });
});

describe('models of OpenAI', () => {
  test.each([
    ['gpt-5.5', 'gpt'],
    ['gpt-5.5-mini', 'gpt-mini'],
    ['gpt-5-mini-2026-01-31', 'gpt-mini'],
    ['gpt-4o-mini', 'gpt-mini'],
    ['o4-mini', 'o-mini'],
    ['gpt-5-chat-latest', 'gpt-chat-latest'],
  ])('%s is of the line %s', (id, line) => {
    expect(lineOf(id)).toBe(line);
  });

  test('dates', () => {
    const entry = { id: 'gpt-5', created: 1_700_000_000, shutdown_date: '2026-12-31T00:00:00Z' };
    expect(toModelInfo(entry, { dialect: 'openai', efforts: [] })).toMatchObject({
      createdAt: '2023-11-14T22:13:20.000Z',
      retiresAt: '2026-12-31',
    });
  });
});
