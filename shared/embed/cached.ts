import { type BatchLimits, inBatches } from './batches.ts';
import { cacheKey, type EmbeddingCache } from './cache.ts';
import type { Embedder } from './embedder.ts';

export interface CachedOptions {
  cache: EmbeddingCache;
  limits: BatchLimits;
  /** Called with an error of the cache; the call goes on without it. */
  onCacheError?(error: unknown): void;
}

/**
 * Asks only for vectors that are not kept, each once, and keeps every batch as it comes: a call that fails half way
 * goes on from there when it is made again. Callers get copies, so that what they do to them stays theirs.
 */
export function cached(embedder: Embedder, { cache, limits, onCacheError }: CachedOptions): Embedder {
  const tolerate = async <T>(use: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await use();
    } catch (error) {
      onCacheError?.(error);
      return otherwise;
    }
  };
  return {
    ...embedder,
    async embed(texts, kind, signal) {
      const keys = texts.map((text) => cacheKey(embedder.fingerprint, kind, text));
      const unique = [...new Set(keys)];
      const known = new Map(await tolerate(() => cache.get(unique), new Map<string, Float32Array>()));
      const missing = unique.filter((key) => !known.has(key));
      const asked = missing.map((key) => texts[keys.indexOf(key)] as string);
      for (const batch of inBatches(asked, limits)) {
        const vectors = await embedder.embed(
          batch.map((index) => asked[index] as string),
          kind,
          signal,
        );
        const made = new Map(
          batch.map((index, at) => [missing[index] as string, vectors[at] as Float32Array]),
        );
        for (const [key, vector] of made) known.set(key, vector);
        await tolerate(() => cache.put(made), undefined);
      }
      return keys.map((key) => Float32Array.from(known.get(key) as Float32Array));
    },
  };
}
