import { describe, expect, test } from 'vitest';
import { createBreaker } from '../../../shared/llm/breaker.ts';
import type { LlmErrorCode } from '../../../shared/llm/errors.ts';
import { NOON, testClock } from '../../clock.ts';

const breakerUnderTest = () => {
  const clock = testClock();
  const breaker = createBreaker(clock, 'claude');
  const fail = (times: number, code: LlmErrorCode = 'OVERLOADED') => {
    for (let n = 0; n < times; n++) breaker.enter().failed(code);
  };
  return { clock, breaker, fail };
};

describe('a circuit', () => {
  test('opens at the fifth failure in a row, and lets a probe through after 30 s', () => {
    const { clock, breaker, fail } = breakerUnderTest();
    fail(4);
    expect(breaker.circuit).toBe('closed');
    fail(1);
    expect(breaker.circuit).toBe('open');
    clock.advance(29_999);
    expect(() => breaker.enter()).toThrow(
      expect.objectContaining({
        code: 'OVERLOADED',
        message: 'claude failed several times in a row, so nothing is sent to it for now.',
        details: expect.objectContaining({ retryAfterMs: 1, hint: 'It is tried again in 1 s.' }),
      }),
    );
    clock.advance(1);
    expect(breaker.circuit).toBe('half-open');
    expect(() => breaker.check()).not.toThrow();
  });

  test('a success in between starts the count anew', () => {
    const { breaker, fail } = breakerUnderTest();
    fail(4);
    breaker.enter().succeeded();
    fail(4);
    expect(breaker.circuit).toBe('closed');
  });

  test('probes one at a time: the first decides', () => {
    const { clock, breaker, fail } = breakerUnderTest();
    fail(5);
    clock.advance(30_000);
    const probe = breaker.enter();
    expect(() => breaker.check()).toThrow('claude failed several times');
    probe.succeeded();
    expect(breaker.circuit).toBe('closed');
    fail(4);
    expect(breaker.circuit).toBe('closed');
  });

  test('a probe that was cancelled leaves the place to the next', () => {
    const { clock, breaker, fail } = breakerUnderTest();
    fail(5);
    clock.advance(30_000);
    breaker.enter().failed('CANCELLED');
    expect(breaker.circuit).toBe('half-open');
    breaker.enter().succeeded();
    expect(breaker.circuit).toBe('closed');
  });

  test('doubles the pause with each probe that fails, up to five minutes', () => {
    const { clock, breaker, fail } = breakerUnderTest();
    fail(5);
    const pauses = [30_000, 60_000, 120_000, 240_000, 300_000, 300_000];
    for (const pause of pauses) {
      clock.advance(pause - 1);
      expect(breaker.circuit).toBe('open');
      clock.advance(1);
      fail(1);
    }
  });

  test.each(['OVERLOADED', 'UNREACHABLE', 'TIMEOUT', 'BAD_ANSWER'] as const)(
    '%s counts as a failure',
    (code) => {
      const { breaker, fail } = breakerUnderTest();
      fail(5, code);
      expect(breaker.circuit).toBe('open');
    },
  );

  test.each(['BAD_REQUEST', 'RATE_LIMITED', 'REFUSED', 'TOO_LARGE', 'NO_MODEL', 'CANCELLED'] as const)(
    '%s does not',
    (code) => {
      const { breaker, fail } = breakerUnderTest();
      fail(4);
      fail(5, code);
      expect(breaker.circuit).toBe('closed');
    },
  );

  test('a refused key opens it at once, and says so', () => {
    const { breaker, fail } = breakerUnderTest();
    fail(1, 'NO_ACCESS');
    expect(() => breaker.check()).toThrow(
      expect.objectContaining({
        code: 'NO_ACCESS',
        message: 'claude refused the key a moment ago.',
        details: expect.objectContaining({ hint: 'Check the key. It is tried again in 30 s.' }),
      }),
    );
  });

  test('what was under way when it opened does not close it, nor make the pause longer', () => {
    const { clock, breaker, fail } = breakerUnderTest();
    const early = [breaker.enter(), breaker.enter()];
    fail(5);
    early[0]?.succeeded();
    early[1]?.failed('OVERLOADED');
    expect(breaker.circuit).toBe('open');
    clock.advance(30_000);
    expect(breaker.circuit).toBe('half-open');
  });

  test('only the first outcome of an attempt counts', () => {
    const { breaker } = breakerUnderTest();
    const passage = breaker.enter();
    for (let n = 0; n < 5; n++) passage.failed('OVERLOADED');
    expect(breaker.circuit).toBe('closed');
  });

  test.each([-3_600_000, 3_600_000])(
    'a clock that is set %i ms on neither opens nor shortens its pause',
    (ms) => {
      const { clock, breaker, fail } = breakerUnderTest();
      fail(5);
      clock.set(NOON + ms);
      clock.advance(29_999);
      expect(breaker.circuit).toBe('open');
      clock.advance(1);
      expect(breaker.circuit).toBe('half-open');
    },
  );
});
