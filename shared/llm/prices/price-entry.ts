import * as z from 'zod';

/** The schema of a price in the settings; built when it is needed, since building takes its time. */
export function priceEntrySchema() {
  const usd = z.number().min(0).max(1_000_000);
  const day = z.iso.date();
  const rates = {
    input: usd.describe('US dollars for a million tokens of input.'),
    output: usd.describe('US dollars for a million tokens of output, thinking included.'),
    cacheRead: usd.optional().describe('Of input read from the cache; the price of input unless said.'),
    cacheWrite: usd.optional().describe('Of input written to the cache; the price of input unless said.'),
  };
  return z.strictObject({
    provider: z.string().min(1).describe('The provider as it is called under `providers`.'),
    model: z
      .string()
      .min(1)
      .describe('The model as the API names it; `*` stands for anything, as in `gpt-9-mini*`.'),
    ...rates,
    over: z
      .strictObject({ inputTokens: z.number().int().positive(), ...rates })
      .optional()
      .describe('Prices of a request whose whole input, cache included, is longer than so many tokens.'),
    from: day.optional().describe('First day (UTC) on which it counts.'),
    until: day.optional().describe('Last day (UTC) on which it counts.'),
    source: z.string().min(1).describe('Where the price was read.'),
    date: day.describe('The day on which it was last seen to hold.'),
  });
}

/** The price of the models whose name fits; the first entry that fits counts. */
export type PriceEntry = z.output<ReturnType<typeof priceEntrySchema>>;
