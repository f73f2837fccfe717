import type { Clock } from '../clock.ts';
import type { Environment } from '../config.ts';
import { LlmError } from '../llm/errors.ts';
import { readKey } from '../llm/read-key.ts';
import { EMBEDDING_CONFIG_KEY, type EmbeddingConfig } from './config.ts';
import type { BareEmbedder } from './embedder.ts';
import { createOllamaEmbedder } from './ollama.ts';
import { createOpenAiEmbedder } from './openai.ts';
import { createVoyageEmbedder } from './voyage.ts';

export interface BareDeps {
  clock: Clock;
  /** The environment that keys are read from. */
  env: Environment;
  /** Folders whose `node_modules` may hold ONNX Runtime. */
  runtimeFolders: readonly string[];
}

/**
 * The embedder of the settings as it is, one request a call. Nothing is sent before the first text.
 * @throws LlmError NO_ACCESS when its key is missing, and what opening a local model throws.
 */
export async function openBareEmbedder(config: EmbeddingConfig, deps: BareDeps): Promise<BareEmbedder> {
  const { provider, model = '', folder = '', apiKeyEnv, baseURL, dimensions, prefixes, timeoutMs } = config;
  if (provider === 'onnx') {
    const { openOnnxEmbedder } = await import('./onnx/embedder.ts');
    const { runtimeFolders } = deps;
    return openOnnxEmbedder({ folder, runtimeFolders, ...(prefixes && { prefixes }) });
  }
  const apiKey = await readKey(provider, config, deps.env, `${EMBEDDING_CONFIG_KEY}.apiKeyFile`);
  if (apiKey === undefined && (apiKeyEnv !== undefined || config.apiKeyFile !== undefined)) {
    throw noKey(provider, apiKeyEnv);
  }
  const options = {
    model,
    clock: deps.clock,
    timeoutMs,
    ...(baseURL !== undefined && { baseURL: baseURL.replace(/\/+$/, '') }),
    ...(dimensions !== undefined && { dimensions }),
    ...(prefixes && { prefixes }),
    ...(apiKeyEnv !== undefined && { keyName: apiKeyEnv }),
    ...(apiKey !== undefined && { apiKey }),
  };
  if (provider === 'ollama') return createOllamaEmbedder(options);
  if (provider === 'openai') return createOpenAiEmbedder(options);
  return createVoyageEmbedder({ ...options, apiKey: apiKey ?? '' });
}

function noKey(provider: string, name: string | undefined): LlmError {
  return new LlmError(
    'NO_ACCESS',
    `The key for ${provider} is missing: ${name === undefined ? 'its file is empty' : `${name} is not set`}.`,
    {
      provider,
      retryable: false,
      hint: `Set ${name ?? 'it'} in the environment of the program, or choose another embedder.`,
    },
  );
}
