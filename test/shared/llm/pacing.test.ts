import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPacer } from '../../../shared/llm/pacing.ts';
import { NOON } from '../../clock.ts';
import { type VirtualTime, virtualTime } from './virtual-time.ts';

const never = new AbortController().signal;
const MINUTE = 60_000;

interface Sent {
  at: number;
  tokens: number;
}

/** A provider that enforces its limits twice over: by a token bucket, and by what came in the last 60 s. */
function strictProvider(time: VirtualTime, requestsPerMinute: number, tokensPerMinute: number) {
  const sent: Sent[] = [];
  let requests = requestsPerMinute;
  let tokens = tokensPerMinute;
  let at = time.clock.now();
  let refused = 0;
  return {
    sent,
    refused: () => refused,
    async answer(actual: number): Promise<void> {
      const now = time.clock.now();
      const passed = (now - at) / MINUTE;
      at = now;
      requests = Math.min(requestsPerMinute, requests + passed * requestsPerMinute) - 1;
      tokens = Math.min(tokensPerMinute, tokens + passed * tokensPerMinute) - actual;
      sent.push({ at: now, tokens: actual });
      const last = sent.filter((one) => now - one.at < MINUTE);
      const inWindow = last.reduce((sum, one) => sum + one.tokens, 0);
      if (requests < 0 || tokens < 0 || last.length > requestsPerMinute || inWindow > tokensPerMinute)
        refused += 1;
      await time.sleep(2_000);
    },
  };
}

describe('with limits of 50 requests and 40,000 input tokens a minute', () => {
  const allowance = { requestsPerMinute: 50, inputTokensPerMinute: 40_000 };

  test.each([
    // Mean tokens of a request; which limit binds; requests a minute that the limits allow.
    { mean: 400, binds: 'requests', perMinute: 50 },
    { mean: 1_600, binds: 'tokens', perMinute: 25 },
    { mean: 800, binds: 'both', perMinute: 50 },
  ])(
    '1,000 queued requests of $mean tokens draw no 429 and use 90 % of the $binds',
    async ({ mean, perMinute }) => {
      const time = virtualTime();
      const provider = strictProvider(time, 50, 40_000);
      const pacer = createPacer(time.clock, time.sleep, 'claude', allowance);
      // Sizes from half to one and a half of the mean, in an order that repeats after 101; guesses up to 20 % off.
      const sizes = Array.from({ length: 1_000 }, (_, n) =>
        Math.round(mean * (0.5 + ((n * 37) % 101) / 100)),
      );
      const all = sizes.map(async (actual, n) => {
        const guess = Math.round(actual * (0.8 + ((n * 7) % 41) / 100));
        const ticket = await pacer.acquire({ inputTokens: guess, outputTokens: 0 }, never);
        await provider.answer(actual);
        ticket.settle({ inputTokens: actual, outputTokens: 0 });
      });
      await time.run(Promise.all(all));
      expect(provider.sent).toHaveLength(1_000);
      expect(provider.refused()).toBe(0);
      const minutes = (time.clock.now() - NOON) / MINUTE;
      expect(1_000 / minutes).toBeGreaterThanOrEqual(0.9 * perMinute);
    },
  );

  test('they go in the order in which they came', async () => {
    const time = virtualTime();
    const pacer = createPacer(time.clock, time.sleep, 'claude', allowance);
    const order: number[] = [];
    const sizes = [2_000, 1, 5_000, 10, 3_000];
    const all = sizes.map(async (inputTokens, n) => {
      await pacer.acquire({ inputTokens, outputTokens: 0 }, never);
      order.push(n);
    });
    await time.run(Promise.all(all));
    expect(order).toEqual([0, 1, 2, 3, 4]);
  });
});

test('no allowance is exceeded in any 60 s, whatever comes when', async () => {
  const request = fc.record({
    after: fc.integer({ min: 0, max: 20_000 }),
    share: fc.double({ min: 0, max: 0.05, noNaN: true }),
    takes: fc.integer({ min: 0, max: 30_000 }),
  });
  const property = fc.asyncProperty(
    fc.integer({ min: 20, max: 4_000 }),
    fc.array(request, { minLength: 1, maxLength: 60 }),
    async (perMinute, requests) => {
      const time = virtualTime();
      const tokensPerMinute = perMinute * 1_000;
      const pacer = createPacer(time.clock, time.sleep, 'claude', {
        requestsPerMinute: perMinute,
        inputTokensPerMinute: tokensPerMinute,
      });
      const sent: Sent[] = [];
      const send = async ({ after, share, takes }: (typeof requests)[number]): Promise<void> => {
        if (after > 0) await time.sleep(after);
        const inputTokens = Math.floor(share * tokensPerMinute);
        const ticket = await pacer.acquire({ inputTokens, outputTokens: 0 }, never);
        sent.push({ at: time.clock.now(), tokens: inputTokens });
        await time.sleep(takes);
        ticket.settle({ inputTokens, outputTokens: 0 });
      };
      await time.run(Promise.all(requests.map(send)));
      expect(sent).toHaveLength(requests.length);
      for (const { at } of sent) {
        const window = sent.filter((one) => one.at > at - MINUTE && one.at <= at);
        expect(window.length).toBeLessThanOrEqual(perMinute);
        expect(window.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThanOrEqual(tokensPerMinute);
      }
    },
  );
  await fc.assert(property, { numRuns: 50 });
});

test('a minute gives 5 % at once and spreads the rest', async () => {
  const time = virtualTime();
  const pacer = createPacer(time.clock, time.sleep, 'claude', { inputTokensPerMinute: 60_000 });
  const at: number[] = [];
  const send = async (inputTokens: number) => {
    await pacer.acquire({ inputTokens, outputTokens: 0 }, never);
    at.push(time.clock.now() - NOON);
  };
  // The bucket holds 3,000 and gains 55,200 a minute, 0.92 a millisecond.
  await time.run(Promise.all([send(3_000), send(920), send(9_200), send(2_800)]));
  // 920 / 0.92 = 1,000 ms; then 3,000 / 0.92 = 3,261 ms (rounded up) to a full bucket, which leaves a debt of 6,200;
  // then (6,200 + 2,800) / 0.92 = 9,783 ms.
  expect(at).toEqual([0, 1_000, 4_261, 14_044]);
});

test('what was guessed too low is owed, what was guessed too high is given back', async () => {
  const time = virtualTime();
  const pacer = createPacer(time.clock, time.sleep, 'claude', { outputTokensPerMinute: 60_000 });
  const low = await pacer.acquire({ inputTokens: 0, outputTokens: 1_000 }, never);
  low.settle({ inputTokens: 0, outputTokens: 3_920 });
  // 3,000 - 3,920 = -920 in the bucket: 1,000 ms to nothing, and as much again for the next 920.
  const high = await time.run(pacer.acquire({ inputTokens: 0, outputTokens: 920 }, never));
  expect(time.clock.now() - NOON).toBe(2_000);
  high.settle({ inputTokens: 0, outputTokens: 0 });
  await time.run(pacer.acquire({ inputTokens: 0, outputTokens: 920 }, never));
  expect(time.clock.now() - NOON).toBe(2_000);
});

test('an attempt that was never made costs nothing', async () => {
  const time = virtualTime();
  const pacer = createPacer(time.clock, time.sleep, 'claude', { requestsPerMinute: 20 });
  const unused = await pacer.acquire({ inputTokens: 0, outputTokens: 0 }, never);
  unused.settle();
  unused.settle();
  await time.run(pacer.acquire({ inputTokens: 0, outputTokens: 0 }, never));
  expect(time.clock.now()).toBe(NOON);
});

test('a caller who gives up leaves the queue, and the next one moves up', async () => {
  const time = virtualTime();
  const pacer = createPacer(time.clock, time.sleep, 'claude', { requestsPerMinute: 20 });
  const caller = new AbortController();
  await pacer.acquire({ inputTokens: 0, outputTokens: 0 }, never);
  const given = pacer.acquire({ inputTokens: 0, outputTokens: 0 }, caller.signal);
  const next = pacer.acquire({ inputTokens: 0, outputTokens: 0 }, never);
  caller.abort(new Error('enough'));
  await expect(given).rejects.toThrow('enough');
  await time.run(next);
  // 18.4 a minute: 60,000 / 18.4, rounded up.
  expect(time.clock.now() - NOON).toBe(3_261);
  await expect(pacer.acquire({ inputTokens: 0, outputTokens: 0 }, caller.signal)).rejects.toThrow('enough');
});

describe('limits that the provider reports', () => {
  const report = (limit: number, remaining: number) => ({ limit, remaining, resetsAt: NOON + MINUTE });

  test('until it has, four go at once; afterwards its limits count', async () => {
    const time = virtualTime();
    const pacer = createPacer(time.clock, time.sleep, 'claude');
    let admitted = 0;
    const tickets = Array.from({ length: 7 }, async () => {
      const ticket = await pacer.acquire({ inputTokens: 100, outputTokens: 0 }, never);
      admitted += 1;
      return ticket;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(admitted).toBe(4);
    (await tickets[0])?.settle({ inputTokens: 100, outputTokens: 0 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(admitted).toBe(5);
    pacer.learn({ requests: report(60, 40) });
    await time.run(Promise.all(tickets));
    // A bucket of 3 requests lets both of the others go at once.
    expect(time.clock.now()).toBe(NOON);
    expect(pacer.limits).toEqual({ requests: report(60, 40) });
  });

  test('what is left of the allowance counts when it is less than was thought', async () => {
    const time = virtualTime();
    const pacer = createPacer(time.clock, time.sleep, 'claude', { inputTokensPerMinute: 60_000 });
    pacer.learn({ inputTokens: report(60_000, 80) });
    await time.run(pacer.acquire({ inputTokens: 1_000, outputTokens: 0 }, never));
    // 920 are missing at 0.92 a millisecond.
    expect(time.clock.now() - NOON).toBe(1_000);
  });

  test('a limit of nothing or of junk is not believed', async () => {
    const time = virtualTime();
    const pacer = createPacer(time.clock, time.sleep, 'claude');
    pacer.learn({ requests: report(0, 0), inputTokens: report(Number.NaN, 5) });
    await time.run(pacer.acquire({ inputTokens: 10, outputTokens: 0 }, never));
    expect(pacer.limits).toEqual({});
  });
});

describe('after a refusal', () => {
  test('nothing goes until the time the provider named is over', async () => {
    const time = virtualTime();
    const pacer = createPacer(time.clock, time.sleep, 'claude');
    pacer.refused(7_000);
    await time.run(pacer.acquire({ inputTokens: 1, outputTokens: 1 }, never));
    expect(time.clock.now() - NOON).toBe(7_000);
  });

  test('an hour is told at once, to those who wait as well', async () => {
    const time = virtualTime();
    const pacer = createPacer(time.clock, time.sleep, 'claude', { requestsPerMinute: 1 });
    await pacer.acquire({ inputTokens: 1, outputTokens: 1 }, never);
    const waiting = pacer.acquire({ inputTokens: 1, outputTokens: 1 }, never);
    pacer.refused(3_600_000);
    const expected = { code: 'RATE_LIMITED', message: 'claude takes no requests for another 3600 s.' };
    await expect(waiting).rejects.toMatchObject(expected);
    await expect(pacer.acquire({ inputTokens: 1, outputTokens: 1 }, never)).rejects.toMatchObject(expected);
  });

  test.each([-3_600_000, 3_600_000])('a clock that is set %i ms on does not change when', async (ms) => {
    const time = virtualTime();
    const pacer = createPacer(time.clock, time.sleep, 'claude', { inputTokensPerMinute: 60_000 });
    pacer.refused(7_000);
    time.set(NOON + ms);
    // By then the bucket that was emptied is full again.
    await time.run(pacer.acquire({ inputTokens: 3_000, outputTokens: 0 }, never));
    expect(time.clock.monotonic()).toBe(7_000);
    time.set(NOON);
    await time.run(pacer.acquire({ inputTokens: 920, outputTokens: 0 }, never));
    expect(time.clock.monotonic()).toBe(8_000);
  });
});
