import type { Limit, RateLimits } from '../port.ts';

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * What the headers of OpenAI say about limits (https://platform.openai.com/docs/guides/rate-limits, "Rate limits in
 * headers"). Its tokens are those of input and output together; they are told as those of the input, which are known
 * before a call. Undefined when there is nothing to tell.
 */
export function rateLimitsOf(headers: Headers, now: number): RateLimits | undefined {
  const requests = limitOf(headers, 'requests', now);
  const inputTokens = limitOf(headers, 'tokens', now);
  if (!requests && !inputTokens) return undefined;
  return { ...(requests && { requests }), ...(inputTokens && { inputTokens }) };
}

function limitOf(headers: Headers, what: string, now: number): Limit | undefined {
  const limit = wholeNumber(headers.get(`x-ratelimit-limit-${what}`));
  const remaining = wholeNumber(headers.get(`x-ratelimit-remaining-${what}`));
  const reset = durationMs(headers.get(`x-ratelimit-reset-${what}`));
  if (limit === undefined || remaining === undefined || reset === undefined) return undefined;
  return { limit, remaining, resetsAt: now + reset };
}

function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** Durations as OpenAI writes them: `20ms`, `1s`, `6m0s`, `1h2m3.5s`. */
function durationMs(text: string | null): number | undefined {
  if (text === null || !/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(text)) return undefined;
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g);
  return [...parts].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS],
    0,
  );
}
