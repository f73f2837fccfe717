import { MODEL_CONFIG } from '../../shared/llm/model-config.ts';

/** Of each plan: room for five to ten calls, so that the last cent is fought for again and again. */
export const BUDGET_USD = 0.05;
export const PLANS = 100;
export const MAX_TOKENS = 1_000;
/** Calls that a process has under way at once. */
export const LANES = 4;
/** What the provider charged, a line a call. */
export const BILL_FILE = 'bill.txt';

export const CONFIG = MODEL_CONFIG.parse({
  aliases: { worker: [{ provider: 'claude', line: 'sonnet' }] },
  budgets: { planUsd: BUDGET_USD, dayUsd: 1_000 },
  prices: [{ provider: 'claude', model: '*', input: 1, output: 10, source: 'this test', date: '2026-11-20' }],
});
