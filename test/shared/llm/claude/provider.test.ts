import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Message, RateLimits } from '../../../../shared/llm/port.ts';
import type { JsonObject } from '../../../../shared/mcp/surface.ts';
import { NOON, testClock } from '../../../clock.ts';
import { json, refusal, text } from '../../../support/messages-api/replies.ts';
import { bench } from './bench.ts';
import { hello, SONNET } from './request.ts';

const jsonSchema = (schema: z.ZodType) => z.toJSONSchema(schema) as JsonObject;

describe('generate', () => {
  test('gives text, usage, model and request id, and sends no more than was asked', async () => {
    const { api, claude } = await bench({ rules: [{ reply: text('Hello there') }] });
    expect(await claude.generate(hello())).toEqual({
      text: 'Hello there',
      content: [{ type: 'text', text: 'Hello there' }],
      stop: 'end',
      usage: { inputTokens: 6, outputTokens: 3, cacheReadTokens: 0, cacheWriteTokens: 0 },
      model: SONNET,
      provider: 'claude',
      requestId: 'req_1',
    });
    expect(api.journal.bodies()).toEqual([
      { model: SONNET, max_tokens: 100, messages: [{ role: 'user', content: 'Hello' }] },
    ]);
  });

  test('system and effort go where they belong; empty texts, which the API refuses, are left out', async () => {
    const { api, claude } = await bench({ rules: [{ reply: text('ok') }] });
    const messages: Message[] = [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Hello' },
          { type: 'text', text: '' },
        ],
      },
      { role: 'assistant', content: [{ type: 'text', text: '' }] },
      { role: 'user', content: 'Again' },
    ];
    await claude.generate(hello({ system: 'Be brief.', effort: 'low', messages }));
    expect(api.journal.bodies()[0]).toMatchObject({
      system: 'Be brief.',
      output_config: { effort: 'low' },
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'Hello' }] },
        { role: 'user', content: 'Again' },
      ],
    });
  });

  test('a prefix that is to be cached is marked, and what was cached is told', async () => {
    const { api, claude } = await bench({ rules: [{ reply: text('ok') }] });
    const request = {
      ...hello({ system: 'x'.repeat(400), cache: true }),
      tools: [
        { name: 'a', description: 'A', schema: { type: 'object' } },
        { name: 'b', description: 'B', schema: { type: 'object' } },
      ],
    };
    const first = await claude.generateWithTools(request);
    const second = await claude.generateWithTools(request);
    // Each tool is 63 bytes of JSON, so 16 tokens; the system is 100.
    expect(first.usage).toEqual({
      inputTokens: 6,
      outputTokens: 1,
      cacheReadTokens: 0,
      cacheWriteTokens: 132,
    });
    expect(second.usage).toMatchObject({ inputTokens: 6, cacheReadTokens: 132, cacheWriteTokens: 0 });
    expect(api.journal.bodies()[0]).toMatchObject({
      system: [{ type: 'text', cache_control: { type: 'ephemeral' } }],
      tools: [{ name: 'a' }, { name: 'b', cache_control: { type: 'ephemeral' } }],
    });
    expect(JSON.stringify(api.journal.bodies()[0]).match(/cache_control/g)).toHaveLength(2);
  });

  test('a long answer comes as a stream, for which the SDK has no limit of ten minutes', async () => {
    const { api, claude } = await bench({ rules: [{ reply: text('Hello there') }] });
    const result = await claude.generate(hello({ maxTokens: 64_000 }));
    expect(result).toMatchObject({ text: 'Hello there', stop: 'end', usage: { outputTokens: 3 } });
    expect(api.journal.bodies()[0]).toMatchObject({ max_tokens: 64_000, stream: true });
    await claude.generate(hello({ maxTokens: 21_333 }));
    expect(api.journal.bodies()[1]?.stream).toBeUndefined();
  });

  test('stops are told: cut short, refused', async () => {
    const { claude } = await bench({
      rules: [
        { times: 1, reply: text('x'.repeat(500)) },
        { times: 1, reply: refusal('cyber') },
      ],
    });
    expect(await claude.generate(hello())).toMatchObject({ stop: 'length', usage: { outputTokens: 100 } });
    expect(await claude.generate(hello())).toMatchObject({ stop: 'refusal', text: '', content: [] });
  });

  test('allowances are told with each answer, in our own time', async () => {
    const told: [RateLimits, string | undefined][] = [];
    const { claude } = await bench(
      {
        // The provider's clock is two hours ahead of ours.
        clock: testClock(NOON + 7_200_000),
        limits: { requestsPerMinute: 60, inputTokensPerMinute: 600, outputTokensPerMinute: 60 },
        rules: [{ reply: text('Hello there') }],
      },
      { onRateLimits: (limits, modelId) => told.push([limits, modelId]) },
    );
    await claude.generate(hello());
    expect(told).toEqual([
      [
        {
          requests: { limit: 60, remaining: 59, resetsAt: NOON + 1000 },
          inputTokens: { limit: 600, remaining: 594, resetsAt: NOON + 600 },
          outputTokens: { limit: 60, remaining: 57, resetsAt: NOON + 3000 },
        },
        SONNET,
      ],
    ]);
  });
});

describe('generateJson', () => {
  test('a schema goes as structured output, closed, its bounds in words', async () => {
    const { api, claude } = await bench({ rules: [{ reply: json({ name: 'Ada', age: 36 }) }] });
    const schema = jsonSchema(z.object({ name: z.string(), age: z.int().min(0).max(150) }));
    const result = await claude.generateJson({ ...hello(), schema, name: 'person' });
    expect(JSON.parse(result.text)).toEqual({ name: 'Ada', age: 36 });
    expect(api.journal.bodies()[0]?.output_config).toEqual({
      format: {
        type: 'json_schema',
        schema: {
          type: 'object',
          properties: {
            name: { type: 'string' },
            age: { type: 'integer', description: '{minimum: 0, maximum: 150}' },
          },
          required: ['name', 'age'],
          additionalProperties: false,
        },
      },
    });
  });

  test.each([
    ['a record', z.object({ counts: z.record(z.string(), z.number()) })],
    ['a value of any kind', z.object({ value: z.unknown() })],
    ['a tuple', z.object({ pair: z.tuple([z.string(), z.number()]) })],
    ['an open object deep inside', z.object({ list: z.array(z.looseObject({ a: z.string() })) })],
  ])('%s, which structured output would lose, is asked for in text', async (_, schema) => {
    const { api, claude } = await bench({ rules: [{ reply: text('```json\n{"counts":{"a":1}}\n```') }] });
    const result = await claude.generateJson({
      ...hello({ system: 'Be brief.' }),
      schema: jsonSchema(schema),
      name: 'tally',
    });
    expect(result.text).toBe('{"counts":{"a":1}}');
    const [body] = api.journal.bodies();
    expect(body?.output_config).toBeUndefined();
    expect(body?.system).toBe(
      'Be brief.\n\nAnswer with one JSON value, the tally, and nothing else: no words around it, no code fence. ' +
        `It must fit this JSON Schema:\n${JSON.stringify(z.toJSONSchema(schema))}`,
    );
  });
});

describe('countTokens and models', () => {
  test('tokens of what would be sent', async () => {
    const { api, claude } = await bench();
    expect(await claude.countTokens(hello({ system: 'Be brief.', effort: 'high' }))).toBe(9);
    expect(api.journal.bodies('count_tokens')).toEqual([
      { model: SONNET, system: 'Be brief.', messages: [{ role: 'user', content: 'Hello' }] },
    ]);
  });

  test('models in our own words', async () => {
    const { claude } = await bench();
    const models = await claude.models();
    expect(models.map(({ id, line }) => [id, line])).toEqual([
      ['claude-opus-5-5', 'opus'],
      ['claude-sonnet-5-5', 'sonnet'],
      ['claude-haiku-5-5', 'haiku'],
      ['claude-sonnet-4-5', 'sonnet'],
    ]);
    expect(models[2]).toEqual({
      id: 'claude-haiku-5-5',
      line: 'haiku',
      displayName: 'Claude Haiku 5.5',
      maxInputTokens: 200_000,
      maxOutputTokens: 64_000,
      structured: true,
      efforts: ['low', 'medium', 'high'],
      createdAt: '2026-08-01T00:00:00.000Z',
    });
    expect(models[3]).toMatchObject({ retiresAt: '2026-11-30T00:00:00Z' });
  });
});
