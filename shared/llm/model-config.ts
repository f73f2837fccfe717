import * as z from 'zod';
import { describeIssues } from '../config/issues.ts';
import { SettingsError } from '../config/settings-error.ts';
import { EFFORTS } from './port.ts';
import { priceEntrySchema } from './prices/price-entry.ts';

/** Where the section stands in the settings: error messages name its keys. */
export const MODEL_CONFIG_KEY = 'modelConfig';

export type ModelConfig = z.output<ReturnType<typeof buildSchema>>;
export type ProviderConfig = ModelConfig['providers'][keyof ModelConfig['providers']];
/** One provider and line that an alias can stand for. */
export type ModelChoice = z.output<ReturnType<typeof choiceSchema>>;

let schema: ReturnType<typeof buildSchema> | undefined;

/** The schema of the section; built at its first use, since a cold start has no time for it. */
export function modelConfigSchema(): ReturnType<typeof buildSchema> {
  schema ??= buildSchema();
  return schema;
}

/**
 * Reads the section as it stands in a settings file; what is not there has its default.
 * @throws SettingsError with every mistake at once.
 */
export function parseModelConfig(where: string, value: unknown): ModelConfig {
  const parsed = modelConfigSchema().safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const defects = describeIssues(parsed.error.issues, knownKeys).map(({ key, message }) => ({
    where,
    key: key ? `${MODEL_CONFIG_KEY}.${key}` : MODEL_CONFIG_KEY,
    message,
  }));
  throw new SettingsError(defects);
}

/** The keys that may stand under a dotted key, for those that are misspelt. */
function knownKeys(key: string): readonly string[] {
  let found: z.core.$ZodType | undefined = bare(modelConfigSchema());
  for (const name of key.split('.').filter(Boolean)) {
    if (found instanceof z.ZodObject) found = bare(found.shape[name]);
    else if (found instanceof z.ZodArray) found = bare(found.element);
    else return [];
  }
  return found instanceof z.ZodObject ? Object.keys(found.shape) : [];
}

/** A schema without what only says what stands in when there is nothing. */
function bare(outer: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  const wrapped =
    outer instanceof z.ZodOptional || outer instanceof z.ZodDefault || outer instanceof z.ZodPrefault;
  return wrapped ? bare(outer.unwrap()) : outer;
}

/** Everything the section can say. */
function buildSchema() {
  const alias = aliasOf(choiceSchema());
  return z.strictObject({
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
        callUsd: usd().default(1).describe('Most that one call may cost.'),
        dayUsd: usd().default(10).describe('Most for all calls of a day (UTC), of all processes.'),
        planUsd: usd().default(5).describe('Most for all calls of one plan, however long it takes.'),
        callers: z
          .record(z.string().min(1), usd())
          .default({})
          .describe('Most a day for one caller, by its name: `memory`, `cli`.'),
      })
      .prefault({}),
    prices: z.array(priceEntrySchema()).default([]).describe('Prices that go before those that Iza knows.'),
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
}

const usd = () => z.number().min(0).max(1_000_000);
const perMinute = () => z.number().int().positive().optional();

function provider({ enabled, apiKeyEnv }: { enabled: boolean; apiKeyEnv?: string }) {
  return z
    .strictObject({
      enabled: z.boolean().default(enabled).describe('Whether Iza may send anything to it.'),
      baseURL: z
        .url({ protocol: /^https?$/ })
        .optional()
        .describe('Another address than the usual one.'),
      apiKeyEnv: z
        .string()
        .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'has to be the name of an environment variable')
        .optional()
        .describe('Name of the environment variable with the key; never the key itself.')
        .prefault(apiKeyEnv),
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
      limits: z
        .strictObject({
          requestsPerMinute: perMinute(),
          inputTokensPerMinute: perMinute(),
          outputTokensPerMinute: perMinute(),
        })
        .prefault({})
        .describe('Limits of the account a minute, for providers that do not report them.'),
    })
    .prefault({});
}

function choiceSchema() {
  return z.strictObject({
    provider: z.string().min(1).describe('One of `providers`.'),
    line: z
      .string()
      .min(1)
      .describe('The line of models; its newest is taken. A name in full pins that one model.'),
    effort: z.enum(EFFORTS).optional().describe('How much the model is to think, where it can.'),
  });
}

function aliasOf(choice: ReturnType<typeof choiceSchema>) {
  return (what: string, first: ModelChoice) =>
    z.array(choice).min(1).default([first]).describe(`${what} In order: the next is taken when one cannot.`);
}
