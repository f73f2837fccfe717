import { describe, expect, test } from 'vitest';
import { answered } from '../../../shared/llm/errors.ts';
import type { LlmStreamEvent } from '../../../shared/llm/llm.ts';
import type { GenerateResult, Usage } from '../../../shared/llm/port.ts';
import { NOON } from '../../clock.ts';
import { ASK, type CoreUnderTest, coreUnderTest } from './core-under-test.ts';
import { failure, model, scriptedProvider, USAGE } from './scripted-provider.ts';

const MILLI = 1_000_000;
/** 100 tokens in at $1 and 20 out at $10 a million. */
const ONE_CALL = 300_000;

/** The most that one attempt can cost: 10 tokens in, as guessed, and 1,000 out. */
const WHOLE = 10_010_000;

const never = () => new Promise<never>(() => undefined);
const usage = (inputTokens: number, outputTokens: number): Usage => ({ ...USAGE, inputTokens, outputTokens });

async function spent({ ledger }: CoreUnderTest) {
  const [row] = await ledger.spend('day');
  const day = (await ledger.budgets({ caller: 'x' })).at(-1);
  return { calls: row?.calls ?? 0, nanoUsd: row?.costNanoUsd ?? 0, held: day?.reservedNanoUsd };
}

async function collect(events: AsyncIterable<LlmStreamEvent>) {
  const texts: string[] = [];
  let result: GenerateResult | undefined;
  let error: unknown;
  try {
    for await (const event of events) {
      if (event.type === 'text') texts.push(event.text);
      else result = event.result;
    }
  } catch (thrown) {
    error = thrown;
  }
  return { texts, result, error };
}

describe('an answer', () => {
  test('says which way it took, what it used and what it cost', async () => {
    const core = await coreUnderTest([scriptedProvider('claude')]);
    expect(await core.llm.generate(ASK)).toEqual({
      text: 'ok',
      content: [{ type: 'text', text: 'ok' }],
      stop: 'end',
      usage: USAGE,
      model: 'claude-1',
      provider: 'claude',
      route: { provider: 'claude', model: 'claude-1', why: 'choice 1 for worker', skipped: [] },
      cost: { nanoUsd: ONE_CALL, estimated: false },
    });
    expect(await spent(core)).toEqual({ calls: 1, nanoUsd: ONE_CALL, held: 0 });
  });

  test('comes after failures that pass, each waited for', async () => {
    const provider = scriptedProvider('claude', {
      steps: [failure('OVERLOADED'), failure('RATE_LIMITED', { retryAfterMs: 5_000 }), {}],
    });
    const core = await coreUnderTest([provider]);
    await core.time.run(core.llm.generate(ASK));
    expect(provider.requests).toHaveLength(3);
    expect(core.time.clock.now() - NOON).toBe(250 + 5_250);
    expect(await spent(core)).toEqual({ calls: 1, nanoUsd: ONE_CALL, held: 0 });
  });

  test('costs what its failed attempts used, too', async () => {
    const provider = scriptedProvider('claude', {
      steps: [failure('BAD_ANSWER', { usage: usage(100, 7) }), {}],
    });
    const core = await coreUnderTest([provider]);
    const { usage: used, cost } = await core.time.run(core.llm.generate(ASK));
    expect(used).toEqual(usage(200, 27));
    expect(cost).toEqual({ nanoUsd: 170_000 + ONE_CALL, estimated: false });
    expect(await spent(core)).toEqual({ calls: 2, nanoUsd: 470_000, held: 0 });
  });

  test('that failed for good tells what it used', async () => {
    const provider = scriptedProvider('claude', {
      steps: [failure('BAD_REQUEST', { usage: usage(100, 7) })],
    });
    const core = await coreUnderTest([provider]);
    await expect(core.llm.generate(ASK)).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      details: { provider: 'claude', usage: usage(100, 7) },
    });
    expect(await spent(core)).toEqual({ calls: 1, nanoUsd: 170_000, held: 0 });
  });

  test('that was turned away costs nothing', async () => {
    const core = await coreUnderTest([scriptedProvider('claude', { steps: [failure('BAD_REQUEST')] })]);
    await expect(core.llm.generate(ASK)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    expect(await spent(core)).toEqual({ calls: 0, nanoUsd: 0, held: 0 });
  });

  test('that broke off after it had begun is booked as the most it can have cost, each time', async () => {
    const steps = [answered(failure('BAD_ANSWER')), answered(failure('TOO_LARGE', { retryable: true })), {}];
    const core = await coreUnderTest([scriptedProvider('claude', { steps })]);
    const { usage: used, cost } = await core.time.run(core.llm.generate(ASK));
    expect(used).toEqual(usage(10 + 10 + 100, 1_000 + 1_000 + 20));
    expect(cost.nanoUsd).toBe(2 * WHOLE + ONE_CALL);
    expect(await spent(core)).toEqual({ calls: 3, nanoUsd: 2 * WHOLE + ONE_CALL, held: 0 });
  });

  test('that a timer of the provider cut short is booked, one that the provider gave up is not', async () => {
    const timedOut = failure('TIMEOUT', { retryable: false });
    const gaveUp = failure('TIMEOUT', { retryable: false, status: 504 });
    const core = await coreUnderTest([scriptedProvider('claude', { steps: [timedOut, gaveUp] })]);
    for (let n = 0; n < 2; n++)
      await expect(core.llm.generate(ASK)).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(await spent(core)).toEqual({ calls: 1, nanoUsd: WHOLE, held: 0 });
  });

  test('with counts that are none is booked as far as they make sense', async () => {
    const junk = { inputTokens: -5, outputTokens: Number.NaN, cacheReadTokens: 1.5, cacheWriteTokens: 0 };
    const core = await coreUnderTest([scriptedProvider('claude', { steps: [{ usage: junk }] })]);
    // Two tokens from the cache at $0.10 a million.
    expect((await core.llm.generate(ASK)).cost.nanoUsd).toBe(200);
  });

  test('of another model than asked is booked by that model’s price', async () => {
    const core = await coreUnderTest(
      [scriptedProvider('claude', { steps: [{ model: 'dear' }, { model: 'unknown' }] })],
      {
        prices: [
          { provider: 'claude', model: 'dear', input: 2, output: 20, source: 'test', date: '2026-11-20' },
          { provider: 'claude', model: 'claude-1', input: 1, output: 10, source: 'test', date: '2026-11-20' },
        ],
      },
    );
    expect((await core.llm.generate(ASK)).cost).toEqual({ nanoUsd: 2 * ONE_CALL, estimated: false });
    expect((await core.llm.generate(ASK)).cost).toEqual({ nanoUsd: ONE_CALL, estimated: false });
  });

  test('of a provider that throws what is no error of ours is not trusted', async () => {
    const bug = async (): Promise<never> => {
      throw new TypeError('secret detail');
    };
    const core = await coreUnderTest([scriptedProvider('claude', { steps: [bug] })]);
    await expect(core.llm.generate(ASK)).rejects.toMatchObject({
      code: 'BAD_ANSWER',
      message: 'claude failed in a way that it does not explain.',
    });
  });
});

describe('time', () => {
  test('an attempt has its own, and the next one begins anew', async () => {
    const provider = scriptedProvider('claude', { steps: [never, {}] });
    const core = await coreUnderTest([provider], { providers: { claude: { timeoutMs: 10_000 } } });
    const { usage: used } = await core.time.run(core.llm.generate(ASK));
    expect(provider.requests).toHaveLength(2);
    // 10 s, a moment to end by itself, and the pause before the second attempt.
    expect(core.time.clock.now() - NOON).toBe(10_000 + 250 + 250);
    // The provider may have worked on the first one: its input as guessed (4 for the message, and 17 bytes / 3) and the
    // longest answer are booked.
    expect(used).toEqual(usage(10 + 100, 1_000 + 20));
    expect(await spent(core)).toEqual({ calls: 2, nanoUsd: WHOLE + ONE_CALL, held: 0 });
  });

  test('the whole call has a deadline, pauses included', async () => {
    const provider = scriptedProvider('claude', { steps: [never] });
    const core = await coreUnderTest([provider]);
    await expect(core.time.run(core.llm.generate({ ...ASK, timeoutMs: 3_000 }))).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: 'The call took longer than 3 s.',
    });
    expect(core.time.clock.now() - NOON).toBe(3_250);
    expect(provider.requests[0]?.timeoutMs).toBe(3_000);
  });

  test('a caller who gives up is obeyed at once, and what was under way is booked', async () => {
    const caller = new AbortController();
    const listening = ({ signal }: { signal?: AbortSignal }) =>
      new Promise<never>((_, reject) => {
        signal?.addEventListener('abort', () => reject(failure('CANCELLED', { usage: usage(100, 3) })));
      });
    const core = await coreUnderTest([scriptedProvider('claude', { steps: [listening] })]);
    const call = core.llm.generate({ ...ASK, signal: caller.signal });
    setImmediate(() => setImmediate(() => caller.abort()));
    await expect(core.time.run(call)).rejects.toMatchObject({
      code: 'CANCELLED',
      message: 'The call was cancelled.',
      details: { usage: usage(100, 3) },
    });
    expect(await spent(core)).toEqual({ calls: 1, nanoUsd: 130_000, held: 0 });
  });

  test('may be a fraction of a millisecond', async () => {
    const core = await coreUnderTest([scriptedProvider('claude')]);
    expect((await core.llm.generate({ ...ASK, timeoutMs: 1_000.5 })).text).toBe('ok');
  });

  describe.each([60 * 60_000, -60 * 60_000])('a clock that is set %i ms on in the middle of a call', (ms) => {
    const jumping = async (step: () => Promise<object>) => {
      const jump = async (): Promise<object> => {
        core.time.set(core.time.clock.now() + ms);
        return step();
      };
      const provider = scriptedProvider('claude', { steps: [jump, {}] });
      const core: CoreUnderTest = await coreUnderTest([provider]);
      return { core, provider };
    };

    test('neither ends it nor gives it more time', async () => {
      const { core, provider } = await jumping(never);
      const call = core.llm.generate({ ...ASK, timeoutMs: 3_000 });
      await expect(core.time.run(call)).rejects.toMatchObject({ code: 'TIMEOUT' });
      expect(core.time.clock.monotonic()).toBe(3_250);
      expect(provider.requests).toHaveLength(1);
    });

    test('changes neither the pause before the next attempt nor what latency was measured', async () => {
      const { core } = await jumping(async () => {
        throw failure('OVERLOADED');
      });
      expect((await core.time.run(core.llm.generate({ ...ASK, timeoutMs: 3_000 }))).text).toBe('ok');
      expect(core.time.clock.monotonic()).toBe(250);
      const { providers } = await core.llm.status();
      expect(providers[0]?.health).toEqual([{ model: 'claude-1', circuit: 'closed', latencyMs: 0 }]);
    });

    test('does not make a caller in a hurry a sign of a slow provider', async () => {
      const { core, provider } = await jumping(never);
      provider.steps.splice(1, 1, ...Array(5).fill(never));
      for (let n = 0; n < 6; n++) {
        const call = core.llm.generate({ ...ASK, timeoutMs: 1_000 });
        await expect(core.time.run(call)).rejects.toMatchObject({ code: 'TIMEOUT' });
      }
      expect((await core.llm.status()).providers[0]?.health[0]?.circuit).toBe('closed');
    });
  });

  test('a caller who had given up before sends nothing', async () => {
    const provider = scriptedProvider('claude');
    const core = await coreUnderTest([provider]);
    await expect(core.llm.generate({ ...ASK, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
    expect(provider.requests).toEqual([]);
  });

  test('many callers with little time do not make a provider look unwell; slow answers do', async () => {
    const provider = scriptedProvider('claude', { steps: Array(20).fill(never) });
    const core = await coreUnderTest([provider]);
    const call = async (timeoutMs: number) =>
      core.time.run(core.llm.generate({ ...ASK, timeoutMs })).catch(({ code }) => code);
    for (let n = 0; n < 6; n++) expect(await call(1_000)).toBe('TIMEOUT');
    for (let n = 0; n < 5; n++) expect(await call(10_000)).toBe('TIMEOUT');
    expect(await call(10_000)).toBe('OVERLOADED');
    expect(provider.requests).toHaveLength(11);
  });
});

test('a circuit that is open refuses at once', async () => {
  const provider = scriptedProvider('claude', { steps: Array(5).fill(failure('OVERLOADED')) });
  const core = await coreUnderTest([provider]);
  await expect(core.time.run(core.llm.generate(ASK))).rejects.toMatchObject({ code: 'OVERLOADED' });
  // The fifth failure in a row opens the circuit while this call is at its first attempt.
  await expect(core.time.run(core.llm.generate(ASK))).rejects.toMatchObject({ code: 'OVERLOADED' });
  expect(provider.requests).toHaveLength(5);
  await expect(core.llm.generate(ASK)).rejects.toMatchObject({
    message: 'claude failed several times in a row, so nothing is sent to it for now.',
  });
  await core.time.run(core.time.sleep(30_000));
  expect((await core.llm.generate(ASK)).text).toBe('ok');
});

test('limits that the provider reports hold back the next calls to the model they are of', async () => {
  const models = [model('s-1', 'sonnet'), model('o-1', 'opus')];
  const core = await coreUnderTest([scriptedProvider('claude', { models })], {
    aliases: {
      worker: [{ provider: 'claude', line: 'sonnet' }],
      planner: [{ provider: 'claude', line: 'opus' }],
    },
  });
  await core.llm.generate(ASK);
  await core.llm.generate({ ...ASK, model: 'planner' });
  core.report('claude', { model: 's-1', requests: { limit: 60, remaining: 0, resetsAt: NOON + 60_000 } });
  await core.llm.generate({ ...ASK, model: 'planner' });
  expect(core.time.clock.now()).toBe(NOON);
  await core.time.run(core.llm.generate(ASK));
  // One request at 55.2 a minute.
  expect(core.time.clock.now() - NOON).toBe(1_087);
});

test('limits that are of no model in particular hold back all', async () => {
  const core = await coreUnderTest([scriptedProvider('claude')]);
  await core.llm.generate(ASK);
  core.report('claude', { requests: { limit: 60, remaining: 0, resetsAt: NOON + 60_000 } });
  await core.time.run(core.llm.generate(ASK));
  expect(core.time.clock.now() - NOON).toBe(1_087);
});

describe('a stream', () => {
  test('gives the text as it comes, then the result with its account', async () => {
    const core = await coreUnderTest([scriptedProvider('claude', { steps: [{ text: 'a|b|c' }] })]);
    const { texts, result } = await collect(core.llm.stream(ASK));
    expect(texts).toEqual(['a', 'b', 'c']);
    expect(result).toMatchObject({ cost: { nanoUsd: ONE_CALL }, route: { provider: 'claude' } });
    expect(await spent(core)).toEqual({ calls: 1, nanoUsd: ONE_CALL, held: 0 });
  });

  test('is tried again as long as no text has come', async () => {
    const provider = scriptedProvider('claude', { steps: [failure('OVERLOADED'), {}] });
    const core = await coreUnderTest([provider]);
    expect((await core.time.run(collect(core.llm.stream(ASK)))).texts).toEqual(['ok']);
    expect(provider.requests).toHaveLength(2);
  });

  const breaking = (error: unknown) => ({
    ...scriptedProvider('claude'),
    async *stream() {
      yield { type: 'text' as const, text: 'half of it' };
      if (error) throw error;
    },
  });

  test('that breaks off is not tried again, and what was used is booked', async () => {
    const core = await coreUnderTest([
      breaking(failure('BAD_ANSWER', { usage: usage(100, 4) })),
      scriptedProvider('openai'),
    ]);
    const { texts, error } = await collect(core.llm.stream(ASK));
    expect(texts).toEqual(['half of it']);
    expect(error).toMatchObject({ code: 'BAD_ANSWER', details: { usage: usage(100, 4) } });
    expect(await spent(core)).toEqual({ calls: 1, nanoUsd: 140_000, held: 0 });
  });

  test('that ends without a result broke off: the most it can have cost is booked', async () => {
    const core = await coreUnderTest([breaking(undefined)]);
    const { error } = await collect(core.llm.stream(ASK));
    expect(error).toMatchObject({
      code: 'BAD_ANSWER',
      message: 'The answer of claude broke off.',
      details: { usage: usage(10, 1_000) },
    });
    expect(await spent(core)).toEqual({ calls: 1, nanoUsd: WHOLE, held: 0 });
  });

  test('that nobody reads to its end is booked by what the provider says of it', async () => {
    const core = await coreUnderTest([scriptedProvider('claude', { steps: [{ text: 'a piece|b|c' }] })]);
    for await (const event of core.llm.stream(ASK)) if (event.type === 'text') break;
    expect(await spent(core)).toEqual({ calls: 1, nanoUsd: ONE_CALL, held: 0 });
  });

  test('that nobody reads to its end is stopped, and what it has used until then is booked', async () => {
    const listening = {
      ...scriptedProvider('claude'),
      async *stream({ signal }: { signal?: AbortSignal }) {
        yield { type: 'text' as const, text: 'a piece' };
        if (!signal?.aborted)
          await new Promise((resolve) => signal?.addEventListener('abort', resolve, { once: true }));
        throw failure('CANCELLED', { usage: usage(100, 3) });
      },
    };
    const core = await coreUnderTest([listening]);
    for await (const event of core.llm.stream(ASK)) if (event.type === 'text') break;
    expect(await spent(core)).toEqual({ calls: 1, nanoUsd: 130_000, held: 0 });
  });

  test('that nobody reads to its end and that says nothing is booked as the most it can have cost', async () => {
    const deaf = {
      ...scriptedProvider('claude'),
      async *stream() {
        yield { type: 'text' as const, text: 'a piece' };
        await never();
      },
    };
    const core = await coreUnderTest([deaf]);
    const read = async () => {
      for await (const event of core.llm.stream(ASK)) if (event.type === 'text') break;
    };
    await core.time.run(read());
    expect(await spent(core)).toEqual({ calls: 1, nanoUsd: WHOLE, held: 0 });
  });

  test('that stalls has as long as an attempt has, from its last piece', async () => {
    const stalling = {
      ...scriptedProvider('claude'),
      async *stream() {
        yield { type: 'text' as const, text: 'a' };
        await core.time.sleep(9_000);
        yield { type: 'text' as const, text: 'b' };
        await never();
      },
    };
    const core: CoreUnderTest = await coreUnderTest([stalling], {
      providers: { claude: { timeoutMs: 10_000 } },
    });
    const { texts, error } = await core.time.run(collect(core.llm.stream(ASK)));
    expect(texts).toEqual(['a', 'b']);
    expect(error).toMatchObject({ code: 'TIMEOUT', message: 'The answer of claude took longer than 10 s.' });
    expect(core.time.clock.now() - NOON).toBe(9_000 + 10_000 + 250);
  });

  test('that never ends is over at the deadline of the call', async () => {
    const endless = {
      ...scriptedProvider('claude'),
      async *stream() {
        for (;;) {
          await core.time.sleep(1_000);
          yield { type: 'text' as const, text: 'x' };
        }
      },
    };
    const core: CoreUnderTest = await coreUnderTest([endless]);
    const { texts, error } = await core.time.run(collect(core.llm.stream({ ...ASK, timeoutMs: 5_500 })));
    expect(texts).toHaveLength(5);
    expect(error).toMatchObject({ code: 'TIMEOUT' });
  });
});

describe('money', () => {
  test('nothing is sent that does not fit the budget', async () => {
    const provider = scriptedProvider('claude');
    // At most 10 tokens in and 1,000 out: 10,010,000 nano-dollars.
    const core = await coreUnderTest([provider], { budgets: { dayUsd: 0.01 } });
    await expect(core.llm.generate(ASK)).rejects.toMatchObject({
      code: 'BUDGET_EXHAUSTED',
      message: 'The budget of the day has $0.01 of $0.01 left, and this call may cost up to $0.01001.',
    });
    expect(provider.requests).toEqual([]);
    await core.llm.generate({ ...ASK, maxTokens: 999 });
    expect(await spent(core)).toEqual({ calls: 1, nanoUsd: ONE_CALL, held: 0 });
  });

  test('a second attempt has to fit as well, with what the first one used', async () => {
    const provider = scriptedProvider('claude', {
      steps: [failure('BAD_ANSWER', { usage: usage(100, 500) }), {}],
    });
    const core = await coreUnderTest([provider], { budgets: { dayUsd: 0.012 } });
    await expect(core.time.run(core.llm.generate(ASK))).rejects.toMatchObject({ code: 'BUDGET_EXHAUSTED' });
    expect(provider.requests).toHaveLength(1);
    expect(await spent(core)).toEqual({ calls: 1, nanoUsd: 5_100_000, held: 0 });
  });

  test('what one call may cost is for all its attempts', async () => {
    const provider = scriptedProvider('claude', {
      steps: Array.from({ length: 2 }, () => answered(failure('BAD_ANSWER'))),
    });
    // Two attempts of 10,010,000 at most fit, a third does not.
    const core = await coreUnderTest([provider], { budgets: { callUsd: 0.025 } });
    await expect(core.time.run(core.llm.generate(ASK))).rejects.toMatchObject({ code: 'BUDGET_EXHAUSTED' });
    expect(provider.requests).toHaveLength(2);
    expect(await spent(core)).toEqual({ calls: 2, nanoUsd: 2 * WHOLE, held: 0 });
    await core.llm.generate(ASK);
  });

  test('is reserved by the plain guess, however low earlier calls were', async () => {
    const low = { usage: usage(1, 20) };
    let open: (result: object) => void = () => undefined;
    const waiting = () =>
      new Promise<object>((resolve) => {
        open = resolve;
      });
    const core = await coreUnderTest([scriptedProvider('claude', { steps: [low, low, waiting] })]);
    await core.llm.generate(ASK);
    await core.llm.generate(ASK);
    const call = core.llm.generate(ASK);
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect((await spent(core)).held).toBe(WHOLE);
    open({});
    await call;
  });

  test('what is held while a call is under way is the most it can cost', async () => {
    let open: (result: object) => void = () => undefined;
    const waiting = () =>
      new Promise<object>((resolve) => {
        open = resolve;
      });
    const core = await coreUnderTest([scriptedProvider('claude', { steps: [waiting] })]);
    const call = core.llm.generate(ASK);
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(await spent(core)).toEqual({ calls: 0, nanoUsd: 0, held: 10 * MILLI + 10_000 });
    open({});
    await call;
    expect(await spent(core)).toEqual({ calls: 1, nanoUsd: ONE_CALL, held: 0 });
  });
});
