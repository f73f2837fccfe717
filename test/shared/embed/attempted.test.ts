import { describe, expect, test } from 'vitest';
import { attempted } from '../../../shared/embed/attempted.ts';
import type { BareEmbedder } from '../../../shared/embed/embedder.ts';
import { createBreaker } from '../../../shared/llm/breaker.ts';
import { answered, type LlmError } from '../../../shared/llm/errors.ts';
import { createPriceTable } from '../../../shared/llm/prices/table.ts';
import { ledgerUnderTest } from '../llm/core-under-test.ts';
import { failure } from '../llm/scripted-provider.ts';
import { virtualTime } from '../llm/virtual-time.ts';

type Step = LlmError | { tokens?: number } | ((signal: AbortSignal) => Promise<never>);

const VECTOR = Float32Array.from([1, 0]);
/** 3 bytes and 32 more tokens at $1 a million: what is held for the text `tea`. */
const MOST = 35_000;
const account = { caller: 'memory', plan: 'p1' };
const never = () => new Promise<never>(() => undefined);

/** An embedder that does what it is told, one step an attempt, and then answers that it took 2 tokens. */
async function embedderUnderTest(steps: Step[], { budgets = {}, free = false, known = true } = {}) {
  const time = virtualTime();
  const ledger = await ledgerUnderTest(budgets, time);
  const own = { provider: 'voyage', model: known ? 'm' : 'other', input: 1, output: 0, source: 't' };
  const prices = createPriceTable([{ ...own, kind: 'embedding' as const, date: '2026-11-20' }]);
  let sent = 0;
  const bare: BareEmbedder = {
    id: 'voyage',
    fingerprint: 'voyage#1',
    async embed(texts, _kind, signal, tell) {
      sent += 1;
      const step = steps.shift() ?? { tokens: 2 };
      if (step instanceof Error) throw step;
      if (typeof step === 'function') return step(signal ?? new AbortController().signal);
      if (step.tokens !== undefined) tell?.(step.tokens);
      return texts.map(() => VECTOR);
    },
  };
  const embedder = attempted(bare, account, {
    ...time,
    random: () => 0.5,
    ledger,
    price: () => (free ? undefined : prices.of('voyage', 'm', time.clock.now(), 'embedding')),
    breaker: createBreaker(time.clock, 'voyage'),
    model: 'm',
    prefixes: undefined,
    timeoutMs: 5_000,
  });
  const money = async () => {
    const [row] = await ledger.spend('caller');
    const plan = (await ledger.budgets(account)).find(({ name }) => name === 'plan');
    return {
      calls: row?.calls ?? 0,
      spent: row?.costNanoUsd ?? 0,
      held: plan?.reservedNanoUsd,
      guessed: row?.estimated ?? 0,
    };
  };
  const embed = (signal?: AbortSignal) => time.run(embedder.embed(['tea'], 'document', signal));
  return { embed, money, time, ledger, sent: () => sent };
}

describe('what a request costs', () => {
  test('is what the provider says, on the account it is for', async () => {
    const { embed, money, ledger } = await embedderUnderTest([{ tokens: 3 }]);
    expect(await embed()).toEqual([VECTOR]);
    expect(await money()).toEqual({ calls: 1, spent: 3_000, held: 0, guessed: 0 });
    expect(await ledger.spend('plan')).toMatchObject([{ name: 'p1', usage: { inputTokens: 3 } }]);
    expect(await ledger.spend('model')).toMatchObject([{ name: 'm' }]);
  });

  test('is estimated where it says nothing: a token for three bytes', async () => {
    const { embed, money } = await embedderUnderTest([{}]);
    await embed();
    expect(await money()).toMatchObject({ calls: 1, spent: 1_000 });
  });

  test('of a model without a price is that of the dearest of its provider, and marked so', async () => {
    const { embed, money } = await embedderUnderTest([{ tokens: 10 }], { known: false });
    await embed();
    expect(await money()).toEqual({ calls: 1, spent: 10_000, held: 0, guessed: 1 });
  });

  test('is nothing for one that is free', async () => {
    const { embed, money } = await embedderUnderTest([{ tokens: 3 }], { free: true });
    await embed();
    expect(await money()).toEqual({ calls: 0, spent: 0, held: 0, guessed: 0 });
  });

  test('has to fit the budgets before anything is sent', async () => {
    const { embed, sent } = await embedderUnderTest([], { budgets: { callers: { memory: 0.000034 } } });
    await expect(embed()).rejects.toMatchObject({
      code: 'BUDGET_EXHAUSTED',
      details: { hint: expect.stringContaining('modelConfig.budgets.callers.memory') },
    });
    expect(sent()).toBe(0);
  });
});

describe('an attempt that fails', () => {
  test('is made again after a pause, as long as the provider asks, and only what was used is paid', async () => {
    const steps = [failure('OVERLOADED'), failure('RATE_LIMITED', { retryAfterMs: 3_000 })];
    const { embed, money, time, sent } = await embedderUnderTest(steps);
    expect(await embed()).toEqual([VECTOR]);
    expect(time.clock.monotonic()).toBe(250 + 3_250);
    expect(sent()).toBe(3);
    expect(await money()).toMatchObject({ calls: 1, spent: 2_000, held: 0 });
  });

  test.each([
    ['was turned away costs nothing', failure('BAD_REQUEST', { status: 400 }), 0, 0],
    [
      'was answered with what cannot be read costs the most it can',
      answered(failure('BAD_REQUEST')),
      1,
      MOST,
    ],
  ])('that %s', async (_, step, calls, spent) => {
    const { embed, money } = await embedderUnderTest([step]);
    await expect(embed()).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    expect(await money()).toMatchObject({ calls, spent, held: 0 });
  });

  test('by taking too long costs the most it can, and is told as that', async () => {
    const { embed, money, time } = await embedderUnderTest([never]);
    await expect(embed()).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: 'Embedding with voyage took longer than 10 s.',
    });
    expect(time.clock.monotonic()).toBe(10_250);
    expect(await money()).toMatchObject({ calls: 1, spent: MOST, held: 0 });
  });

  test('again and again is not made for a while: who asks is told at once', async () => {
    const { embed, sent, time } = await embedderUnderTest(Array(5).fill(failure('UNREACHABLE')));
    await expect(embed()).rejects.toMatchObject({ code: 'UNREACHABLE' });
    await expect(embed()).rejects.toMatchObject({ code: 'OVERLOADED' });
    expect(sent()).toBe(5);
    // Open for 30 s since the fifth failure, 250 ms before the attempt that was not made.
    const began = time.clock.monotonic();
    await expect(embed()).rejects.toMatchObject({ code: 'OVERLOADED', details: { retryAfterMs: 29_750 } });
    expect(time.clock.monotonic()).toBe(began);
    await time.run(time.sleep(29_750));
    expect(await embed()).toEqual([VECTOR]);
  });

  test('is not begun for a caller who has given up', async () => {
    const { embed, money, sent } = await embedderUnderTest([]);
    await expect(embed(AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(sent()).toBe(0);
    expect(await money()).toMatchObject({ calls: 0, spent: 0, held: 0 });
  });
});
