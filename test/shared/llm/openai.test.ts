import { LLMock } from '@copilotkit/aimock';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createOpenAiProvider } from '../../../shared/llm/openai/provider.ts';
import type { Message, RateLimits } from '../../../shared/llm/port.ts';
import { NOON, testClock } from '../../clock.ts';
import { all, decisive, failure } from './expect-llm-error.ts';
import { loopback } from './loopback.ts';

// The real SDK talks to @copilotkit/aimock, which speaks Chat Completions well: texts, tools, structured output,
// streams, usage, statuses. What it cannot send (tokens of the cache, limits in headers, half an answer: it cuts a
// stream before its first byte is out) comes from a loopback server here and in openai-faults.test.ts.

const ASK = { modelId: 'a-model', account: { caller: 'test' }, maxTokens: 100 };
const say = (content: string): { messages: Message[] } => ({ messages: [{ role: 'user', content }] });

async function mocked(script: (mock: LLMock) => void) {
  const mock = new LLMock({ port: 0 });
  script(mock);
  await mock.start();
  onTestFinished(() => mock.stop());
  const provider = createOpenAiProvider({
    apiKey: 'sk-test-1234',
    baseURL: `${mock.url}/v1`,
    clock: testClock(),
  });
  return { mock, provider };
}

describe('OpenAI: answers', () => {
  test('a text, with the usage as the port counts it', async () => {
    const { provider } = await mocked((mock) =>
      mock.onMessage('hello', {
        content: 'Hi there.',
        model: 'a-model-of-march',
        usage: { prompt_tokens: 100, completion_tokens: 7 },
      }),
    );
    const { requestId, ...result } = await provider.generate({ ...ASK, ...say('hello') });
    expect(result).toEqual({
      text: 'Hi there.',
      content: [{ type: 'text', text: 'Hi there.' }],
      stop: 'end',
      usage: { inputTokens: 100, outputTokens: 7, cacheReadTokens: 0, cacheWriteTokens: 0 },
      model: 'a-model-of-march',
      provider: 'openai',
    });
    expect(requestId).toMatch(/\S/);
  });

  test('instructions, limit and effort are sent in the words of OpenAI', async () => {
    const { mock, provider } = await mocked((mock) => mock.onMessage('hello', { content: 'Hi.' }));
    await provider.generate({ ...ASK, ...say('hello'), system: 'Be brief.', effort: 'max' });
    expect(mock.getLastRequest()?.body).toMatchObject({
      model: 'a-model',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'hello' },
      ],
      max_completion_tokens: 100,
      reasoning_effort: 'high',
    });
  });

  test('a call of a tool, and the answer to its result', async () => {
    const { mock, provider } = await mocked((mock) => {
      mock.on({ hasToolResult: true }, { content: 'It is noon in Bern.' });
      mock.onMessage('time', { toolCalls: [{ id: 'call_7', name: 'clock', arguments: '{"city":"Bern"}' }] });
    });
    const tools = [
      {
        name: 'clock',
        description: 'The time in a city.',
        schema: { $schema: 'x', type: 'object', properties: { city: { type: 'string' } } },
      },
    ];
    const asked: Message = { role: 'user', content: 'the time, please' };
    const first = await provider.generateWithTools({ ...ASK, messages: [asked], tools });
    expect(first.stop).toBe('tool_use');
    expect(first.content).toEqual([
      { type: 'tool_use', id: 'call_7', name: 'clock', input: { city: 'Bern' } },
    ]);

    const second = await provider.generateWithTools({
      ...ASK,
      tools,
      messages: [
        asked,
        { role: 'assistant', content: first.content },
        { role: 'user', content: [{ type: 'tool_result', id: 'call_7', text: '12:00' }] },
      ],
    });
    expect(second.text).toBe('It is noon in Bern.');
    const sent = mock.getLastRequest()?.body as { messages: unknown; tools: unknown };
    expect(sent.messages).toEqual([
      { role: 'user', content: 'the time, please' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'call_7', type: 'function', function: { name: 'clock', arguments: '{"city":"Bern"}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_7', content: '12:00' },
    ]);
    expect(sent.tools).toEqual([
      {
        type: 'function',
        function: {
          name: 'clock',
          description: 'The time in a city.',
          parameters: { type: 'object', properties: { city: { type: 'string' } } },
        },
      },
    ]);
  });

  test.each([
    ['closed with all properties required', ['a'], true],
    ['with an optional property', [], false],
  ])('structured output: a schema %s', async (_, required, strict) => {
    const { mock, provider } = await mocked((mock) => mock.onMessage('object', { content: '{"a":"x"}' }));
    const schema = {
      type: 'object',
      properties: { a: { type: 'string' } },
      required,
      additionalProperties: false,
    };
    const result = await provider.generateJson({ ...ASK, ...say('object'), schema, name: 'thing' });
    expect(JSON.parse(result.text)).toEqual({ a: 'x' });
    expect(mock.getLastRequest()?.body).toMatchObject({
      response_format: { type: 'json_schema', json_schema: { name: 'thing', strict, schema } },
    });
  });

  test('a stream: its texts, then the whole', async () => {
    const { provider } = await mocked((mock) =>
      mock.onMessage(
        'count',
        { content: 'one two three', usage: { prompt_tokens: 9, completion_tokens: 3 } },
        { chunkSize: 5 },
      ),
    );
    const events = await all(provider.stream({ ...ASK, ...say('count') }));
    expect(events.slice(0, -1)).toEqual([
      { type: 'text', text: 'one t' },
      { type: 'text', text: 'wo th' },
      { type: 'text', text: 'ree' },
    ]);
    expect(events.at(-1)).toMatchObject({
      type: 'done',
      result: { text: 'one two three', stop: 'end', usage: { inputTokens: 9, outputTokens: 3 } },
    });
  });

  test.each([
    ['length', 'length'],
    ['content_filter', 'refusal'],
  ])('the reason %s is %s', async (finishReason, stop) => {
    const { provider } = await mocked((mock) => mock.onMessage('go', { content: 'So far', finishReason }));
    expect((await provider.generate({ ...ASK, ...say('go') })).stop).toBe(stop);
    expect((await all(provider.stream({ ...ASK, ...say('go') }))).at(-1)).toMatchObject({ result: { stop } });
  });

  test('models, with their lines', async () => {
    const { provider } = await mocked((mock) => mock.onMessage('x', { content: 'x' }));
    const models = await provider.models();
    expect(models.length).toBeGreaterThan(0);
    expect(models[0]).toMatchObject({ structured: true, efforts: ['low', 'medium', 'high'] });
  });

  test('tokens are estimated: 3 bytes each and 4 a message', async () => {
    const { provider } = await mocked((mock) => mock.onMessage('x', { content: 'x' }));
    expect(provider.capabilities.countTokens).toBe(false);
    // 'Be brief.' is 9 bytes, 'hello' 5: 3 + 2 tokens, and 4 for each of the two messages.
    expect(await provider.countTokens({ ...ASK, ...say('hello'), system: 'Be brief.' })).toBe(13);
  });
});

describe('OpenAI: faults that the mock can send', () => {
  test('429 with retry-after', async () => {
    const { provider } = await mocked((mock) =>
      mock.onMessage('x', {
        error: { message: 'slow down', type: 'rate_limit_error' },
        status: 429,
        retryAfter: 7,
      }),
    );
    const error = await failure(provider.generate({ ...ASK, ...say('x') }));
    expect(decisive(error)).toEqual({
      code: 'RATE_LIMITED',
      retryable: true,
      status: 429,
      retryAfterMs: 7000,
    });
    expect(error.message).toBe('OpenAI limits the rate of requests (HTTP 429).');
  });

  test('401, tried once', async () => {
    const { mock, provider } = await mocked((mock) =>
      mock.onMessage('x', { error: { message: 'Incorrect API key provided' }, status: 401 }),
    );
    const error = await failure(provider.generate({ ...ASK, ...say('x') }));
    expect(decisive(error)).toEqual({ code: 'NO_ACCESS', retryable: false, status: 401 });
    expect(mock.getRequests()).toHaveLength(1);
  });

  test('500, tried once', async () => {
    const { mock, provider } = await mocked((mock) =>
      mock.onMessage('x', { error: { message: 'oops' }, status: 500 }),
    );
    const error = await failure(provider.generate({ ...ASK, ...say('x') }));
    expect(decisive(error)).toEqual({ code: 'OVERLOADED', retryable: true, status: 500 });
    expect(mock.getRequests()).toHaveLength(1);
  });

  test('an answer that is no JSON', async () => {
    const { provider } = await mocked((mock) => {
      mock.onMessage('x', { content: 'x' });
      mock.setChaos({ malformedRate: 1 });
    });
    const error = await failure(provider.generate({ ...ASK, ...say('x') }));
    expect(decisive(error)).toEqual({ code: 'BAD_ANSWER', retryable: true });
  });
});

test('tokens of the cache are part of the prompt for OpenAI, and not for the port', async () => {
  const { url } = await loopback({
    headers: { 'x-request-id': 'req_9' },
    body: {
      model: 'a-model-of-march',
      choices: [{ finish_reason: 'stop', message: { content: 'ok' } }],
      usage: {
        prompt_tokens: 100,
        completion_tokens: 7,
        prompt_tokens_details: { cached_tokens: 60, cache_write_tokens: 30 },
      },
    },
  });
  const provider = createOpenAiProvider({ apiKey: 'k', baseURL: `${url}/v1`, clock: testClock() });
  expect(await provider.generate({ ...ASK, ...say('x') })).toEqual({
    text: 'ok',
    content: [{ type: 'text', text: 'ok' }],
    stop: 'end',
    usage: { inputTokens: 10, outputTokens: 7, cacheReadTokens: 60, cacheWriteTokens: 30 },
    model: 'a-model-of-march',
    provider: 'openai',
    requestId: 'req_9',
  });
});

test('the limits that headers tell are passed on', async () => {
  const { url } = await loopback({
    headers: {
      'x-ratelimit-limit-requests': '500',
      'x-ratelimit-remaining-requests': '499',
      'x-ratelimit-reset-requests': '120ms',
      'x-ratelimit-limit-tokens': '30000',
      'x-ratelimit-remaining-tokens': '29000',
      'x-ratelimit-reset-tokens': '6m1.5s',
    },
    body: { choices: [{ finish_reason: 'stop', message: { content: 'ok' } }] },
  });
  const told: RateLimits[] = [];
  const provider = createOpenAiProvider({
    apiKey: 'k',
    baseURL: `${url}/v1`,
    clock: testClock(),
    onRateLimits: (limits) => told.push(limits),
  });
  await provider.generate({ ...ASK, ...say('x') });
  expect(told).toEqual([
    {
      requests: { limit: 500, remaining: 499, resetsAt: NOON + 120 },
      inputTokens: { limit: 30_000, remaining: 29_000, resetsAt: NOON + 361_500 },
    },
  ]);
});
