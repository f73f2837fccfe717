import { expect, test } from 'vitest';
import { foreignPolicy, isCancellation, isLasting, OWN_DATA } from '../../../shared/cache/policy.ts';
import { LlmError } from '../../../shared/llm/errors.ts';
import { IzaError } from '../../../shared/mcp/errors.ts';

test.each([
  ['calendar', 60_000, 600_000],
  ['github', 120_000, 1_200_000],
  ['notes', 300_000, 3_000_000],
  ['mail', 300_000, 3_000_000],
  ['drive', 900_000, 9_000_000],
  ['health', 3_600_000, 36_000_000],
] as const)('%s is fresh for %d ms and served for %d ms more', (source, freshMs, staleMs) => {
  expect(foreignPolicy(source)).toEqual({ freshMs, staleMs });
});

test('own data is kept for a week and never served stale', () => {
  expect(OWN_DATA).toEqual({ freshMs: 604_800_000 });
});

test('what is not found or forbidden lasts, and nothing else', () => {
  expect(isLasting(new IzaError('NOT_FOUND', 'gone'))).toBe(true);
  for (const status of [403, 404, 410]) {
    expect(isLasting(new IzaError('UNAVAILABLE', 'no', { cause: { status } })), `${status}`).toBe(true);
  }
  for (const status of [401, 408, 429, 500, 503]) {
    expect(isLasting(new IzaError('UNAVAILABLE', 'no', { cause: { status } })), `${status}`).toBe(false);
  }
  expect(isLasting(new IzaError('TIMEOUT', 'late'))).toBe(false);
});

test('a cancellation is known in all its forms', () => {
  const aborted = AbortSignal.abort().reason;
  expect(isCancellation(aborted)).toBe(true);
  expect(isCancellation(new IzaError('CANCELLED', 'stopped'))).toBe(true);
  expect(isCancellation(new LlmError('CANCELLED', 'stopped', { retryable: false }))).toBe(true);
  expect(isCancellation(new IzaError('TIMEOUT', 'late'))).toBe(false);
  expect(isCancellation(undefined)).toBe(false);
});
