import type { Clock } from '../../../shared/clock.ts';
import { type Answer, errorAnswer } from './answer.ts';

/** Allowances a minute, as the API grants them to an organisation. */
export interface Limits {
  requestsPerMinute?: number;
  /** Tokens read from the prompt cache do not count. */
  inputTokensPerMinute?: number;
  outputTokensPerMinute?: number;
}

type Kind = 'requests' | 'input-tokens' | 'output-tokens';

interface Bucket {
  kind: Kind;
  limit: number;
  level: number;
  at: number;
}

const MINUTE_MS = 60_000;

export interface Limiter {
  /** Takes a request and its input, or says which allowance is used up. */
  take(inputTokens: number): Answer | undefined;
  /** Takes the output once it is known; more than was left is a debt that later requests wait for. */
  charge(outputTokens: number): void;
  headers(): Record<string, string>;
}

/**
 * Token buckets that fill evenly, as the API's do (https://platform.claude.com/docs/en/api/rate-limits): a minute's
 * allowance fits in, and a sixtieth of it comes back each second of the clock.
 */
export function createLimiter(limits: Limits, clock: Clock): Limiter {
  const given: [Kind, number | undefined][] = [
    ['requests', limits.requestsPerMinute],
    ['input-tokens', limits.inputTokensPerMinute],
    ['output-tokens', limits.outputTokensPerMinute],
  ];
  const buckets = given.flatMap(([kind, limit]): Bucket[] =>
    limit === undefined ? [] : [{ kind, limit, level: limit, at: clock.now() }],
  );
  const bucket = (kind: Kind) => buckets.find((one) => one.kind === kind);

  const refill = () => {
    for (const one of buckets) {
      const gained = ((clock.now() - one.at) / MINUTE_MS) * one.limit;
      one.level = Math.min(one.limit, one.level + Math.max(0, gained));
      one.at = clock.now();
    }
  };

  return {
    take(inputTokens) {
      refill();
      // Output is not known yet: a request may come as long as nothing is owed.
      const needs: Record<Kind, number> = { requests: 1, 'input-tokens': inputTokens, 'output-tokens': 1 };
      const short = buckets.find(({ kind, level, limit }) => level < Math.min(needs[kind], limit));
      if (short) {
        const missing = Math.min(needs[short.kind], short.limit) - short.level;
        const seconds = Math.ceil((missing / short.limit) * 60);
        return errorAnswer(429, {
          message: `This request would exceed the allowance of ${short.limit} ${short.kind} a minute.`,
          headers: { 'retry-after': String(seconds) },
        });
      }
      for (const one of buckets) if (one.kind !== 'output-tokens') one.level -= needs[one.kind];
      return undefined;
    },
    charge(outputTokens) {
      refill();
      const output = bucket('output-tokens');
      if (output) output.level -= outputTokens;
    },
    headers() {
      refill();
      return Object.fromEntries(
        buckets.flatMap(({ kind, limit, level }) => {
          const full = clock.now() + ((limit - level) / limit) * MINUTE_MS;
          return [
            [`anthropic-ratelimit-${kind}-limit`, String(limit)],
            [`anthropic-ratelimit-${kind}-remaining`, String(Math.max(0, Math.floor(level)))],
            [`anthropic-ratelimit-${kind}-reset`, new Date(Math.ceil(full)).toISOString()],
          ];
        }),
      );
    },
  };
}
