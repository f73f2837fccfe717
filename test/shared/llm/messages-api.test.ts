import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, onTestFinished, test } from 'vitest';
import { testClock } from '../../clock.ts';
import { breakInBody } from '../../support/messages-api/breaks.ts';
import { status } from '../../support/messages-api/faults.ts';
import { cutShort, json, refusal, text, toolUse } from '../../support/messages-api/replies.ts';
import { type MessagesApiOptions, startMessagesApi } from '../../support/messages-api/server.ts';

const SONNET = 'claude-sonnet-5-5';

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

async function bench(options: MessagesApiOptions = {}) {
  const api = await startMessagesApi(options);
  onTestFinished(api.close);
  const client = new Anthropic({
    apiKey: api.key,
    baseURL: api.url,
    maxRetries: 0,
    logLevel: 'off',
    timeout: 10_000,
  });
  const ask = (content: string, more: Partial<Anthropic.MessageCreateParamsNonStreaming> = {}) =>
    client.messages.create({
      model: SONNET,
      max_tokens: 100,
      messages: [{ role: 'user', content }],
      ...more,
    });
  return { api, client, ask };
}

describe('replies, to the real SDK', () => {
  test('a text, with the usage that its bytes give', async () => {
    const { api, ask } = await bench({ rules: [{ reply: text('Hello there') }] });
    const message = await ask('Hello');
    expect(message.content).toEqual([{ type: 'text', text: 'Hello there', citations: null }]);
    expect(message.stop_reason).toBe('end_turn');
    // 'Hello' is 5 bytes, so 2 tokens, and 4 for the message; 'Hello there' is 11 bytes, so 3.
    expect(message.usage).toMatchObject({ input_tokens: 6, output_tokens: 3 });
    expect(message._request_id).toBe('req_1');
    expect(api.journal.billed()).toEqual({ inputTokens: 6, outputTokens: 3 });
  });

  test('the same as a stream', async () => {
    const { client } = await bench({ rules: [{ reply: text('Grüße aus Köln') }] });
    const stream = client.messages.stream({
      model: SONNET,
      max_tokens: 100,
      messages: [{ role: 'user', content: 'Hello' }],
    });
    const deltas: string[] = [];
    stream.on('text', (delta) => deltas.push(delta));
    const message = await stream.finalMessage();
    expect(deltas).toEqual(['Grüße au', 's Köln']);
    // 14 characters, three of them of two bytes: 17 bytes, so 5 tokens.
    expect(message.usage).toMatchObject({ input_tokens: 6, output_tokens: 5 });
    expect(message.stop_reason).toBe('end_turn');
  });

  test('an object as structured output', async () => {
    const { client } = await bench({ rules: [{ reply: json({ answer: 4 }) }] });
    const message = await client.messages.parse({
      model: SONNET,
      max_tokens: 100,
      messages: [{ role: 'user', content: '2 + 2?' }],
      output_config: {
        format: {
          type: 'json_schema',
          schema: {
            type: 'object',
            properties: { answer: { type: 'integer' } },
            additionalProperties: false,
          },
        },
      },
    });
    expect(message.content[0]).toMatchObject({ text: '{"answer":4}' });
  });

  test('a tool use, its result, and the answer, in both ways of sending', async () => {
    const { api, client, ask } = await bench({
      rules: [
        { when: { turn: 1 }, reply: toolUse('weather', { city: 'Köln', days: [1, 2] }) },
        { when: { turn: 2 }, reply: ({ toolResults }) => text(`It is ${toolResults[0]?.text}.`) },
      ],
    });
    const tools: Anthropic.Tool[] = [{ name: 'weather', input_schema: { type: 'object', properties: {} } }];
    const first = await ask('Weather?', { tools });
    expect(first.stop_reason).toBe('tool_use');
    expect(first.content).toEqual([
      {
        type: 'tool_use',
        id: 'toolu_1_0',
        name: 'weather',
        input: { city: 'Köln', days: [1, 2] },
        caller: { type: 'direct' },
      },
    ]);
    const streamed = await client.messages
      .stream({ model: SONNET, max_tokens: 100, tools, messages: [{ role: 'user', content: 'Weather?' }] })
      .finalMessage();
    expect(streamed.content[0]).toMatchObject({ id: 'toolu_2_0', input: { city: 'Köln', days: [1, 2] } });
    const second = await ask('', {
      tools,
      messages: [
        { role: 'user', content: 'Weather?' },
        { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1_0', name: 'weather', input: {} }] },
        {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: 'toolu_1_0', content: 'sunny' }],
        },
      ],
    });
    expect(second.content[0]).toMatchObject({ text: 'It is sunny.' });
    expect(api.journal.entries.map(({ answer }) => answer?.rule)).toEqual(['rule 1', 'rule 1', 'rule 2']);
  });

  test('a refusal, an answer cut short by the script, and one cut by max_tokens', async () => {
    const { ask } = await bench({
      rules: [
        { when: { text: 'bad' }, reply: refusal('cyber') },
        { when: { text: 'short' }, reply: cutShort('Once upon') },
        { reply: text('aaaabbbbccccdddd') },
      ],
    });
    const refused = await ask('bad');
    expect(refused).toMatchObject({
      content: [],
      stop_reason: 'refusal',
      stop_details: { category: 'cyber' },
    });
    expect(await ask('short')).toMatchObject({ stop_reason: 'max_tokens' });
    const cut = await ask('long', { max_tokens: 3 });
    expect(cut).toMatchObject({ stop_reason: 'max_tokens', content: [{ text: 'aaaabbbbcccc' }] });
    expect(cut.usage.output_tokens).toBe(3);
  });

  test('rules answer in order and as often as they say; the rest is told', async () => {
    const { api, ask } = await bench({
      rules: [
        { name: 'once', times: 1, reply: text('first') },
        { name: 'never', times: 2, when: { text: /xyz/ }, reply: text('second') },
      ],
    });
    expect(await ask('abc')).toMatchObject({ content: [{ text: 'first' }] });
    await expect(ask('abc')).rejects.toMatchObject({
      status: 400,
      apiMessage: 'no rule of the script answers this request',
    });
    expect(api.rules.unused()).toEqual(['never']);
    api.rules.set({ reply: text('third') });
    expect(await ask('abc')).toMatchObject({ content: [{ text: 'third' }] });
  });
});

describe('the other endpoints', () => {
  test('models come in pages, retired ones only when asked for', async () => {
    const { client } = await bench();
    const models = await collect(client.models.list({ limit: 3 }));
    expect(models.map(({ id }) => id)).toEqual([
      'claude-opus-5-5',
      'claude-sonnet-5-5',
      'claude-haiku-5-5',
      'claude-sonnet-4-5',
    ]);
    expect(models[3]).toMatchObject({
      lifecycle: 'deprecated',
      line: 'sonnet',
      retires_at: '2026-11-30T00:00:00Z',
      max_input_tokens: 200_000,
      max_tokens: 64_000,
    });
    expect(models[0]?.capabilities?.structured_outputs).toEqual({ supported: true });
    const retired = await collect(client.models.list({ lifecycle: ['retired'] }));
    expect(retired.map(({ id }) => id)).toEqual(['claude-instant-1']);
    expect(await client.models.retrieve('claude-opus-5-5')).toMatchObject({ line: 'opus' });
    await expect(client.models.retrieve('gpt')).rejects.toMatchObject({ status: 404 });
  });

  test('tokens are counted as messages are', async () => {
    const { client, ask } = await bench({ rules: [{ reply: text('ok') }] });
    const request = {
      system: 'Be brief.',
      tools: [{ name: 'f', input_schema: { type: 'object' as const } }],
    };
    const counted = await client.messages.countTokens({
      model: SONNET,
      messages: [{ role: 'user', content: 'Hello' }],
      ...request,
    });
    // The tool as JSON is 45 bytes, so 12; 'Be brief.' is 9, so 3; 'Hello' 2 and its message 4.
    expect(counted.input_tokens).toBe(21);
    expect((await ask('Hello', request)).usage.input_tokens).toBe(21);
  });

  test('a batch runs, ends, and gives its results out of order', async () => {
    const { client } = await bench({
      rules: [
        { when: { text: 'late' }, inBatch: 'expired' },
        { when: { text: 'bad' }, fault: status(400) },
        { when: { customId: 'b' }, reply: text('B') },
        { reply: text('A') },
      ],
    });
    const request = (custom_id: string, content: string) => ({
      custom_id,
      params: { model: SONNET, max_tokens: 10, messages: [{ role: 'user' as const, content }] },
    });
    const made = await client.messages.batches.create({
      requests: [request('a', 'x'), request('b', 'x'), request('c', 'bad'), request('d', 'late')],
    });
    expect(made).toMatchObject({ id: 'msgbatch_1', processing_status: 'in_progress', results_url: null });
    expect(await client.messages.batches.retrieve(made.id)).toMatchObject({
      request_counts: { processing: 4, succeeded: 0 },
    });
    expect(await client.messages.batches.retrieve(made.id)).toMatchObject({
      processing_status: 'ended',
      request_counts: { processing: 0, succeeded: 2, errored: 1, canceled: 0, expired: 1 },
    });
    const lines = await collect(await client.messages.batches.results(made.id));
    expect(lines.map(({ custom_id, result }) => [custom_id, result.type])).toEqual([
      ['d', 'expired'],
      ['c', 'errored'],
      ['b', 'succeeded'],
      ['a', 'succeeded'],
    ]);
    expect(lines[2]?.result).toMatchObject({
      message: { content: [{ text: 'B' }], usage: { service_tier: 'batch' } },
    });
  });

  test('a batch that is cancelled ends with what was not begun', async () => {
    const { client } = await bench({ batchPolls: 0 });
    const params = { model: SONNET, max_tokens: 10, messages: [{ role: 'user' as const, content: 'x' }] };
    const { id } = await client.messages.batches.create({ requests: [{ custom_id: 'a', params }] });
    expect(await client.messages.batches.cancel(id)).toMatchObject({ processing_status: 'canceling' });
    expect(await client.messages.batches.retrieve(id)).toMatchObject({
      processing_status: 'ended',
      request_counts: { canceled: 1 },
    });
  });
});

describe('what the API refuses', () => {
  test.each<[string, Partial<Anthropic.MessageCreateParamsNonStreaming> & Record<string, unknown>, string]>([
    [
      'an empty text',
      { messages: [{ role: 'user', content: [{ type: 'text', text: '' }] }] },
      'messages.0.content',
    ],
    ['no messages', { messages: [] }, 'messages'],
    ['a field it does not know', { temperature: 0.5 }, ''],
    ['more tokens than the model has', { max_tokens: 100_000 }, 'max_tokens: 100000 > 64000'],
    [
      'a result of no use',
      {
        messages: [
          { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_9', content: 'x' }] },
        ],
      },
      'no tool_use before the tool_result toolu_9',
    ],
    [
      'a use without a result',
      {
        messages: [
          { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_9', name: 'f', input: {} }] },
          { role: 'user', content: 'go on' },
        ],
      },
      'no tool_result for toolu_9',
    ],
    [
      'an open schema',
      { output_config: { format: { type: 'json_schema', schema: { type: 'object' } } } },
      "#: 'additionalProperties' must be false",
    ],
  ])('%s', async (_, more, said) => {
    const { ask } = await bench({ rules: [{ reply: text('ok') }] });
    const refused = await ask('x', more).catch((error: unknown) => error);
    expect(refused).toMatchObject({ status: 400 });
    expect((refused as InstanceType<typeof Anthropic.APIError>).apiMessage).toContain(said);
  });

  test('a wrong key, an unknown model, an unknown path', async () => {
    const { api, client, ask } = await bench({ rules: [{ reply: text('ok') }] });
    const stranger = new Anthropic({ apiKey: 'sk-wrong', baseURL: api.url, maxRetries: 0, logLevel: 'off' });
    await expect(stranger.models.list()).rejects.toMatchObject({ status: 401, type: 'authentication_error' });
    await expect(ask('x', { model: 'claude-nine' })).rejects.toMatchObject({ status: 404 });
    await expect(client.get('/v1/nothing')).rejects.toMatchObject({ status: 404 });
    expect(JSON.stringify(api.journal.entries)).not.toContain('sk-');
  });
});

describe('cache, limits and the journal', () => {
  test('a marked prefix is written once and read while it is kept', async () => {
    const clock = testClock();
    const { ask } = await bench({ clock, rules: [{ reply: text('ok') }] });
    const system: Anthropic.TextBlockParam[] = [
      { type: 'text', text: 'x'.repeat(400), cache_control: { type: 'ephemeral' } },
    ];
    const usage = async () => {
      const { usage: told } = await ask('Hello', { system });
      return [told.input_tokens, told.cache_creation_input_tokens, told.cache_read_input_tokens];
    };
    expect(await usage()).toEqual([6, 100, 0]);
    clock.advance(4 * 60_000);
    expect(await usage()).toEqual([6, 0, 100]);
    clock.advance(5 * 60_000);
    expect(await usage()).toEqual([6, 100, 0]);
  });

  test('an allowance is enforced by the clock, and told in the headers', async () => {
    const clock = testClock();
    const { api, client, ask } = await bench({
      clock,
      limits: { requestsPerMinute: 2, inputTokensPerMinute: 60, outputTokensPerMinute: 30 },
      rules: [{ reply: text('x'.repeat(40)) }],
    });
    const { response } = await client.messages
      .create({ model: SONNET, max_tokens: 100, messages: [{ role: 'user', content: 'Hello' }] })
      .withResponse();
    const told = (name: string) => response.headers.get(`anthropic-ratelimit-${name}`);
    expect([told('requests-limit'), told('requests-remaining'), told('requests-reset')]).toEqual([
      '2',
      '1',
      '2026-11-20T12:00:30.000Z',
    ]);
    expect([told('input-tokens-remaining'), told('input-tokens-reset')]).toEqual([
      '54',
      '2026-11-20T12:00:06.000Z',
    ]);
    expect(told('output-tokens-remaining')).toBe('20');
    await ask('Hello');
    const limited = await ask('Hello').catch((error: unknown) => error);
    expect(limited).toMatchObject({ status: 429, type: 'rate_limit_error' });
    expect((limited as InstanceType<typeof Anthropic.APIError>).headers?.get('retry-after')).toBe('30');
    clock.advance(30_000);
    expect((await ask('Hello')).stop_reason).toBe('end_turn');
    expect(api.journal.entries.map(({ answer }) => answer?.status)).toEqual([200, 200, 429, 200]);
  });

  test('the journal keeps bodies, what was said, and how it ended', async () => {
    const clock = testClock();
    const { api, ask, client } = await bench({
      clock,
      rules: [{ when: { text: 'cut' }, fault: breakInBody() }, { reply: text('ok') }],
    });
    await ask('Hello');
    await ask('cut').catch(() => undefined);
    await client.models.list();
    await api.settled();
    expect(api.journal.bodies()).toEqual([
      { model: SONNET, max_tokens: 100, messages: [{ role: 'user', content: 'Hello' }] },
      { model: SONNET, max_tokens: 100, messages: [{ role: 'user', content: 'cut' }] },
    ]);
    expect(api.journal.bodies('models')).toEqual([]);
    const [whole, broken] = api.journal.entries;
    expect(whole).toMatchObject({
      at: clock.now(),
      endedAt: clock.now(),
      delivery: 'sent',
      answer: { status: 200, requestId: 'req_1', rule: 'rule 2', faults: [] },
    });
    expect(whole?.request.headers['anthropic-version']).toBe('2026-10-21');
    expect(broken).toMatchObject({
      delivery: 'broken',
      answer: { rule: 'rule 1', faults: ['close in the body'] },
    });
  });
});
