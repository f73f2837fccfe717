import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { formatUsd, toNanoUsd } from '../../../shared/llm/ledger/money.ts';
import { MODEL_CONFIG } from '../../../shared/llm/model-config.ts';
import { PRICE_ENTRY, type PriceEntry } from '../../../shared/llm/prices/price-entry.ts';
import known from '../../../shared/llm/prices/prices.json' with { type: 'json' };
import { createPriceTable } from '../../../shared/llm/prices/table.ts';
import { NOON } from '../../clock.ts';

const NONE = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
const own = (entry: Partial<PriceEntry>): PriceEntry => ({
  provider: 'claude',
  model: '*',
  input: 1,
  output: 2,
  source: 'test',
  date: '2026-11-20',
  ...entry,
});

describe('the table that ships', () => {
  test('has a source and a date for every price', () => {
    expect(z.array(PRICE_ENTRY).safeParse(known).error).toBeUndefined();
    expect(known.every(({ source, date }) => source.length > 10 && date <= '2026-11-20')).toBe(true);
  });

  test('prices every provider of the settings', () => {
    const providers = Object.keys(MODEL_CONFIG.parse({}).providers);
    expect(providers.filter((id) => !known.some(({ provider }) => provider === id))).toEqual([]);
  });

  const table = createPriceTable();

  test('a call to Sonnet 5.5: $2 in, $10 out, $0.10 from the cache, $2.50 into it, a million tokens each', () => {
    const price = table.of('claude', 'claude-sonnet-5-5', NOON);
    const usage = { inputTokens: 1_000, outputTokens: 100, cacheReadTokens: 10_000, cacheWriteTokens: 400 };
    // 2,000,000 + 1,000,000 + 1,000,000 + 1,000,000 nano-dollars
    expect(price.cost(usage)).toEqual({ nanoUsd: 5_000_000, estimated: false });
  });

  test('a snapshot costs what its model costs', () => {
    const snapshot = table.of('claude', 'claude-opus-4-5-20251101', NOON);
    expect(snapshot.cost({ ...NONE, inputTokens: 1_000_000 })).toEqual({
      nanoUsd: 5_000_000_000,
      estimated: false,
    });
    const dashed = table.of('openai', 'gpt-6.1-sol-2026-09-29', NOON);
    expect(dashed.estimated).toBe(false);
  });

  test('the whole request costs more past the length at which the price changes, cache included', () => {
    const price = table.of('claude', 'claude-haiku-5-5', NOON);
    expect(price.cost({ ...NONE, inputTokens: 100_000 }).nanoUsd).toBe(10_000_000);
    expect(price.cost({ ...NONE, inputTokens: 100_001 }).nanoUsd).toBe(50_000_500);
    expect(price.cost({ ...NONE, inputTokens: 1, cacheReadTokens: 100_000 }).nanoUsd).toBe(5_000_500);
  });

  test('a price that ends on a day is followed by the next one', () => {
    const cost = (day: string) =>
      table.of('google', 'gemini-3.8-flash', Date.parse(day)).cost({ ...NONE, outputTokens: 1_000_000 });
    expect(cost('2026-12-31T23:59:59Z').nanoUsd).toBe(3_750_000_000);
    expect(cost('2027-01-01T00:00:00Z').nanoUsd).toBe(7_500_000_000);
  });

  test('a model it does not know is counted as the dearest of its provider, and says so', () => {
    const unknown = table.of('claude', 'claude-opus-9', NOON);
    // Opus 4.1 at $15 and $75.
    expect(unknown.cost({ ...NONE, inputTokens: 1_000_000, outputTokens: 1_000_000 })).toEqual({
      nanoUsd: 90_000_000_000,
      estimated: true,
    });
  });

  test('a provider it does not know is counted as the dearest of all', () => {
    // GPT-5.5 Pro at $30 and $180.
    expect(table.of('elsewhere', 'x', NOON).cost({ ...NONE, outputTokens: 1_000_000 })).toEqual({
      nanoUsd: 180_000_000_000,
      estimated: true,
    });
  });

  test('requests in a batch of Claude cost half, whichever prices apply; elsewhere the whole', () => {
    const usage = { inputTokens: 1_000, outputTokens: 100, cacheReadTokens: 10_000, cacheWriteTokens: 400 };
    expect(table.of('claude', 'claude-sonnet-5-5', NOON).batchCost(usage)).toEqual({
      nanoUsd: 2_500_000,
      estimated: false,
    });
    const long = { ...NONE, inputTokens: 100_001 };
    expect(table.of('claude', 'claude-haiku-5-5', NOON).batchCost(long).nanoUsd).toBe(25_000_250);
    expect(table.of('openai', 'gpt-4.1', NOON).batchCost({ ...NONE, inputTokens: 1_000 }).nanoUsd).toBe(
      2_000_000,
    );
  });

  test.each([
    ['voyage', 'voyage-4-lite', 20_000_000, false],
    // The dearest of Voyage, of the embedding models of OpenAI, and of all embedding models.
    ['voyage', 'voyage-9', 180_000_000, true],
    ['openai', 'text-embedding-9', 130_000_000, true],
    ['elsewhere', 'x', 180_000_000, true],
  ])(
    'a million tokens embedded by %s with %s cost %i nano-dollars',
    (provider, model, nanoUsd, estimated) => {
      const price = table.of(provider, model, NOON, 'embedding');
      expect(price.cost({ ...NONE, inputTokens: 1_000_000 })).toEqual({ nanoUsd, estimated });
    },
  );

  test('a server of one’s own costs nothing', () => {
    expect(table.of('local', 'whatever', NOON).cost({ ...NONE, inputTokens: 1_000_000 })).toEqual({
      nanoUsd: 0,
      estimated: false,
    });
  });
});

describe('prices of the settings', () => {
  test('go before those that ship', () => {
    const table = createPriceTable([own({ model: 'claude-sonnet-5-5' })]);
    expect(table.of('claude', 'claude-sonnet-5-5', NOON).cost({ ...NONE, inputTokens: 7 }).nanoUsd).toBe(
      7_000,
    );
    expect(table.of('claude', 'claude-opus-5-5', NOON).cost({ ...NONE, inputTokens: 7 }).nanoUsd).toBe(
      28_000,
    );
  });

  test.each([
    ['a*', 'a-1', true],
    ['a*', 'ba', false],
    ['*-mini', 'x-mini', true],
    ['*-mini', 'x-mini-2', false],
    ['a*b*c', 'a1b2c', true],
    ['a*b*c', 'a1c2b', false],
    ['a*a', 'a', false],
    ['*', '', true],
    ['a.c', 'abc', false],
  ])('the pattern %s and the model %s: %s', (pattern, model, fits) => {
    const table = createPriceTable([own({ provider: 'mine', model: pattern })]);
    expect(table.of('mine', model, NOON).estimated).toBe(!fits);
  });

  test('what is read from or written to the cache costs what input costs where nothing else is said', () => {
    const price = createPriceTable([own({})]).of('claude', 'x', NOON);
    expect(price.cost({ ...NONE, cacheReadTokens: 3, cacheWriteTokens: 4 }).nanoUsd).toBe(7_000);
  });

  test('a part of a nano-dollar is rounded up once for the whole call', () => {
    // 0.0125 dollars a million tokens: 12.5 nano-dollars a token.
    const price = createPriceTable([own({ input: 0.0125, output: 0.0125 })]).of('claude', 'x', NOON);
    expect(price.cost({ ...NONE, inputTokens: 1 }).nanoUsd).toBe(13);
    expect(price.cost({ ...NONE, inputTokens: 1, outputTokens: 1 }).nanoUsd).toBe(25);
  });
});

test.each([
  [0, '$0.00'],
  [1_234_567_890, '$1.23'],
  [500_000_000, '$0.50'],
  [12_345_678, '$0.01235'],
  [10_000_000, '$0.01'],
  [10_010_000, '$0.01001'],
  [1_200_000, '$0.0012'],
  [13, '$0.000000013'],
  [-250_000_000, '-$0.25'],
])('%i nano-dollars are %s', (nano, shown) => {
  expect(formatUsd(nano)).toBe(shown);
});

test('dollars of the settings become nano-dollars exactly', () => {
  expect([0.1, 1.1, 0.3, 1_000_000].map(toNanoUsd)).toEqual([
    100_000_000, 1_100_000_000, 300_000_000, 1_000_000_000_000_000,
  ]);
});
