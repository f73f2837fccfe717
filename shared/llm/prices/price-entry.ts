import * as z from 'zod';

const USD = z.number().min(0).max(1_000_000);
const DAY = z.iso.date();

const rates = {
  input: USD.describe('US dollars for a million tokens of input.'),
  output: USD.describe('US dollars for a million tokens of output, thinking included.'),
  cacheRead: USD.optional().describe('Of input read from the cache; the price of input unless said.'),
  cacheWrite: USD.optional().describe('Of input written to the cache; the price of input unless said.'),
};

export const PRICE_ENTRY = z.strictObject({
  provider: z.string().min(1).describe('The provider as it is called under `providers`.'),
  model: z
    .string()
    .min(1)
    .describe('The model as the API names it; `*` stands for anything, as in `gpt-9-mini*`.'),
  kind: z
    .literal('embedding')
    .optional()
    .describe('For models that make vectors: one that is not known counts as the dearest of its kind.'),
  ...rates,
  batch: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('The part of these prices that requests in a batch cost; all of them unless said.'),
  over: z
    .strictObject({ inputTokens: z.number().int().positive(), ...rates })
    .optional()
    .describe('Prices of a request whose whole input, cache included, is longer than so many tokens.'),
  from: DAY.optional().describe('First day (UTC) on which it counts.'),
  until: DAY.optional().describe('Last day (UTC) on which it counts.'),
  source: z.string().min(1).describe('Where the price was read.'),
  date: DAY.describe('The day on which it was last seen to hold.'),
});

/** The price of the models whose name fits; the first entry that fits counts. */
export type PriceEntry = z.output<typeof PRICE_ENTRY>;
