import type { Clock } from '../clock.ts';
import { LlmError } from '../llm/errors.ts';
import { batched } from './batches.ts';
import type { EmbeddingCache } from './cache.ts';
import { cached } from './cached.ts';
import { checked } from './checked.ts';
import type { EmbeddingConfig } from './config.ts';
import type { Embedder } from './embedder.ts';
import { noEmbedder } from './none.ts';
import { createOllamaEmbedder } from './ollama.ts';
import { createOpenAiEmbedder } from './openai.ts';
import { createVoyageEmbedder } from './voyage.ts';

export interface EmbeddingDeps {
  clock: Clock;
  /** The environment that keys are read from. */
  env: Readonly<Record<string, string | undefined>>;
  cache?: EmbeddingCache;
  onCacheError?(error: unknown): void;
  fetch?: typeof fetch;
  /** Folders whose `node_modules` may hold ONNX Runtime. */
  runtimeFolders?: readonly string[];
}

/**
 * The embedder of the settings: checked, in batches, and kept where there is a cache. Nothing is sent before the first
 * text. @throws LlmError NO_ACCESS when its key is missing, and what opening a local model throws.
 */
export async function openEmbedder(config: EmbeddingConfig, deps: EmbeddingDeps): Promise<Embedder> {
  if (config.provider === 'none') return noEmbedder;
  const embedder = checked(await openBare(config, deps));
  const limits = { texts: config.batchTexts, bytes: config.batchBytes };
  const { cache, onCacheError } = deps;
  // What comes out of the cache is checked with what is new: vectors of two sizes cannot be compared.
  return cache
    ? checked(cached(embedder, { cache, limits, ...(onCacheError && { onCacheError }) }))
    : batched(embedder, limits);
}

async function openBare(config: EmbeddingConfig, deps: EmbeddingDeps): Promise<Embedder> {
  const { provider, model = '', folder = '', apiKeyEnv, baseURL, dimensions, prefixes, timeoutMs } = config;
  const { clock, fetch, runtimeFolders } = deps;
  if (provider === 'onnx') {
    const { openOnnxEmbedder } = await import('./onnx/embedder.ts');
    return openOnnxEmbedder({
      folder,
      ...(prefixes && { prefixes }),
      ...(runtimeFolders && { runtimeFolders }),
    });
  }
  const apiKey = apiKeyEnv === undefined ? undefined : keyOf(provider, apiKeyEnv, deps);
  const options = {
    model,
    clock,
    timeoutMs,
    ...(baseURL !== undefined && { baseURL: baseURL.replace(/\/+$/, '') }),
    ...(dimensions !== undefined && { dimensions }),
    ...(prefixes && { prefixes }),
    ...(fetch && { fetch }),
    ...(apiKeyEnv !== undefined && { keyName: apiKeyEnv }),
    ...(apiKey !== undefined && { apiKey }),
  };
  if (provider === 'ollama') return createOllamaEmbedder(options);
  if (provider === 'openai') return createOpenAiEmbedder(options);
  return createVoyageEmbedder({ ...options, apiKey: apiKey ?? '' });
}

function keyOf(provider: string, name: string, { env }: EmbeddingDeps): string {
  const key = env[name]?.trim();
  if (key) return key;
  throw new LlmError('NO_ACCESS', `The key for ${provider} is missing: ${name} is not set.`, {
    provider,
    retryable: false,
    hint: `Set ${name} in the environment of the program, or choose another embedder.`,
  });
}
