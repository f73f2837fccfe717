import { basename, resolve } from 'node:path';
import { LlmError } from '../../llm/errors.ts';
import { abortedError } from '../../llm/http/attempt.ts';
import type { Embedder, Prefixes } from '../embedder.ts';
import { fingerprintOf, withPrefix } from '../fingerprint.ts';
import { type ModelFolder, readModelFolder } from './model-folder.ts';
import { pool } from './pooling.ts';
import { loadOnnxRuntime, type OnnxRuntime, type OnnxSession, type OnnxTensor } from './runtime.ts';
import { openTokenizer, type Tokenize, type Tokens } from './tokenize.ts';

export interface OnnxOptions {
  /** The folder of the model: tokenizer.json and model.onnx, as exports of Sentence Transformers have them. */
  folder: string;
  /** Instead of those that the model names. */
  prefixes?: Prefixes;
  /** Folders whose `node_modules` may hold ONNX Runtime. */
  runtimeFolders?: readonly string[];
}

/** Names under which exports give the vector of a whole text, and those of its tokens. */
const TEXT_OUTPUTS = ['sentence_embedding', 'text_embeds'];
const TOKEN_OUTPUTS = ['token_embeddings', 'last_hidden_state'];

/**
 * A model on this machine, by its folder. The folder is read now, since the fingerprint is that of its files; runtime,
 * tokenizer and model are loaded at the first call.
 * @throws LlmError NO_MODEL or BAD_REQUEST for the folder; NO_ACCESS, at the first call, when there is no runtime.
 */
export async function openOnnxEmbedder({ folder, prefixes, runtimeFolders }: OnnxOptions): Promise<Embedder> {
  const model = await readModelFolder(folder);
  const used = prefixes ?? model.prefixes;
  let opening: Promise<Opened> | undefined;
  const open = () => {
    opening ??= openModel(model, runtimeFolders).catch((error: unknown) => {
      // Whoever adds the runtime need not start the program anew.
      opening = undefined;
      throw error;
    });
    return opening;
  };
  return {
    id: 'onnx',
    fingerprint: fingerprintOf({
      provider: 'onnx',
      model: basename(resolve(folder)),
      prefixes: used,
      more: JSON.stringify([model.hash, model.pooling, model.maxTokens]),
    }),
    async embed(texts, kind, signal) {
      if (texts.length === 0) return [];
      const { runtime, session, tokenize } = await open();
      if (signal?.aborted) throw abortedError(signal, { id: 'onnx', name: 'the local model' });
      const tokens = tokenize(withPrefix(texts, kind, used));
      return toVectors(await run(runtime, session, tokens), session, tokens, model);
    },
  };
}

interface Opened {
  runtime: OnnxRuntime;
  session: OnnxSession;
  tokenize: Tokenize;
}

async function openModel(model: ModelFolder, runtimeFolders: readonly string[] | undefined): Promise<Opened> {
  const runtime = await loadOnnxRuntime(runtimeFolders);
  try {
    const [session, tokenize] = await Promise.all([
      runtime.InferenceSession.create(model.modelFile),
      openTokenizer(model),
    ]);
    return { runtime, session, tokenize };
  } catch (cause) {
    throw broken(`${model.modelFile} or its tokenizer could not be loaded.`, 'Copy the model again.', cause);
  }
}

async function run(
  runtime: OnnxRuntime,
  session: OnnxSession,
  tokens: Tokens,
): Promise<Record<string, OnnxTensor>> {
  const known: Record<string, BigInt64Array> = {
    input_ids: tokens.ids,
    attention_mask: tokens.mask,
    token_type_ids: new BigInt64Array(tokens.ids.length),
  };
  const inputs = session.inputNames.map((name): [string, OnnxTensor] => {
    const data = known[name];
    if (!data)
      throw broken(`The model asks for ${JSON.stringify(name)}, which no model of text does.`, USE_ANOTHER);
    return [name, new runtime.Tensor('int64', data, [tokens.rows, tokens.columns])];
  });
  try {
    return await session.run(Object.fromEntries(inputs));
  } catch (cause) {
    throw broken('The local model failed while it ran.', USE_ANOTHER, cause);
  }
}

function toVectors(
  outputs: Record<string, OnnxTensor>,
  session: OnnxSession,
  tokens: Tokens,
  { pooling }: ModelFolder,
): Float32Array[] {
  const name =
    [...TEXT_OUTPUTS, ...TOKEN_OUTPUTS].find((one) => outputs[one]) ?? session.outputNames[0] ?? '';
  const { data, dims } = outputs[name] ?? { data: undefined, dims: [] };
  const size = dims.at(-1) ?? 0;
  if (!(data instanceof Float32Array) || dims[0] !== tokens.rows) {
    throw broken(
      `The output ${JSON.stringify(name)} of the model holds no vectors of 32-bit numbers.`,
      USE_ANOTHER,
    );
  }
  if (dims.length === 2) {
    return Array.from({ length: tokens.rows }, (_, row) => data.slice(row * size, (row + 1) * size));
  }
  if (dims.length === 3 && dims[1] === tokens.columns) return pool(data, size, tokens, pooling);
  throw broken(
    `The output ${JSON.stringify(name)} of the model has the shape ${dims.join(' × ')}.`,
    USE_ANOTHER,
  );
}

const USE_ANOTHER = 'Use a model of Sentence Transformers that was exported to ONNX with 32-bit outputs.';

function broken(what: string, hint: string, cause?: unknown): LlmError {
  return new LlmError('BAD_ANSWER', what, { provider: 'onnx', retryable: false, hint, cause });
}
