import { LLMock } from '@copilotkit/aimock';
import { describe, expect, onTestFinished, test } from 'vitest';
import { lineOf } from '../../../shared/llm/google/models.ts';
import { createGoogleProvider } from '../../../shared/llm/google/provider.ts';
import type { Message } from '../../../shared/llm/port.ts';
import { testClock } from '../../clock.ts';
import { all, decisive, failure } from './expect-llm-error.ts';
import { loopback } from './loopback.ts';

// The real SDK talks to @copilotkit/aimock where that is good enough: texts, structured output, streams, statuses. It
// has no models, no countTokens, no signed thoughts and no error bodies of Google, and ends a call of a tool with a
// reason (FUNCTION_CALL) that the API does not have: those come from a loopback server.

const ASK = { modelId: 'a-model', account: { caller: 'test' }, maxTokens: 100 };
const say = (content: string): { messages: Message[] } => ({ messages: [{ role: 'user', content }] });

async function mocked(script: (mock: LLMock) => void) {
  const mock = new LLMock({ port: 0 });
  script(mock);
  await mock.start();
  onTestFinished(() => mock.stop());
  return {
    mock,
    provider: createGoogleProvider({ apiKey: 'test-key-1234', baseURL: mock.url, clock: testClock() }),
  };
}

function provider(url: string) {
  return createGoogleProvider({ apiKey: 'test-key-1234', baseURL: url, clock: testClock() });
}

const answer = (parts: object[], finishReason: string | undefined = 'STOP') => ({
  candidates: [{ content: { role: 'model', parts }, finishReason }],
});

describe('Google: answers of the mock', () => {
  test('a text with its usage', async () => {
    const { provider } = await mocked((mock) =>
      mock.onMessage('hello', {
        content: 'Hi there.',
        usage: { promptTokenCount: 12, candidatesTokenCount: 4 },
      }),
    );
    expect(await provider.generate({ ...ASK, ...say('hello'), system: 'Be brief.' })).toMatchObject({
      text: 'Hi there.',
      content: [{ type: 'text', text: 'Hi there.' }],
      stop: 'end',
      usage: { inputTokens: 12, outputTokens: 4, cacheReadTokens: 0, cacheWriteTokens: 0 },
      provider: 'google',
    });
  });

  test('structured output', async () => {
    const { provider } = await mocked((mock) => mock.onMessage('object', { content: '{"a":"x"}' }));
    const schema = { type: 'object', properties: { a: { type: 'string' } } };
    expect((await provider.generateJson({ ...ASK, ...say('object'), schema, name: 'thing' })).text).toBe(
      '{"a":"x"}',
    );
  });

  test('a stream: its texts, then the whole', async () => {
    const { provider } = await mocked((mock) =>
      mock.onMessage('count', { content: 'one two three' }, { chunkSize: 5 }),
    );
    const events = await all(provider.stream({ ...ASK, ...say('count') }));
    expect(events.map((one) => (one.type === 'text' ? one.text : one.result.text))).toEqual([
      'one t',
      'wo th',
      'ree',
      'one two three',
    ]);
    expect(events.at(-1)).toMatchObject({ result: { stop: 'end' } });
  });

  test('the end of what was allowed', async () => {
    const { provider } = await mocked((mock) =>
      mock.onMessage('go', { content: 'So far', finishReason: 'length' }),
    );
    expect(await provider.generate({ ...ASK, ...say('go') })).toMatchObject({
      stop: 'length',
      text: 'So far',
    });
  });

  test('429, tried once', async () => {
    const { mock, provider } = await mocked((mock) =>
      mock.onMessage('x', { error: { message: 'slow down' }, status: 429, retryAfter: 7 }),
    );
    const error = await failure(provider.generate({ ...ASK, ...say('x') }));
    expect(decisive(error)).toEqual({
      code: 'RATE_LIMITED',
      retryable: true,
      status: 429,
      retryAfterMs: 7000,
    });
    expect(mock.getRequests()).toHaveLength(1);
  });
});

describe('Google: what is sent and what comes back', () => {
  test('instructions, limit, effort and schema in the words of Google', async () => {
    const { url, seen } = await loopback({ body: answer([{ text: '{}' }]) });
    const schema = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: {
        pattern: { type: 'string', pattern: '^a', minLength: 1 },
        kind: { const: 'x' },
        list: { type: 'array', minItems: 1, items: { type: 'integer', exclusiveMinimum: 0 } },
      },
      required: ['pattern'],
      additionalProperties: false,
    };
    await provider(url).generateJson({
      ...ASK,
      ...say('go'),
      system: 'Be brief.',
      effort: 'max',
      schema,
      name: 'thing',
    });
    expect(seen[0]?.path).toBe('/v1beta/models/a-model:generateContent');
    expect(seen[0]?.headers['x-goog-api-key']).toBe('test-key-1234');
    expect(seen[0]?.body).toEqual({
      contents: [{ role: 'user', parts: [{ text: 'go' }] }],
      systemInstruction: { role: 'user', parts: [{ text: 'Be brief.' }] },
      generationConfig: {
        maxOutputTokens: 100,
        responseMimeType: 'application/json',
        thinkingConfig: { thinkingLevel: 'HIGH' },
        responseJsonSchema: {
          type: 'object',
          properties: {
            pattern: { type: 'string' },
            kind: { enum: ['x'] },
            list: { type: 'array', minItems: 1, items: { type: 'integer' } },
          },
          required: ['pattern'],
          additionalProperties: false,
        },
      },
    });
  });

  test('signed thoughts go back with the call that they belong to', async () => {
    const parts = [
      { text: 'I think of clocks.', thought: true },
      { functionCall: { name: 'clock', args: { city: 'Bern' }, id: 'f1' }, thoughtSignature: 'c2lnbmVk' },
      { functionCall: { name: 'clock', args: { city: 'Oslo' }, id: 'f2' } },
    ];
    const { url, seen } = await loopback((_, count) => ({
      body: count === 1 ? answer(parts) : answer([{ text: 'Noon.' }]),
    }));
    const google = provider(url);
    const tools = [{ name: 'clock', description: 'The time.', schema: { type: 'object', properties: {} } }];
    const first = await google.generateWithTools({ ...ASK, ...say('time'), tools });
    expect(first.text).toBe('');
    expect(first.content).toEqual([
      { type: 'opaque', provider: 'google', value: { thoughtSignature: 'c2lnbmVk' } },
      { type: 'tool_use', id: 'f1', name: 'clock', input: { city: 'Bern' } },
      { type: 'tool_use', id: 'f2', name: 'clock', input: { city: 'Oslo' } },
    ]);
    await google.generateWithTools({
      ...ASK,
      tools,
      messages: [
        ...say('time').messages,
        { role: 'assistant', content: first.content },
        {
          role: 'user',
          content: [
            { type: 'tool_result', id: 'f1', text: '12:00' },
            { type: 'tool_result', id: 'f2', text: 'no such city', isError: true },
          ],
        },
      ],
    });
    expect(seen[1]?.body.contents).toEqual([
      { role: 'user', parts: [{ text: 'time' }] },
      {
        role: 'model',
        parts: [
          { functionCall: { id: 'f1', name: 'clock', args: { city: 'Bern' } }, thoughtSignature: 'c2lnbmVk' },
          { functionCall: { id: 'f2', name: 'clock', args: { city: 'Oslo' } } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { id: 'f1', name: 'clock', response: { output: '12:00' } } },
          { functionResponse: { id: 'f2', name: 'clock', response: { error: 'no such city' } } },
        ],
      },
    ]);
  });

  test("another provider's signed thoughts are left out, and its call is marked as unsigned", async () => {
    const { url, seen } = await loopback({ body: answer([{ text: 'ok' }]) });
    await provider(url).generate({
      ...ASK,
      messages: [
        {
          role: 'assistant',
          content: [
            { type: 'opaque', provider: 'claude', value: { signature: 's' } },
            { type: 'tool_use', id: 't', name: 'clock', input: {} },
          ],
        },
        { role: 'user', content: [{ type: 'tool_result', id: 't', text: '12:00' }] },
      ],
    });
    expect(seen[0]?.body.contents).toMatchObject([
      { parts: [{ functionCall: { name: 'clock' }, thoughtSignature: 'skip_thought_signature_validator' }] },
      { parts: [{ functionResponse: { name: 'clock' } }] },
    ]);
  });

  test('tokens of the cache and of thoughts', async () => {
    const { url } = await loopback({
      body: {
        ...answer([{ text: 'ok' }]),
        modelVersion: 'a-model-002',
        responseId: 'r1',
        usageMetadata: {
          promptTokenCount: 100,
          cachedContentTokenCount: 40,
          candidatesTokenCount: 5,
          thoughtsTokenCount: 20,
        },
      },
    });
    expect(await provider(url).generate({ ...ASK, ...say('x') })).toEqual({
      text: 'ok',
      content: [{ type: 'text', text: 'ok' }],
      stop: 'end',
      usage: { inputTokens: 60, outputTokens: 25, cacheReadTokens: 40, cacheWriteTokens: 0 },
      model: 'a-model-002',
      provider: 'google',
      requestId: 'r1',
    });
  });

  test('tokens are counted by Google, the instructions as one more message', async () => {
    const { url, seen } = await loopback({ body: { totalTokens: 31 } });
    expect(await provider(url).countTokens({ ...ASK, ...say('hello'), system: 'Be brief.' })).toBe(31);
    expect(seen[0]?.path).toBe('/v1beta/models/a-model:countTokens');
    expect(seen[0]?.body.contents).toEqual([
      { role: 'user', parts: [{ text: 'Be brief.' }] },
      { role: 'user', parts: [{ text: 'hello' }] },
    ]);
  });

  test('models, over more than one page', async () => {
    const model = (name: string, more: object = {}) => ({
      name: `models/${name}`,
      displayName: name.toUpperCase(),
      inputTokenLimit: 1000,
      outputTokenLimit: 100,
      supportedGenerationMethods: ['generateContent'],
      ...more,
    });
    const { url, seen } = await loopback((_, count) => ({
      body:
        count === 1
          ? { models: [model('gemini-3.8-flash', { thinking: true })], nextPageToken: 'p2' }
          : {
              models: [
                model('gemini-embed-1', { supportedGenerationMethods: ['embedContent'] }),
                model('gemini-3-pro'),
              ],
            },
    }));
    expect(await provider(url).models()).toEqual([
      {
        id: 'gemini-3.8-flash',
        line: 'flash',
        displayName: 'GEMINI-3.8-FLASH',
        maxInputTokens: 1000,
        maxOutputTokens: 100,
        structured: true,
        efforts: ['low', 'medium', 'high'],
      },
      {
        id: 'gemini-3-pro',
        line: 'pro',
        displayName: 'GEMINI-3-PRO',
        maxInputTokens: 1000,
        maxOutputTokens: 100,
        structured: true,
        efforts: [],
      },
    ]);
    expect(seen).toHaveLength(2);
  });

  test.each([
    ['gemini-3.8-flash-lite', 'flash-lite'],
    ['gemini-4-pro-preview', 'pro-preview'],
    ['gemma-3-27b-it', 'it'],
  ])('%s is of the line %s', (id, line) => {
    expect(lineOf(id)).toBe(line);
  });
});
