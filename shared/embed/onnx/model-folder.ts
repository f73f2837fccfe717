import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import { LlmError } from '../../llm/errors.ts';
import type { Prefixes } from '../embedder.ts';

/** How the vectors of a text's tokens become one. */
export type Pooling = 'mean' | 'cls' | 'last';

/** A model as Sentence Transformers and its ONNX exports lay it out (https://sbert.net, "Model folder"). */
export interface ModelFolder {
  modelFile: string;
  tokenizer: Record<string, unknown>;
  tokenizerConfig: Record<string, unknown>;
  pooling: Pooling;
  /** Most tokens of a text, special ones included. */
  maxTokens: number;
  padId: number;
  prefixes: Prefixes;
  /** SHA-256 of the model and its tokenizer. */
  hash: string;
}

const MODEL_FILES = ['model.onnx', 'onnx/model.onnx', 'onnx/model_quantized.onnx'];
const DEFAULT_MAX_TOKENS = 512;

const count = z.number().positive().optional().catch(undefined);
const Tokenizer = z.looseObject({
  truncation: z.object({ max_length: count }).nullish(),
  padding: z.object({ pad_id: z.number().int().min(0) }).nullish(),
});
const TokenizerConfig = z.looseObject({ model_max_length: count });
const SentenceConfig = z.object({ max_seq_length: count });
const PoolingConfig = z.object({
  pooling_mode_cls_token: z.boolean().default(false),
  pooling_mode_mean_tokens: z.boolean().default(false),
  pooling_mode_lasttoken: z.boolean().default(false),
});
const Prompts = z.object({ prompts: z.record(z.string(), z.string()).default({}) });

/**
 * Reads what a folder says of its model.
 * @throws LlmError NO_MODEL when the model or its tokenizer is not there, BAD_REQUEST when a file is not what it says.
 */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  const modelFile = await firstThatExists(MODEL_FILES.map((file) => join(folder, file)));
  const tokenizer = await readJson(folder, 'tokenizer.json', Tokenizer);
  if (!modelFile || !tokenizer) {
    throw new LlmError('NO_MODEL', `There is no ${modelFile ? 'tokenizer' : 'model'} in ${folder}.`, {
      provider: 'onnx',
      retryable: false,
      hint: `The folder has to hold tokenizer.json and one of ${MODEL_FILES.join(', ')}, as exports of Sentence Transformers do.`,
    });
  }
  const [tokenizerConfig = {}, sentence, pooling, prompts, hash] = await Promise.all([
    readJson(folder, 'tokenizer_config.json', TokenizerConfig),
    readJson(folder, 'sentence_bert_config.json', SentenceConfig),
    readJson(folder, '1_Pooling/config.json', PoolingConfig),
    readJson(folder, 'config_sentence_transformers.json', Prompts),
    hashOf(modelFile, JSON.stringify(tokenizer)),
  ]);
  // Tokenizers without a limit say a number of 30 digits.
  const limits = [
    sentence?.max_seq_length,
    tokenizer.truncation?.max_length,
    tokenizerConfig.model_max_length,
  ].filter((limit): limit is number => limit !== undefined && limit < 1e6);
  const { query, document = prompts?.prompts.passage } = prompts?.prompts ?? {};
  return {
    modelFile,
    tokenizer,
    tokenizerConfig,
    pooling: poolingOf(pooling),
    maxTokens: limits.length > 0 ? Math.min(...limits) : DEFAULT_MAX_TOKENS,
    padId: tokenizer.padding?.pad_id ?? 0,
    prefixes: { ...(query !== undefined && { query }), ...(document !== undefined && { document }) },
    hash,
  };
}

function poolingOf(config: z.output<typeof PoolingConfig> | undefined): Pooling {
  if (config?.pooling_mode_cls_token) return 'cls';
  return config?.pooling_mode_lasttoken ? 'last' : 'mean';
}

async function firstThatExists(files: readonly string[]): Promise<string | undefined> {
  for (const file of files) {
    const there = await access(file).then(
      () => true,
      () => false,
    );
    if (there) return file;
  }
  return undefined;
}

/** A JSON file of the folder; undefined when it is not there. */
async function readJson<S extends z.ZodType>(
  folder: string,
  file: string,
  schema: S,
): Promise<z.output<S> | undefined> {
  const text = await readFile(join(folder, file), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new LlmError('BAD_REQUEST', `${join(folder, file)} is not what such a file holds.`, {
      provider: 'onnx',
      retryable: false,
      hint: 'Copy the model again.',
      cause,
    });
  }
}

async function hashOf(file: string, more: string): Promise<string> {
  const hash = createHash('sha256').update(more);
  await pipeline(createReadStream(file), hash, { end: false });
  return hash.digest('hex');
}
