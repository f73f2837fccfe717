import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recall } from '../../../servers/memory/recall/recall.ts';
import { createSearcher } from '../../../servers/memory/recall/searcher.ts';
import { createScreen } from '../../../servers/memory/screening.ts';
import { PRIVACY_CONFIG } from '../../../shared/privacy/config.ts';
import { estimateTokens } from '../../../shared/text/tokens.ts';
import { setUp } from './set-up.ts';
import { content, ORIGIN } from './store-contract.ts';

/** Texts of 1 to 3,000 characters in several scripts, all with the word that is asked for. */
const TEXTS = Array.from({ length: 60 }, (_, n) => {
  const filler = ['leaf ', '😀 ', 'שלום ', '茶葉', 'é'][n % 5] ?? '';
  return `tea ${n} ${filler.repeat((n * n) % 600)}`.slice(0, 3_000).toWellFormed();
});

async function filled() {
  const opened = await setUp();
  await opened.store.change(ORIGIN, (change) => {
    for (const [n, text] of TEXTS.entries()) change.add(`m${n}`, 'user', content(text), text);
  });
  return opened;
}

test('10,000 budgets are never exceeded, and used as far as the next one does not fit', async () => {
  const { store, clock } = await filled();
  const searcher = createSearcher(store);
  const shown = ({ memory }: { memory: { id: string; text: string } }) => `${memory.id} ${memory.text}`;
  const ask = (maxTokens: number, limit: number) =>
    recall(
      { store, clock, searcher, screen: createScreen(PRIVACY_CONFIG.parse({}), undefined) },
      { query: 'tea', filter: { scopes: ['user'] }, maxTokens, limit, show: shown },
    );
  // The order is the same whatever the budget: what comes next is what a budget for everything shows there.
  const order = (await ask(1_000_000, 60)).items.map(shown);
  expect(order).toHaveLength(60);
  const budgets = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 50, max: 20_000 }));
  await fc.assert(
    fc.asyncProperty(budgets, fc.integer({ min: 1, max: 40 }), async (maxTokens, limit) => {
      const { items, tokens, more, hint } = await ask(maxTokens, limit);
      const spent = items.reduce((sum, item) => sum + estimateTokens(shown(item)), 0);
      expect(tokens).toBe(spent);
      expect(spent).toBeLessThanOrEqual(maxTokens);
      expect(items.length).toBeLessThanOrEqual(limit);
      if (items.length < limit) {
        expect(spent + estimateTokens(order[items.length] ?? '')).toBeGreaterThan(maxTokens);
      }
      expect(items.map(shown)).toEqual(order.slice(0, items.length));
      if (items.length === 0)
        expect([more, hint]).toEqual([false, expect.stringContaining('more than max_tokens')]);
      else expect(more).toBe(items.length < TEXTS.length);
    }),
    { numRuns: 10_000 },
  );
  searcher.close();
}, 120_000);

test('the budget of the tool counts what a reader is shown', async () => {
  const { value } = await filled();
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 50, max: 3_000 }),
      fc.constantFrom('concise', 'full'),
      async (max_tokens, detail) => {
        const { items, tokens } = await value('recall', { query: 'tea', max_tokens, detail, limit: 100 });
        const lines = items.map(
          ({ kind, scope, at, id, text }) => `- [${kind}, ${scope}, ${at}, ${id}] ${text}`,
        );
        expect(tokens).toBe(lines.reduce((sum, line) => sum + estimateTokens(line), 0));
        expect(tokens).toBeLessThanOrEqual(max_tokens);
      },
    ),
    { numRuns: 300 },
  );
});
