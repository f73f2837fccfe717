import type { Usage } from './port.ts';

export const NO_USAGE: Usage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };

export function addUsage(a: Usage, b: Usage): Usage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
    cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
  };
}

/** More tokens than any call can have: what is beyond is a mistake of whoever counted. */
const MOST_TOKENS = 1_000_000_000;

/** Counts as a ledger can take them: a provider may answer anything. */
export function soundUsage(usage: Usage): Usage {
  const sound = (count: number) => (count > 0 ? Math.min(MOST_TOKENS, Math.ceil(count)) : 0);
  return {
    inputTokens: sound(usage.inputTokens),
    outputTokens: sound(usage.outputTokens),
    cacheReadTokens: sound(usage.cacheReadTokens),
    cacheWriteTokens: sound(usage.cacheWriteTokens),
  };
}
