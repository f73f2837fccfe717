import { join } from 'node:path';
import { openDatabase } from '../../../shared/db/database.ts';
import { lazyDatabase } from '../../../shared/db/lazy-database.ts';
import type { OpenEmbedding } from '../../../shared/embed/assemble.ts';
import { EMBEDDING_CONFIG, type EmbeddingConfig } from '../../../shared/embed/config.ts';
import type { Embedder } from '../../../shared/embed/embedder.ts';
import type { JsonObject } from '../../../shared/mcp/surface.ts';
import type { ServerContext } from '../../../shared/server-context.ts';
import type { EmbedModel } from '../store/embeddings.ts';

/** On whose account vectors are made. */
const ACCOUNT = { caller: 'memory' };

export interface OpenEmbedder {
  embedder: Embedder;
  /** Whether texts leave this machine on the way. */
  remote: boolean;
}

export interface Embedders {
  /** The embedder of the settings. @throws LlmError when its key or its model is missing. */
  own(): Promise<OpenEmbedder>;
  /**
   * The embedder of a model's vectors: the settings' own, or one that they named before. Undefined when that one would
   * send away what the settings keep on this machine.
   */
  of(model: EmbedModel): Promise<OpenEmbedder | undefined>;
  close(): Promise<void>;
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Whether texts leave this machine. A server that speaks OpenAI's protocol on this machine may pass them on, so it
 * counts as remote; Ollama runs its models itself.
 */
export function isRemote({ provider, baseURL }: EmbeddingConfig): boolean {
  if (provider === 'onnx' || provider === 'none') return false;
  if (provider !== 'ollama') return true;
  return baseURL !== undefined && !LOOPBACK.test(new URL(baseURL).hostname);
}

/** What of the settings is kept beside a model: it holds names of keys, and an address only without a password. */
export function configToKeep(config: EmbeddingConfig): JsonObject {
  const { username, password } = new URL(config.baseURL ?? 'http://localhost');
  return username || password ? {} : (JSON.parse(JSON.stringify(config)) as JsonObject);
}

export type EmbedderDeps = Pick<
  ServerContext,
  'home' | 'durability' | 'clock' | 'ids' | 'log' | 'env' | 'settings'
>;

interface Opened extends OpenEmbedder {
  embedding: OpenEmbedding;
}

/** Opens embedders at their first use, which is when their packages load. */
export function createEmbedders(config: EmbeddingConfig, deps: EmbedderDeps): Embedders {
  const { home, durability, clock, ids, log, env = {}, settings } = deps;
  const opened = new Map<string, Promise<Opened>>();
  let closeLedger: (() => Promise<void>) | undefined;

  const open = async (asked: EmbeddingConfig): Promise<OpenEmbedding> => {
    const [{ openEmbedding }, { createLedger, LEDGER_FILE, LEDGER_MIGRATIONS }, { readModelConfig }] =
      await Promise.all([
        import('../../../shared/embed/open.ts'),
        import('../../../shared/llm/ledger/ledger.ts'),
        import('../../../shared/llm/read-config.ts'),
      ]);
    const { budgets, prices } = readModelConfig(settings ?? { modelConfig: undefined, file: '' });
    const db = lazyDatabase(() =>
      openDatabase(join(home, LEDGER_FILE), LEDGER_MIGRATIONS, { durability, clock, log }),
    );
    const before = closeLedger;
    closeLedger = async () => {
      await before?.();
      await db.close();
    };
    const ledger = createLedger({ db, clock, ids, log, budgets });
    return openEmbedding({
      config: asked,
      env,
      home,
      durability,
      clock,
      log,
      ledger,
      prices,
      forgetful: true,
    });
  };

  const start = async (asked: EmbeddingConfig): Promise<Opened> => {
    const embedding = await open(asked);
    return { embedding, embedder: embedding.for(ACCOUNT), remote: isRemote(asked) };
  };
  const get = (asked: EmbeddingConfig): Promise<Opened> => {
    const key = JSON.stringify(asked);
    let opening = opened.get(key);
    if (!opening) {
      opening = start(asked);
      opened.set(key, opening);
      // A key that was missing may be there the next time.
      opening.catch(() => opened.delete(key));
    }
    return opening;
  };

  return {
    own: () => get(config),
    async of(model) {
      const own = await get(config);
      if (own.embedder.fingerprint === model.fingerprint) return own;
      const earlier = EMBEDDING_CONFIG.safeParse(model.config);
      if (!earlier.success || earlier.data.provider === 'none') return undefined;
      if (isRemote(earlier.data) && !isRemote(config)) return undefined;
      const other = await get(earlier.data);
      return other.embedder.fingerprint === model.fingerprint ? other : undefined;
    },
    async close() {
      for (const opening of opened.values()) {
        await opening.then(
          ({ embedding }) => embedding.close(),
          () => undefined,
        );
      }
      await closeLedger?.();
    },
  };
}
