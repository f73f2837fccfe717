import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { ModelTool, ToolUsePart } from '../../../shared/llm/port.ts';
import { IzaError } from '../../../shared/mcp/errors.ts';
import { ASK, coreUnderTest } from './core-under-test.ts';
import { failure, type Step, scriptedProvider } from './scripted-provider.ts';

const weather: ModelTool = {
  name: 'weather',
  description: 'The weather in a city.',
  input: z.object({ city: z.string() }),
  run: async ({ city }) => `Rain in ${city}.`,
};
const usedUp = { inputTokens: 0, outputTokens: 1_000, cacheReadTokens: 0, cacheWriteTokens: 0 };
const use = (id: string, name: string, input: ToolUsePart['input']): ToolUsePart => ({
  type: 'tool_use',
  id,
  name,
  input,
});
const calls = (...content: ToolUsePart[]): Step => ({ content, stop: 'tool_use', text: '' });

async function loop(steps: Step[], tools: ModelTool[] = [weather], more = {}) {
  const provider = scriptedProvider('claude', { steps });
  const core = await coreUnderTest([provider]);
  return { provider, core, answer: core.llm.runTools({ ...ASK, tools, ...more }) };
}

/** What the model was told of its calls in the turn before its last. */
async function told(step: Step, tools?: ModelTool[]) {
  const { provider, answer } = await loop([step], tools);
  await answer;
  return provider.requests[1]?.messages.at(-1)?.content;
}

test('what one call may cost is for all the turns of a loop', async () => {
  const steps = Array.from({ length: 9 }, () => ({
    ...calls(use('1', 'weather', { city: 'Oslo' })),
    usage: usedUp,
  }));
  const provider = scriptedProvider('claude', { steps });
  const core = await coreUnderTest([provider], { budgets: { callUsd: 0.025 } });
  await expect(core.llm.runTools({ ...ASK, tools: [weather] })).rejects.toMatchObject({
    code: 'BUDGET_EXHAUSTED',
    details: { usage: { outputTokens: 2_000 } },
  });
  expect(provider.requests).toHaveLength(2);
});

describe('the loop', () => {
  test('runs what the model calls, shows it the results, and ends when it has said all', async () => {
    const asks = [use('1', 'weather', { city: 'Oslo' }), use('2', 'weather', { city: 'Rome' })];
    const { provider, answer } = await loop([calls(...asks), { text: 'Wet in both.' }]);
    const { text, turns, messages, stop, usage, cost } = await answer;
    expect({ text, turns, stop }).toEqual({ text: 'Wet in both.', turns: 2, stop: 'end' });
    expect(messages).toEqual([
      ...ASK.messages,
      { role: 'assistant', content: asks },
      {
        role: 'user',
        content: [
          { type: 'tool_result', id: '1', text: 'Rain in Oslo.' },
          { type: 'tool_result', id: '2', text: 'Rain in Rome.' },
        ],
      },
      { role: 'assistant', content: [{ type: 'text', text: 'Wet in both.' }] },
    ]);
    expect({ usage: usage.inputTokens, cost: cost.nanoUsd }).toEqual({ usage: 200, cost: 600_000 });
    expect(provider.requests[0]).toMatchObject({
      tools: [
        {
          name: 'weather',
          description: 'The weather in a city.',
          schema: { type: 'object', required: ['city'] },
        },
      ],
    });
  });

  test('ends after its turns with what there is', async () => {
    const again = calls(use('1', 'weather', { city: 'Oslo' }));
    const { answer, provider } = await loop([again, again, again], [weather], { maxTurns: 2 });
    expect(await answer).toMatchObject({ turns: 2, stop: 'tool_use' });
    expect(provider.requests).toHaveLength(2);
  });

  test('has ten turns unless said', async () => {
    const { answer } = await loop(Array(12).fill(calls(use('1', 'weather', { city: 'Oslo' }))));
    expect(await answer).toMatchObject({ turns: 10, stop: 'tool_use' });
  });

  test('stays with the provider that took its first turn', async () => {
    const claude = scriptedProvider('claude', { steps: [failure('BAD_ANSWER', { retryable: false })] });
    const openai = scriptedProvider('openai', { steps: [calls(use('1', 'weather', { city: 'Oslo' })), {}] });
    const { llm } = await coreUnderTest([claude, openai]);
    const { route, turns } = await llm.runTools({ ...ASK, tools: [weather] });
    expect({ turns, provider: route.provider }).toEqual({ turns: 2, provider: 'openai' });
    expect(claude.requests).toHaveLength(1);
  });

  test('is cancelled while a tool runs, whether it listens or not', async () => {
    const caller = new AbortController();
    const deaf: ModelTool = {
      ...weather,
      run: () => {
        caller.abort();
        return new Promise(() => undefined);
      },
    };
    const { answer, core } = await loop([calls(use('1', 'weather', { city: 'Oslo' }))], [deaf], {
      signal: caller.signal,
    });
    await expect(core.time.run(answer)).rejects.toMatchObject({
      code: 'CANCELLED',
      details: { usage: { inputTokens: 100 } },
    });
  });
});

describe('the model is told as an error', () => {
  const call = calls(use('1', 'weather', { city: 'Oslo' }));
  const failing = (error: unknown): ModelTool[] => [{ ...weather, run: () => Promise.reject(error) }];
  const result = (text: string) => [{ type: 'tool_result', id: '1', text, isError: true }];

  test('what a tool says of its failure', async () => {
    const error = new IzaError('NOT_FOUND', 'No such city.', { hint: 'Ask for another.' });
    expect(await told(call, failing(error))).toEqual(
      result('NOT_FOUND: No such city.\nWhat to do: Ask for another.'),
    );
  });

  test('that it failed, when it did not say for whom its error is', async () => {
    expect(await told(call, failing(new Error('SQLITE_CORRUPT in /home/x')))).toEqual(
      result('weather failed for a reason that is of no use to you. Go on without it, or try other input.'),
    );
  });

  test('which tools there are, when it calls another', async () => {
    expect(await told(calls(use('1', 'wether', {})))).toEqual(
      result('There is no tool wether. There are: weather.'),
    );
  });

  test('what is wrong with its input', async () => {
    expect(await told(calls(use('1', 'weather', { city: 7 })))).toEqual(
      result('The input does not fit: /city: must be string.'),
    );
  });
});

test('the input of a tool may be checked by what takes time', async () => {
  const city = z.string().refine(async (name) => name !== 'Atlantis', 'is under water');
  const tool = { ...weather, input: z.object({ city }) };
  expect(await told(calls(use('1', 'weather', { city: 'Oslo' })), [tool])).toEqual([
    { type: 'tool_result', id: '1', text: 'Rain in Oslo.' },
  ]);
  expect(await told(calls(use('1', 'weather', { city: 'Atlantis' })), [tool])).toEqual([
    { type: 'tool_result', id: '1', text: expect.stringContaining('under water'), isError: true },
  ]);
});

test('a long result is cut, and says by how much', async () => {
  const long: ModelTool[] = [{ ...weather, run: async () => 'x'.repeat(40_005) }];
  expect(await told(calls(use('1', 'weather', { city: 'Oslo' })), long)).toEqual([
    { type: 'tool_result', id: '1', text: `${'x'.repeat(40_000)}\n… 5 characters left out.` },
  ]);
});
