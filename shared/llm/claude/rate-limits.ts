import type { Clock } from '../../clock.ts';
import type { Limit, RateLimits } from '../port.ts';

/**
 * What an answer says of the allowances, by its `anthropic-ratelimit-*` headers
 * (https://platform.claude.com/docs/en/api/rate-limits#response-headers); undefined where it says nothing.
 */
export function rateLimitsOf(headers: Headers, clock: Clock): RateLimits | undefined {
  const requests = limitOf(headers, 'requests', clock);
  const inputTokens = limitOf(headers, 'input-tokens', clock);
  const outputTokens = limitOf(headers, 'output-tokens', clock);
  if (!requests && !inputTokens && !outputTokens) return undefined;
  return {
    ...(requests && { requests }),
    ...(inputTokens && { inputTokens }),
    ...(outputTokens && { outputTokens }),
  };
}

function limitOf(headers: Headers, kind: string, clock: Clock): Limit | undefined {
  const header = (name: string) => headers.get(`anthropic-ratelimit-${kind}-${name}`);
  const limit = count(header('limit'));
  const remaining = count(header('remaining'));
  const reset = Date.parse(header('reset') ?? '');
  if (limit === undefined || remaining === undefined || Number.isNaN(reset)) return undefined;
  return { limit, remaining, resetsAt: clock.now() + Math.max(0, reset - serverTime(headers, clock)) };
}

/**
 * Milliseconds that the provider asks to wait, by `retry-after-ms` or `retry-after` (seconds, or a date: RFC 9110
 * §10.2.3); undefined where it asks nothing, something in the past, or nonsense. Not capped.
 */
export function retryAfterOf(headers: Headers, clock: Clock): number | undefined {
  const exact = positive(Number(headers.get('retry-after-ms') ?? Number.NaN));
  if (exact !== undefined) return exact;
  const after = headers.get('retry-after');
  if (after === null || after.trim() === '') return undefined;
  const seconds = Number(after);
  return Number.isNaN(seconds)
    ? positive(Date.parse(after) - serverTime(headers, clock))
    : positive(seconds * 1000);
}

/** The time by the clock that wrote the headers: ours may be wrong by hours, and the difference is what counts. */
function serverTime(headers: Headers, clock: Clock): number {
  const date = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(date) ? clock.now() : date;
}

function positive(ms: number): number | undefined {
  return Number.isFinite(ms) && ms > 0 ? Math.ceil(ms) : undefined;
}

function count(value: string | null): number | undefined {
  return value !== null && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}
