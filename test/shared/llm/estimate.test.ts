import { expect, test } from 'vitest';
import { estimateInputTokens } from '../../../shared/llm/http/estimate.ts';

test('what a provider wants back is input as well, by the length of its JSON', () => {
  const value = { signature: 'x'.repeat(300) };
  const part = { type: 'opaque' as const, provider: 'claude', value };
  // {"type":"opaque","provider":"claude","value":{"signature":"…"}} has 62 characters around the 300: 121 tokens.
  expect(estimateInputTokens({ messages: [{ role: 'assistant', content: [part] }] })).toBe(4 + 121);
});
