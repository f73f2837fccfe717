import type { LlmErrorCode } from '../../../../../shared/llm/errors.ts';
import * as faults from '../../../../support/messages-api/faults.ts';
import type { Ask, Scenario } from '../scenario.ts';
import { fails } from './build.ts';

const STATUSES: [number, LlmErrorCode, boolean][] = [
  [400, 'BAD_REQUEST', false],
  [401, 'NO_ACCESS', false],
  [402, 'NO_ACCESS', false],
  [403, 'NO_ACCESS', false],
  [404, 'NO_MODEL', false],
  [408, 'TIMEOUT', true],
  [409, 'OVERLOADED', true],
  [413, 'TOO_LARGE', false],
  [418, 'BAD_REQUEST', false],
  [422, 'BAD_REQUEST', false],
  [429, 'RATE_LIMITED', true],
  [500, 'OVERLOADED', true],
  [502, 'OVERLOADED', true],
  [503, 'OVERLOADED', true],
  [504, 'TIMEOUT', true],
  [529, 'OVERLOADED', true],
];

const OTHER_ASKS: [Ask, string][] = [
  ['generateJson', 'messages'],
  ['stream', 'messages'],
  ['generateWithTools', 'messages'],
  ['countTokens', 'count_tokens'],
  ['models', 'models'],
  ['batches.create', 'batches.create'],
];

export const statuses: Scenario[] = [
  ...STATUSES.map(([status, code, retryable]) =>
    fails(
      `status ${status}`,
      'generate',
      faults.status(status),
      [code, retryable, { status }],
      `messages ${status} sent`,
    ),
  ),
  ...OTHER_ASKS.flatMap(([ask, endpoint]) =>
    STATUSES.filter(([status]) => [401, 429, 529].includes(status)).map(([status, code, retryable]) =>
      fails(
        `status ${status}`,
        ask,
        faults.status(status),
        [code, retryable, { status }],
        `${endpoint} ${status} sent`,
      ),
    ),
  ),
  ...(
    [
      ['a spend limit', 429, { code: 'enforced_spend_limit_reached' }, 'NO_ACCESS', false],
      ['a ramp limit', 429, { code: 'ramp_limit_exceeded' }, 'RATE_LIMITED', true],
      ['an organisation on hold', 400, { code: 'organization_on_hold' }, 'NO_ACCESS', false],
      ['a bill unpaid', 400, { type: 'billing_error' }, 'NO_ACCESS', false],
      ['a failure that asks for no retry', 500, { shouldRetry: false }, 'OVERLOADED', false],
      ['a refusal that asks for a retry', 400, { shouldRetry: true }, 'BAD_REQUEST', true],
      ["a proxy's page", 502, { body: '<html>Bad gateway</html>' }, 'OVERLOADED', true],
      ['another server', 404, { body: '<html>Not found</html>' }, 'BAD_REQUEST', false],
      ['an error without a body', 500, { body: '' }, 'OVERLOADED', true],
    ] as const
  ).map(([name, status, options, code, retryable]) =>
    fails(
      name,
      'generate',
      faults.status(status, options),
      [code, retryable, { status }],
      `messages ${status} sent`,
    ),
  ),
];

export const waits: Scenario[] = (
  [
    ['seconds', { retryAfter: '7' }, 7_000],
    ['part of a second', { retryAfter: '0.25' }, 250],
    ['milliseconds', { retryAfterMs: '1500.5', retryAfter: '9' }, 1_501],
    ['an hour', { retryAfter: '3600' }, 3_600_000],
    ['a date', { retryAfter: 'Fri, 20 Nov 2026 12:00:30 GMT' }, 30_000],
    ['a date in the past', { retryAfter: 'Fri, 20 Nov 2026 11:59:30 GMT' }, undefined],
    ['a negative number', { retryAfter: '-5' }, undefined],
    ['zero', { retryAfter: '0' }, undefined],
    ['nonsense', { retryAfter: 'soon' }, undefined],
    ['infinity', { retryAfter: 'Infinity', retryAfterMs: 'NaN' }, undefined],
    ['nothing', {}, undefined],
  ] as const
).map(([name, options, retryAfterMs]) => {
  const details = { status: 429, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  return fails(
    `retry-after: ${name}`,
    'generate',
    faults.status(429, options),
    ['RATE_LIMITED', true, details],
    'messages 429 sent',
  );
});
