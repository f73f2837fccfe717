import { createHash } from 'node:crypto';
import type { EmbeddingKind } from './embedder.ts';

/** Keeps vectors by what they were made of. Losing one costs a request and nothing else. */
export interface EmbeddingCache {
  /** Those that are there. */
  get(keys: readonly string[]): Promise<ReadonlyMap<string, Float32Array>>;
  put(vectors: ReadonlyMap<string, Float32Array>): Promise<void>;
}

/** The key of a text's vector: SHA-256 of the model's fingerprint, the kind and the text, in hexadecimal. */
export function cacheKey(fingerprint: string, kind: EmbeddingKind, text: string): string {
  // A list in JSON is unambiguous where its parts are not.
  return createHash('sha256')
    .update(JSON.stringify([fingerprint, kind, text]))
    .digest('hex');
}

/** Keeps the vectors that were used last, in memory. A Map holds its keys in the order they were set. */
export function createMemoryCache(maxEntries = 2_000): EmbeddingCache {
  const vectors = new Map<string, Float32Array>();
  const touch = (key: string, vector: Float32Array) => {
    vectors.delete(key);
    vectors.set(key, vector);
  };
  return {
    async get(keys) {
      const found = new Map<string, Float32Array>();
      for (const key of keys) {
        const vector = vectors.get(key);
        if (!vector) continue;
        found.set(key, vector);
        touch(key, vector);
      }
      return found;
    },
    async put(added) {
      for (const [key, vector] of added) touch(key, vector);
      for (const key of vectors.keys()) {
        if (vectors.size <= maxEntries) break;
        vectors.delete(key);
      }
    },
  };
}

/** Keeps nothing: for vectors of what may have to be forgotten without a trace. */
export const noCache: EmbeddingCache = {
  get: async () => new Map(),
  put: async () => {},
};

/** Looks in the near one first, and brings what it finds in the far one nearer. */
export function layeredCache(near: EmbeddingCache, far: EmbeddingCache): EmbeddingCache {
  return {
    async get(keys) {
      const found = new Map(await near.get(keys));
      const missing = keys.filter((key) => !found.has(key));
      if (missing.length === 0) return found;
      const farther = await far.get(missing);
      await near.put(farther);
      for (const [key, vector] of farther) found.set(key, vector);
      return found;
    },
    async put(vectors) {
      await near.put(vectors);
      await far.put(vectors);
    },
  };
}
