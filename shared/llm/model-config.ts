import * as z from 'zod';
import { KEY_VARIABLE } from '../config/key-variable.ts';
import { EFFORTS } from './port.ts';
import { PRICE_ENTRY } from './prices/price-entry.ts';

/** Where the section stands in the settings: error messages name its keys. */
export const MODEL_CONFIG_KEY = 'modelConfig';

const USD = z.number().min(0).max(1_000_000);

const LIMITS = z.strictObject({
  requestsPerMinute: z.number().int().positive().optional(),
  inputTokensPerMinute: z.number().int().positive().optional(),
  outputTokensPerMinute: z.number().int().positive().optional(),
});

const provider = (defaults: { enabled: boolean; apiKeyEnv?: string }) =>
  z
    .strictObject({
      enabled: z.boolean().default(defaults.enabled).describe('Whether Iza may send anything to it.'),
      baseURL: z
        .url({ protocol: /^https?$/ })
        .optional()
        .describe('Another address than the usual one.'),
      apiKeyEnv: KEY_VARIABLE.optional()
        .describe('Name of the environment variable with the key; never the key itself.')
        .prefault(defaults.apiKeyEnv),
      apiKeyFile: z
        .string()
        .min(1)
        .optional()
        .describe('File with the key, instead; only its owner may read it.'),
      timeoutMs: z
        .number()
        .int()
        .min(1_000)
        .max(3_600_000)
        .default(100_000)
        .describe('Milliseconds for one attempt; of a stream, between two pieces of text.'),
      limits: LIMITS.prefault({}).describe(
        'Limits of the account a minute, for providers that do not report them.',
      ),
    })
    .prefault({});

const CHOICE = z.strictObject({
  provider: z.string().min(1).describe('One of `providers`.'),
  line: z
    .string()
    .min(1)
    .describe('The line of models; its newest is taken. A name in full pins that one model.'),
  effort: z.enum(EFFORTS).optional().describe('How much the model is to think, where it can.'),
});

/** One provider and line that an alias can stand for. */
export type ModelChoice = z.output<typeof CHOICE>;

const alias = (what: string, ...first: ModelChoice[]) =>
  z.array(CHOICE).min(1).default(first).describe(`${what} In order: the next is taken when one cannot.`);

/** The section of the settings about models, with everything it can say. */
export const MODEL_CONFIG = z.strictObject({
  providers: z
    .strictObject({
      claude: provider({ enabled: true, apiKeyEnv: 'ANTHROPIC_API_KEY' }),
      openai: provider({ enabled: false, apiKeyEnv: 'OPENAI_API_KEY' }),
      google: provider({ enabled: false, apiKeyEnv: 'GEMINI_API_KEY' }),
      local: provider({ enabled: false }).describe('A server that speaks as OpenAI does; needs `baseURL`.'),
    })
    .prefault({}),
  aliases: z
    .strictObject({
      planner: alias('Hard thinking, few calls.', { provider: 'claude', line: 'opus', effort: 'high' }),
      worker: alias('Everyday work, many calls.', { provider: 'claude', line: 'sonnet', effort: 'medium' }),
      judge: alias('Short verdicts on the work of others.', {
        provider: 'claude',
        line: 'sonnet',
        effort: 'low',
      }),
    })
    .prefault({}),
  prefer: z
    .enum(['order', 'price', 'latency'])
    .default('order')
    .describe('Which of the choices that can take a call does: the first, the cheapest, or the fastest.'),
  budgets: z
    .strictObject({
      callUsd: USD.default(1).describe('Most that one call may cost.'),
      dayUsd: USD.default(10).describe('Most for all calls of a day (UTC), of all processes.'),
      planUsd: USD.default(5).describe('Most for all calls of one plan, however long it takes.'),
      callers: z
        .record(z.string().min(1), USD)
        .default({})
        .describe('Most a day for one caller, by its name: `memory`, `cli`.'),
    })
    .prefault({}),
  prices: z.array(PRICE_ENTRY).default([]).describe('Prices that go before those that Iza knows.'),
  recording: z
    .strictObject({
      mode: z
        .enum(['off', 'record', 'replay'])
        .default('off')
        .describe('`replay` answers without a network.'),
      folder: z
        .string()
        .min(1)
        .optional()
        .describe('Where the recordings are; `recordings` in the data folder.'),
    })
    .prefault({}),
});

export type ModelConfig = z.output<typeof MODEL_CONFIG>;
export type ProviderConfig = ModelConfig['providers'][keyof ModelConfig['providers']];
