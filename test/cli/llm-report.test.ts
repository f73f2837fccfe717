import { expect, test } from 'vitest';
import { type LlmReport, renderLlm } from '../../cli/llm/report.ts';

const usage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
const day = (name: string) => ({
  name,
  calls: 1,
  costNanoUsd: 2_000_000_000,
  estimated: 0,
  unknown: 0,
  usage,
});

test('of many days the last seven are shown, today first', () => {
  // As the ledger gives them: the last day first.
  const days = Array.from({ length: 11 }, (_, i) => day(`2026-11-${20 - i}`));
  const report: LlmReport = {
    status: { providers: [], aliases: [], budgets: [] },
    embedder: { id: 'none', fingerprint: 'none' },
    spend: { days, callers: [], models: [] },
  };
  const lines = renderLlm(report).split('\n');
  const shown = lines.filter((line) => line.startsWith('  2026-11-'));
  expect(shown).toHaveLength(7);
  expect(shown[0]).toBe('  2026-11-20   $2.00 for 1 call');
  expect(shown[6]).toMatch(/^ {2}2026-11-14 /);
});
