import { expect, test } from 'vitest';
import { LlmError } from '../../../shared/llm/errors.ts';
import { withRetries } from '../../../shared/llm/retry.ts';
import { NOON } from '../../clock.ts';
import { failure } from './scripted-provider.ts';
import { virtualTime } from './virtual-time.ts';

/** Runs attempts that fail in this order and then succeed; gives the times at which each was made. */
async function attempts(failures: readonly Error[], { random = 0.5, timeMs = 120_000 } = {}) {
  const time = virtualTime();
  const at: number[] = [];
  const options = {
    ...time,
    random: () => random,
    deadline: time.clock.monotonic() + timeMs,
    signal: new AbortController().signal,
  };
  const work = withRetries(async (number) => {
    at.push(time.clock.now() - NOON);
    const error = failures[number - 1];
    if (error) throw error;
    return 'done';
  }, options);
  const outcome = await time.run(work).catch((error: unknown) => error);
  return { at, outcome };
}

test('pauses with full jitter: random parts of 0.5, 1 and 2 s', async () => {
  const three = [failure('OVERLOADED'), failure('UNREACHABLE'), failure('RATE_LIMITED')];
  expect(await attempts(three, { random: 0.5 })).toEqual({ at: [0, 250, 750, 1_750], outcome: 'done' });
  expect((await attempts(three, { random: 0 })).at).toEqual([0, 0, 0, 0]);
});

test('gives up after the fourth attempt with its error', async () => {
  const failures = ['1', '2', '3', '4'].map((requestId) => failure('OVERLOADED', { requestId }));
  const { at, outcome } = await attempts(failures);
  expect(at).toHaveLength(4);
  expect(outcome).toBe(failures[3]);
});

test.each(['BAD_REQUEST', 'NO_ACCESS', 'CANCELLED', 'BUDGET_EXHAUSTED'] as const)(
  '%s is not tried again',
  async (code) => {
    const { at, outcome } = await attempts([failure(code)]);
    expect(at).toEqual([0]);
    expect(outcome).toMatchObject({ code });
  },
);

test('what is no error of a model call is not tried again', async () => {
  const { at, outcome } = await attempts([new TypeError('bug')]);
  expect(at).toEqual([0]);
  expect(outcome).toBeInstanceOf(TypeError);
});

test('waits as long as the provider asks, and up to half a second more', async () => {
  expect((await attempts([failure('RATE_LIMITED', { retryAfterMs: 60_000 })])).at).toEqual([0, 60_250]);
  expect((await attempts([failure('RATE_LIMITED', { retryAfterMs: 0 })], { random: 0 })).at).toEqual([0, 0]);
});

test('does not wait for longer than a minute, and says how long it would have been', async () => {
  const { at, outcome } = await attempts([failure('RATE_LIMITED', { retryAfterMs: 3_600_000 })]);
  expect(at).toEqual([0]);
  expect(outcome).toBeInstanceOf(LlmError);
  expect(outcome).toMatchObject({
    code: 'RATE_LIMITED',
    details: {
      retryAfterMs: 3_600_000,
      hint: 'The provider asks to wait 3600 s, until 2026-11-20T13:00:00Z: that is too long to wait here. Call again then.',
    },
  });
});

test('does not begin a wait that the deadline would cut short', async () => {
  const { at, outcome } = await attempts([failure('RATE_LIMITED', { retryAfterMs: 30_000 })], {
    timeMs: 30_000,
  });
  expect(at).toEqual([0]);
  expect(outcome).toMatchObject({ code: 'RATE_LIMITED' });
});
