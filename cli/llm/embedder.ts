import { systemClock } from '../../shared/clock.ts';
import { openEmbedding } from '../../shared/embed/open.ts';
import { readEmbeddingConfig } from '../../shared/embed/read-config.ts';
import { LlmError } from '../../shared/llm/errors.ts';
import { readModelConfig } from '../../shared/llm/read-config.ts';
import { createLogger } from '../../shared/log.ts';
import type { CliContext } from '../context.ts';
import type { OpenModels } from '../models.ts';

export interface EmbedderReport {
  /** `none` where no embedder is set. */
  id: string;
  fingerprint: string;
  /** US dollars; absent where it costs nothing. */
  usdPerMillion?: number;
  /** The price is a guess. */
  estimated?: boolean;
  /** Why it cannot be used. */
  problem?: string;
}

/** The embedder of the settings, without asking it. */
export async function readEmbedder(
  { env }: CliContext,
  { settings, ledger }: OpenModels,
): Promise<EmbedderReport> {
  const config = readEmbeddingConfig(settings);
  const { home, durability, logLevel } = settings;
  try {
    const embedding = await openEmbedding({
      config,
      env,
      home,
      durability,
      clock: systemClock,
      log: createLogger(logLevel, 'iza-embed'),
      ledger,
      prices: readModelConfig(settings).prices,
    });
    await embedding.close();
    const { id, fingerprint, price } = embedding;
    if (!price) return { id, fingerprint };
    const million = { inputTokens: 1_000_000, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
    const { nanoUsd, estimated } = price.cost(million);
    return { id, fingerprint, usdPerMillion: nanoUsd / 1e9, estimated };
  } catch (error) {
    if (!(error instanceof LlmError)) throw error;
    const problem = [error.message, error.details.hint].filter(Boolean).join(' ');
    return { id: config.provider, fingerprint: config.provider, problem };
  }
}
