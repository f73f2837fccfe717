import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Environment } from '../config.ts';
import { type Durability, openDatabase } from '../db/database.ts';
import { lazyDatabase } from '../db/lazy-database.ts';
import { createBreaker } from '../llm/breaker.ts';
import type { Ledger } from '../llm/ledger/ledger.ts';
import type { Account } from '../llm/port.ts';
import type { PriceEntry } from '../llm/prices/price-entry.ts';
import { createPriceTable, type Price } from '../llm/prices/table.ts';
import { systemSleep } from '../llm/sleep.ts';
import type { Logger } from '../log.ts';
import { attempted } from './attempted.ts';
import { openBareEmbedder } from './bare.ts';
import { createMemoryCache, type EmbeddingCache, layeredCache, noCache } from './cache.ts';
import { cached } from './cached.ts';
import { checked } from './checked.ts';
import type { EmbeddingConfig } from './config.ts';
import type { Embedder } from './embedder.ts';
import { noEmbedder } from './none.ts';
import { EMBEDDING_MIGRATIONS } from './store/migrations.ts';
import { createSqliteCache } from './store/sqlite.ts';

/** The file of the cache in the data folder; all processes share it. */
export const EMBEDDING_FILE = 'embeddings.db';

export interface OpenEmbeddingOptions {
  config: EmbeddingConfig;
  env: Environment;
  home: string;
  durability: Durability;
  clock: Clock;
  log: Logger;
  /** What requests to Voyage and OpenAI cost is kept there, under the same budgets as calls to models. */
  ledger: Ledger;
  /** Prices of the settings, which go before those that Iza knows. */
  prices?: readonly PriceEntry[];
  /**
   * Keeps no vector on disk, and in memory those of queries only: for texts that may have to be forgotten, by callers
   * who keep the vectors of documents themselves.
   */
  forgetful?: boolean;
}

export interface OpenEmbedding extends Pick<Embedder, 'id' | 'fingerprint' | 'dimensions'> {
  /** What it costs now; absent where it costs nothing. */
  readonly price?: Price;
  /** The embedder for calls on this account: checked, in batches, kept in the cache, tried again, paid for. */
  for(account: Account): Embedder;
  close(): Promise<void>;
}

/** Puts the embedder together as the settings say. */
export async function assembleEmbedding(options: OpenEmbeddingOptions): Promise<OpenEmbedding> {
  const { config, env, home, durability, clock, log, ledger } = options;
  if (config.provider === 'none') return { ...noEmbedder, for: () => noEmbedder, close: async () => {} };
  const bare = await openBareEmbedder(config, { env, clock, runtimeFolders: [home] });
  const prices = createPriceTable(options.prices);
  const price = () =>
    priceOf(config, prices.of(config.provider, config.model ?? '', clock.now(), 'embedding'));
  const database = lazyDatabase(() =>
    openDatabase(join(home, EMBEDDING_FILE), EMBEDDING_MIGRATIONS, { durability, clock, log }),
  );
  const near = createMemoryCache();
  const cache = layeredCache(near, createSqliteCache({ database, clock }));
  const onCacheError = (error: unknown) => log.warn({ err: error }, 'vectors could not be kept');
  const limits = { texts: config.batchTexts, bytes: config.batchBytes };
  const deps = {
    clock,
    sleep: systemSleep,
    random: Math.random,
    ledger,
    price,
    breaker: createBreaker(clock, bare.id),
    model: config.model ?? '',
    prefixes: config.prefixes,
    timeoutMs: config.timeoutMs,
  };
  const now = price();
  return {
    id: bare.id,
    fingerprint: bare.fingerprint,
    ...(bare.dimensions !== undefined && { dimensions: bare.dimensions }),
    ...(now && { price: now }),
    for(account) {
      // A model in this process needs no second attempt.
      const reliable = config.provider === 'onnx' ? bare : attempted(bare, account, deps);
      const inner = checked(reliable);
      const keptIn = (where: EmbeddingCache) => cached(inner, { cache: where, limits, onCacheError });
      // What comes out of the cache is checked with what is new: vectors of two sizes cannot be compared.
      if (!options.forgetful) return checked(keptIn(cache));
      const [documents, queries] = [keptIn(noCache), keptIn(near)];
      return checked({
        ...inner,
        embed: (texts, kind, signal) => (kind === 'query' ? queries : documents).embed(texts, kind, signal),
      });
    },
    close: () => database.close(),
  };
}

/** Ollama, ONNX and a server of one's own that speaks as OpenAI does cost nothing. */
function priceOf({ provider, baseURL }: EmbeddingConfig, price: Price): Price | undefined {
  return provider === 'voyage' || (provider === 'openai' && baseURL === undefined) ? price : undefined;
}
