import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { SECTIONS, type Section } from '../../../servers/memory/choices.ts';
import { memoryContext } from '../../../servers/memory/context.ts';
import type { MemoryDomain } from '../../../servers/memory/deps.ts';
import { recall } from '../../../servers/memory/recall/recall.ts';
import type { Found } from '../../../servers/memory/recall/search.ts';
import { createSearcher, type Searcher } from '../../../servers/memory/recall/searcher.ts';
import { PRIVACY_CONFIG } from '../../../shared/privacy/config.ts';
import { createScreen } from '../../../shared/privacy/screen.ts';
import { estimateTokens } from '../../../shared/text/tokens.ts';
import { setUp } from './set-up.ts';
import { content, ORIGIN } from './store-contract.ts';

const KINDS = ['fact', 'preference', 'decision', 'task', 'note', 'message'] as const;

/** Texts of 5 to 600 characters, and two of 3,000, in several scripts, all with the word that is asked for. */
const TEXTS = Array.from({ length: 36 }, (_, n) => {
  const filler = ['leaf ', '😀 ', 'שלום ', '茶葉', 'é'][n % 5] ?? '';
  const long = n === 8 || n === 21 ? 3_000 : 600;
  return `tea ${n} ${filler.repeat(n * n)}`.slice(0, long).trim().toWellFormed();
});

async function filled() {
  const opened = await setUp();
  const { store, clock } = opened;
  await store.change(ORIGIN, (change) => {
    for (const [n, text] of TEXTS.entries()) {
      const kind = KINDS[n % KINDS.length] ?? 'fact';
      const said =
        kind === 'preference' ? { key: `tea.${n}`, data: { value: text, strength: 'prefer' } } : {};
      change.add(`m${n}`, 'user', content(text, { kind, pinned: n % 7 === 0, ...said }), text);
    }
  });
  const searcher = createSearcher(store);
  onTestFinished(() => searcher.close());
  const screen = createScreen(PRIVACY_CONFIG.parse({}), undefined);
  return { ...opened, deps: { store, clock, searcher, screen } };
}

/** Searches once for each question and limit: nothing is written in between, and budgets do not reach the ranking. */
function remembering(searcher: Searcher): Searcher {
  const answers = new Map<string, Found[]>();
  return {
    ...searcher,
    search(view, request) {
      const { query, filter, limit } = request;
      const asked = JSON.stringify([query, filter, limit]);
      const found = answers.get(asked) ?? searcher.search(view, request);
      answers.set(asked, found);
      return found;
    },
  };
}

/** Fails without the cost of `expect`, which is more than that of a recall. */
function holds(fact: boolean, what: string, ...seen: unknown[]): void {
  if (!fact) throw new Error(`${what}: ${JSON.stringify(seen)}`);
}

test('100,000 budgets of recall are never exceeded, and used as far as the next one does not fit', async () => {
  const { deps } = await filled();
  const shown = ({ memory }: { memory: { id: string; text: string } }) => `${memory.id} ${memory.text}`;
  const searcher = remembering(deps.searcher);
  const ask = (maxTokens: number, limit: number) =>
    recall(
      { ...deps, searcher },
      { query: 'tea', filter: { scopes: ['user'] }, maxTokens, limit, show: shown },
    );
  // The order is the same whatever the budget: what comes next is what a budget for everything shows there.
  const order = (await ask(1_000_000, TEXTS.length)).items.map(shown);
  const costs = order.map(estimateTokens);
  expect(order).toHaveLength(TEXTS.length);
  const budgets = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 50, max: 20_000 }));
  await fc.assert(
    fc.asyncProperty(budgets, fc.integer({ min: 1, max: 40 }), async (maxTokens, limit) => {
      const { items, tokens, more, hint } = await ask(maxTokens, limit);
      const spent = items.reduce((sum, item) => sum + estimateTokens(shown(item)), 0);
      holds(tokens === spent && spent <= maxTokens, 'tokens', tokens, spent);
      holds(items.length <= limit, 'items', items.length);
      holds(
        items.every((item, place) => shown(item) === order[place]),
        'order',
      );
      const next = costs[items.length];
      if (items.length < limit && next !== undefined) holds(spent + next > maxTokens, 'unused', spent, next);
      if (items.length > 0) holds(more === items.length < TEXTS.length, 'more', more);
      else holds(!more && hint?.includes('more than max_tokens') === true, 'hint', hint);
    }),
    { numRuns: 100_000 },
  );
}, 120_000);

test('20,000 budgets of memory_context are never exceeded, and what does not fit is named', async () => {
  const { deps } = await filled();
  const semantics = { understand: async () => ({}) };
  const all = { ...deps, searcher: remembering(deps.searcher), semantics } as unknown as MemoryDomain;
  const ask = (maxTokens: number, sections: readonly Section[]) =>
    memoryContext(all, { task: 'tea', scopes: ['user'], maxTokens, sections });
  const whole = await ask(1_000_000, SECTIONS);
  expect(whole.sections.map(({ name }) => name)).toEqual(SECTIONS);
  const budgets = fc.oneof(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 100, max: 8_000 }));
  const asked = fc.subarray([...SECTIONS], { minLength: 1 });
  const candidates = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(budgets, asked, async (maxTokens, wanted) => {
      const { sections, tokens, dropped } = await ask(maxTokens, wanted);
      const spent = sections.reduce((sum, { text }) => sum + estimateTokens(text), 0);
      holds(tokens === spent && spent <= maxTokens, 'tokens', tokens, spent);
      for (const { name, text, ids } of sections) {
        holds(wanted.includes(name), 'sections', name);
        holds(
          ids.every((id) => text.includes(`(${id})`)),
          'lines',
          ids,
        );
      }
      // Whatever the budget, each is either there or named as left out, and none is both.
      const named = [...sections, ...dropped].flatMap(({ ids }) => ids);
      holds(new Set(named).size === named.length, 'twice', named);
      const known = candidates.get(wanted.join()) ?? named.length;
      candidates.set(wanted.join(), known);
      holds(named.length === known, 'named', named.length, known);
    }),
    { numRuns: 20_000 },
  );
}, 180_000);

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
