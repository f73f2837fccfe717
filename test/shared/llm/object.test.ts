import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { describeDefects } from '../../../shared/llm/defects.ts';
import { ASK, coreUnderTest } from './core-under-test.ts';
import { type Step, scriptedProvider } from './scripted-provider.ts';

const PLAN = z.strictObject({
  title: z.string().min(3),
  steps: z.array(z.object({ hours: z.number().positive() })).min(1),
});
const GOOD = { title: 'Move', steps: [{ hours: 2 }] };

const asked = async (steps: Step[], settings = {}) => {
  const provider = scriptedProvider('claude', { steps });
  const core = await coreUnderTest([provider], settings);
  const answer = core.llm.generateObject({ ...ASK, schema: PLAN, name: 'plan' });
  return { provider, core, answer };
};
const json = (value: unknown) => ({ text: JSON.stringify(value) });

describe('an object', () => {
  test('is parsed in full, and comes with route and cost instead of the text', async () => {
    const { answer, provider } = await asked([json(GOOD)]);
    expect(await answer).toEqual({
      object: GOOD,
      stop: 'end',
      usage: { inputTokens: 100, outputTokens: 20, cacheReadTokens: 0, cacheWriteTokens: 0 },
      model: 'claude-1',
      provider: 'claude',
      route: { provider: 'claude', model: 'claude-1', why: 'choice 1 for worker', skipped: [] },
      cost: { nanoUsd: 300_000, estimated: false },
    });
    expect(provider.requests[0]).toMatchObject({
      name: 'plan',
      schema: { type: 'object', required: ['title', 'steps'], additionalProperties: false },
    });
  });

  test('that does not fit goes back with its defects, and every answer is paid for', async () => {
    const bad = { title: 'x', steps: [{ hours: -1 }, {}], 'a/b': 1 };
    const { answer, provider, core } = await asked([json(bad), json(GOOD)]);
    const { object, usage, cost } = await answer;
    expect(object).toEqual(GOOD);
    expect(usage).toMatchObject({ inputTokens: 200, outputTokens: 40 });
    expect(cost.nanoUsd).toBe(600_000);
    expect(provider.requests[1]?.messages).toEqual([
      ...ASK.messages,
      { role: 'assistant', content: JSON.stringify(bad) },
      {
        role: 'user',
        content: [
          'That does not fit the schema:',
          '- /title: Too small: expected string to have >=3 characters',
          '- /steps/0/hours: Too small: expected number to be >0',
          '- /steps/1/hours: must be number, is missing',
          '- /a~1b: must not be there',
          'Answer with the whole object again, mended.',
        ].join('\n'),
      },
    ]);
    expect((await core.ledger.spend('day'))[0]).toMatchObject({ calls: 2, costNanoUsd: 600_000 });
  });

  test('that still does not fit at the third answer is a violation', async () => {
    const { answer, provider } = await asked([
      json({}),
      { text: 'no json' },
      json({ title: 'Move', steps: [] }),
    ]);
    await expect(answer).rejects.toMatchObject({
      code: 'SCHEMA_VIOLATION',
      message:
        'The answer of claude-1 does not fit the schema: /steps: Too small: expected array to have >=1 items.',
      details: { retryable: false, usage: { inputTokens: 300, outputTokens: 60 } },
    });
    expect(provider.requests).toHaveLength(3);
    expect(provider.requests[2]?.messages.at(-1)?.content).toContain(
      '- the whole: must be JSON and nothing else',
    );
  });

  test('is not mended past the budget', async () => {
    const { answer, provider } = await asked([json({}), json({})], { budgets: { dayUsd: 0.0103 } });
    await expect(answer).rejects.toMatchObject({ code: 'BUDGET_EXHAUSTED' });
    expect(provider.requests).toHaveLength(1);
  });

  test('may stand in a fence, or after a sentence', async () => {
    const text = `Here it is:\n\`\`\`json\n${JSON.stringify(GOOD, null, 2)}\n\`\`\`\n`;
    expect((await (await asked([{ text }])).answer).object).toEqual(GOOD);
  });

  test('an empty answer is no message that could be sent back', async () => {
    const { answer, provider } = await asked([{ text: '' }, json(GOOD)]);
    await answer;
    expect(provider.requests[1]?.messages.map(({ role }) => role)).toEqual(['user', 'user']);
  });

  test('may be checked by what takes time', async () => {
    const slow = z.object({ name: z.string().refine(async (name) => name !== 'bad', 'is taken') });
    const provider = scriptedProvider('claude', { steps: [json({ name: 'bad' }), json({ name: 'good' })] });
    const core = await coreUnderTest([provider]);
    const { object } = await core.llm.generateObject({ ...ASK, schema: slow, name: 'name' });
    expect(object).toEqual({ name: 'good' });
    expect(provider.requests).toHaveLength(2);
  });

  test('that was cut off or declined is not asked for again', async () => {
    const cut = await asked([{ text: '{"title": "Mo', stop: 'length' }]);
    await expect(cut.answer).rejects.toMatchObject({
      code: 'BAD_ANSWER',
      message: 'The answer of claude-1 was cut off after 20 tokens.',
      details: { hint: 'Raise maxTokens, or ask for less.', usage: { outputTokens: 20 } },
    });
    const declined = await asked([{ text: 'I cannot.', stop: 'refusal' }]);
    await expect(declined.answer).rejects.toMatchObject({ code: 'REFUSED' });
    expect(cut.provider.requests).toHaveLength(1);
  });
});

test('defects beyond twenty are counted', () => {
  const found = z.array(z.string()).safeParse(Array(25).fill(1)).error?.issues ?? [];
  const lines = describeDefects(found);
  expect(lines).toHaveLength(21);
  expect(lines[19]).toBe('/19: must be string');
  expect(lines[20]).toBe('and 5 more');
});

test('a choice that is none of those allowed is told them', () => {
  const found = z.enum(['a', 'b']).safeParse('c').error?.issues ?? [];
  expect(describeDefects(found)).toEqual(['the whole: must be one of "a", "b"']);
});
