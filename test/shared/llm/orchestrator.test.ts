import { describe, expect, test } from 'vitest';
import type { Provider } from '../../../shared/llm/port.ts';
import { NOON } from '../../clock.ts';
import { ASK, coreUnderTest, PRICE } from './core-under-test.ts';
import { failure, model, scriptedProvider } from './scripted-provider.ts';

const HOUR = 60 * 60_000;
const priced = (...prices: [string, number][]) =>
  prices.map(([provider, output]) => ({ ...PRICE, provider, model: '*', output }));

describe('without a provider', () => {
  test.each([{}, { prefer: 'price' }])(
    'there is no access, and nothing is waited for (%j)',
    async (settings) => {
      const { llm, time } = await coreUnderTest([], settings);
      const expected = {
        code: 'NO_ACCESS',
        message: 'No model provider is configured.',
        details: {
          retryable: false,
          hint: 'Set a key, such as ANTHROPIC_API_KEY, or enable a provider under modelConfig.providers in the settings.',
        },
      };
      await expect(llm.generate(ASK)).rejects.toMatchObject(expected);
      await expect(llm.stream(ASK)[Symbol.asyncIterator]().next()).rejects.toMatchObject(expected);
      await expect(llm.countTokens(ASK)).rejects.toMatchObject(expected);
      await expect(llm.estimate(ASK)).rejects.toMatchObject(expected);
      expect(time.clock.now()).toBe(NOON);
    },
  );

  test('that an alias names, those that are configured are told', async () => {
    const { llm } = await coreUnderTest([scriptedProvider('openai')], {
      aliases: { worker: [{ provider: 'claude', line: 'sonnet' }] },
    });
    await expect(llm.generate(ASK)).rejects.toMatchObject({
      code: 'NO_ACCESS',
      message: 'claude is not configured.',
      details: { hint: 'Configured: openai. Name one of them under modelConfig.aliases.' },
    });
  });
});

describe('in the order of the settings', () => {
  test('the first takes the call, and the others are not even asked for their models', async () => {
    let asked = 0;
    const second: Provider = {
      ...scriptedProvider('openai'),
      models: async () => {
        asked += 1;
        return [];
      },
    };
    const { llm } = await coreUnderTest([scriptedProvider('claude'), second]);
    expect((await llm.generate(ASK)).route).toEqual({
      provider: 'claude',
      model: 'claude-1',
      why: 'choice 1 for worker',
      skipped: [],
    });
    expect(asked).toBe(0);
  });

  test.each([
    'NO_ACCESS',
    'RATE_LIMITED',
    'OVERLOADED',
    'UNREACHABLE',
    'NO_MODEL',
    'BAD_ANSWER',
    'TOO_LARGE',
  ] as const)('the next takes over after %s, and the result says so', async (code) => {
    const claude = scriptedProvider('claude', { steps: Array(4).fill(failure(code)) });
    const core = await coreUnderTest([claude, scriptedProvider('openai')]);
    const { route, provider } = await core.time.run(core.llm.generate(ASK));
    expect(provider).toBe('openai');
    expect(route).toEqual({
      provider: 'openai',
      model: 'openai-1',
      why: 'choice 2 for worker',
      skipped: [{ provider: 'claude', model: 'claude-1', why: `${code}: scripted ${code}` }],
    });
  });

  test.each(['BAD_REQUEST', 'CANCELLED', 'REFUSED'] as const)('but not after %s', async (code) => {
    const openai = scriptedProvider('openai');
    const { llm } = await coreUnderTest([scriptedProvider('claude', { steps: [failure(code)] }), openai]);
    await expect(llm.generate(ASK)).rejects.toMatchObject({ code });
    expect(openai.requests).toEqual([]);
  });

  test('one that asks to wait for an hour is not waited for, now and later', async () => {
    const claude = scriptedProvider('claude', { steps: [failure('RATE_LIMITED', { retryAfterMs: HOUR })] });
    const { llm, time } = await coreUnderTest([claude, scriptedProvider('openai')]);
    expect((await llm.generate(ASK)).provider).toBe('openai');
    expect((await llm.generate(ASK)).route.skipped).toEqual([
      {
        provider: 'claude',
        model: 'claude-1',
        why: 'RATE_LIMITED: claude takes no requests for another 3600 s.',
      },
    ]);
    expect(claude.requests).toHaveLength(1);
    expect(time.clock.now()).toBe(NOON);
  });

  test('one whose circuit is open is passed over', async () => {
    const claude = scriptedProvider('claude', { steps: [failure('NO_ACCESS')] });
    const { llm } = await coreUnderTest([claude, scriptedProvider('openai')]);
    await llm.generate(ASK);
    expect((await llm.generate(ASK)).route.skipped).toEqual([
      { provider: 'claude', why: 'NO_ACCESS: claude refused the key a moment ago.' },
    ]);
    expect(claude.requests).toHaveLength(1);
  });

  test('one that is too dear for the budget is passed over', async () => {
    const claude = scriptedProvider('claude');
    const { llm } = await coreUnderTest([claude, scriptedProvider('local')], {
      budgets: { callUsd: 0.05 },
      prices: priced(['claude', 75], ['local', 0]),
    });
    const { route } = await llm.generate(ASK);
    expect(route.provider).toBe('local');
    expect(route.skipped[0]?.why).toBe(
      'BUDGET_EXHAUSTED: One call may cost $0.05 at most, and this one may cost up to $0.07501.',
    );
    expect(claude.requests).toEqual([]);
  });

  test('one that cannot call tools, stream, or take so much is passed over', async () => {
    const plain = scriptedProvider('local', {
      capabilities: { tools: false, streaming: false },
      models: [model('local-1', 'sonnet', { maxInputTokens: 50 })],
    });
    const { llm } = await coreUnderTest([plain, scriptedProvider('claude')]);
    const withTools = await llm.runTools({ ...ASK, tools: [] });
    expect(withTools.route.skipped).toEqual([
      { provider: 'local', why: 'NO_MODEL: local cannot call tools.' },
    ]);
    const long = await llm.generate({ ...ASK, messages: [{ role: 'user', content: 'x'.repeat(300) }] });
    expect(long.route.skipped).toEqual([
      { provider: 'local', why: 'TOO_LARGE: local-1 takes 50 tokens, and the request has about 104.' },
    ]);
    for await (const event of llm.stream(ASK)) {
      if (event.type === 'done') {
        expect(event.result.route.skipped).toEqual([
          { provider: 'local', why: 'NO_MODEL: local cannot stream.' },
        ]);
      }
    }
    expect(plain.requests).toEqual([]);
  });

  test('when all fail, the error is that of the first, and names the others', async () => {
    const core = await coreUnderTest([
      scriptedProvider('claude', { steps: [failure('NO_ACCESS', { hint: 'Check the key.' })] }),
      scriptedProvider('openai', { models: [] }),
    ]);
    await expect(core.llm.generate(ASK)).rejects.toMatchObject({
      code: 'NO_ACCESS',
      message: 'scripted NO_ACCESS',
      details: {
        provider: 'claude',
        hint: 'Check the key. Tried besides: openai: NO_MODEL, openai has no model of the line "sonnet".',
      },
    });
  });
});

describe('by preference', () => {
  test('of price, the cheapest that can take the call does', async () => {
    const providers = ['claude', 'openai', 'google'].map((id) => scriptedProvider(id));
    const { llm } = await coreUnderTest(providers, {
      prefer: 'price',
      prices: priced(['claude', 20], ['openai', 5], ['google', 10]),
    });
    // 10 tokens in at $1, 1,000 out at $5.
    expect((await llm.generate(ASK)).route).toEqual({
      provider: 'openai',
      model: 'openai-1',
      why: 'by price of 3 for worker, at most $0.00501',
      skipped: [],
    });
    providers[1]?.steps.push(failure('BAD_ANSWER', { retryable: false }));
    expect((await llm.generate(ASK)).route).toMatchObject({
      provider: 'google',
      skipped: [{ provider: 'openai' }],
    });
  });

  test('of latency, the one whose answers came fastest; those not known yet are tried first', async () => {
    const slow = async () => {
      await core.time.sleep(3_000);
      return {};
    };
    const quick = async () => {
      await core.time.sleep(1_000);
      return {};
    };
    const claude = scriptedProvider('claude', { steps: [slow, slow, slow] });
    const openai = scriptedProvider('openai', { steps: [quick, slow, slow, slow, slow, slow] });
    const core = await coreUnderTest([claude, openai], { prefer: 'latency' });
    const call = async () => (await core.time.run(core.llm.generate(ASK))).route;
    expect(await call()).toMatchObject({
      provider: 'claude',
      why: 'by latency of 2 for worker, not measured yet',
    });
    expect(await call()).toMatchObject({
      provider: 'openai',
      why: 'by latency of 2 for worker, not measured yet',
    });
    expect(await call()).toMatchObject({
      provider: 'openai',
      why: 'by latency of 2 for worker, about 1000 ms',
    });
    // A fifth of 3,000 and four fifths of 1,000.
    expect(await call()).toMatchObject({
      provider: 'openai',
      why: 'by latency of 2 for worker, about 1400 ms',
    });
  });
});

describe('the request', () => {
  test('gets the model, an effort and a length that the model knows', async () => {
    const claude = scriptedProvider('claude', {
      models: [model('claude-1', 'sonnet', { efforts: ['low', 'medium'], maxOutputTokens: 500 })],
    });
    const { llm } = await coreUnderTest([claude], {
      aliases: { worker: [{ provider: 'claude', line: 'sonnet', effort: 'max' }] },
    });
    await llm.generate({ ...ASK, system: 'Be brief.', cache: true });
    await llm.generate({ ...ASK, effort: 'low' });
    const [first, second] = claude.requests;
    expect(first).toEqual({
      modelId: 'claude-1',
      account: { caller: 'test' },
      messages: ASK.messages,
      system: 'Be brief.',
      cache: true,
      effort: 'medium',
      maxTokens: 500,
      timeoutMs: 120_000,
      signal: expect.any(AbortSignal),
    });
    expect(second?.effort).toBe('low');
  });

  test.each([{ messages: [] }, { maxTokens: 0 }, { maxTokens: 1.5 }, { timeoutMs: Number.NaN }])(
    'is refused with %j',
    async (wrong) => {
      const claude = scriptedProvider('claude');
      const { llm } = await coreUnderTest([claude]);
      await expect(llm.generate({ ...ASK, ...wrong })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
      expect(claude.requests).toEqual([]);
    },
  );

  test('to a model that retires soon comes with a warning', async () => {
    const models = [model('claude-1', 'sonnet', { retiresAt: '2026-11-30T00:00:00Z' })];
    const { llm } = await coreUnderTest([scriptedProvider('claude', { models })]);
    expect((await llm.generate(ASK)).route.warning).toBe(
      'claude-1 retires in 10 days (2026-11-30). Name another line, or another model, in the settings.',
    );
  });
});

describe('without sending', () => {
  test('an estimate tells tokens, most it can cost, and where the price is from', async () => {
    const claude = scriptedProvider('claude');
    const { llm } = await coreUnderTest([claude], { budgets: { dayUsd: 0.01 } });
    expect(await llm.estimate(ASK)).toEqual({
      route: { provider: 'claude', model: 'claude-1', why: 'choice 1 for worker', skipped: [] },
      inputTokens: 10,
      outputTokens: 1_000,
      cost: { nanoUsd: 10_010_000, estimated: false },
      price: { source: 'this test', date: '2026-11-20' },
      refusedBy: 'The budget of the day has $0.01 of $0.01 left, and this call may cost up to $0.01001.',
    });
    expect(claude.requests).toEqual([]);
  });

  test('the next estimate is corrected by how far the last one was off', async () => {
    const { llm } = await coreUnderTest([scriptedProvider('claude')]);
    await llm.generate({ ...ASK, messages: [{ role: 'user', content: 'x'.repeat(138) }] });
    // 4 + 46 were guessed, and 100 were counted.
    expect((await llm.estimate(ASK)).inputTokens).toBe(20);
  });

  test('a prompt that goes into the cache is counted at what that costs', async () => {
    const { llm } = await coreUnderTest([scriptedProvider('claude')]);
    const { cost } = await llm.estimate({ ...ASK, cache: true });
    expect(cost.nanoUsd).toBe(10_000_000 + 12_500);
  });

  test('tokens are counted by the provider that can, and guessed for the one that cannot', async () => {
    const counting = await coreUnderTest([
      scriptedProvider('claude', { capabilities: { countTokens: true } }),
    ]);
    expect(await counting.llm.countTokens(ASK)).toEqual({
      tokens: 42,
      exact: true,
      provider: 'claude',
      model: 'claude-1',
    });
    const guessing = await coreUnderTest([scriptedProvider('local')]);
    expect(await guessing.llm.countTokens(ASK)).toEqual({
      tokens: 10,
      exact: false,
      provider: 'local',
      model: 'local-1',
    });
  });

  test('the status shows providers, the way of each alias, and budgets', async () => {
    const silent = {
      ...scriptedProvider('openai'),
      models: async () => Promise.reject(failure('NO_ACCESS')),
    };
    const core = await coreUnderTest([scriptedProvider('claude'), silent], {
      aliases: {
        planner: [{ provider: 'claude', line: 'opus' }],
        judge: [
          { provider: 'openai', line: 'gpt' },
          { provider: 'claude', line: 'sonnet' },
        ],
      },
    });
    await core.llm.generate({ ...ASK, model: 'judge' });
    core.report('claude', { requests: { limit: 50, remaining: 49, resetsAt: NOON } });
    const { providers, aliases, budgets } = await core.llm.status({ caller: 'cli' });
    expect(providers).toEqual([
      {
        provider: 'claude',
        state: 'ready',
        words: 'answers, with 1 model.',
        models: [model('claude-1', 'sonnet')],
        limits: [{ model: 'claude-1', requests: { limit: 50, remaining: 49, resetsAt: NOON } }],
        health: [{ model: 'claude-1', circuit: 'closed', latencyMs: 0 }],
      },
      {
        provider: 'openai',
        state: 'no_key',
        words: 'scripted NO_ACCESS',
        models: [],
        limits: [],
        health: [],
      },
    ]);
    expect(aliases).toEqual([
      { alias: 'planner', problem: 'NO_MODEL: claude has no model of the line "opus".' },
      {
        alias: 'worker',
        route: { provider: 'claude', model: 'claude-1', why: 'choice 1 for worker', skipped: [] },
      },
      {
        alias: 'judge',
        route: {
          provider: 'claude',
          model: 'claude-1',
          why: 'choice 2 for judge',
          skipped: [{ provider: 'openai', why: 'NO_ACCESS: scripted NO_ACCESS' }],
        },
      },
    ]);
    expect(budgets.map(({ name, spentNanoUsd }) => [name, spentNanoUsd])).toEqual([
      ['call', 0],
      ['day', 300_000],
    ]);
  });
});
