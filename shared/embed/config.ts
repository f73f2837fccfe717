import * as z from 'zod';
import { KEY_VARIABLE } from '../config/key-variable.ts';

/** Where the section stands in the settings. */
export const EMBEDDING_CONFIG_KEY = 'embedding';

const PREFIX = z.string().max(200);

/** The section of the settings about embedding. */
export const EMBEDDING_CONFIG = z
  .strictObject({
    provider: z
      .enum(['none', 'voyage', 'openai', 'ollama', 'onnx'])
      .default('none')
      .describe('Who makes the vectors; `openai` also for servers that speak its protocol.'),
    model: z.string().min(1).optional().describe('The model, as the provider names it.'),
    folder: z.string().min(1).optional().describe('The folder of a local ONNX model.'),
    baseURL: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('Another address than the usual one.'),
    apiKeyEnv: KEY_VARIABLE.optional().describe(
      'Name of the environment variable with the key; never the key itself.',
    ),
    apiKeyFile: z
      .string()
      .min(1)
      .optional()
      .describe('File with the key, instead; only its owner may read it.'),
    dimensions: z
      .number()
      .int()
      .min(1)
      .max(16_384)
      .optional()
      .describe('Numbers in a vector, where the model lets one choose.'),
    prefixes: z
      .strictObject({ document: PREFIX.optional(), query: PREFIX.optional() })
      .optional()
      .describe('Put before every text, for models that were trained with them.'),
    batchTexts: z.number().int().min(1).max(1_000).default(64).describe('Most texts in a request.'),
    batchBytes: z
      .number()
      .int()
      .min(1_000)
      .max(10_000_000)
      .default(200_000)
      .describe('Most bytes of text in a request.'),
    timeoutMs: z
      .number()
      .int()
      .min(1_000)
      .max(3_600_000)
      .default(60_000)
      .describe('Milliseconds for one attempt at a request; all attempts together may take twice as long.'),
  })
  .superRefine(({ provider, model, folder, apiKeyEnv, apiKeyFile, baseURL }, context) => {
    const missing = (key: string, why: string) =>
      context.addIssue({ code: 'custom', path: [key], message: `${provider} needs it: ${why}` });
    if (['voyage', 'openai', 'ollama'].includes(provider) && !model) missing('model', 'the name of a model');
    if (provider === 'onnx' && !folder) missing('folder', 'where the model is');
    const paid = provider === 'voyage' || (provider === 'openai' && !baseURL);
    if (paid && !apiKeyEnv && !apiKeyFile) {
      missing('apiKeyEnv', 'the name of the variable with the key');
    }
  });

export type EmbeddingConfig = z.output<typeof EMBEDDING_CONFIG>;
