import type { LazyDatabase } from '../../../shared/db/lazy-database.ts';
import type { EmbeddingConfig } from '../../../shared/embed/config.ts';
import type { JobKind } from '../../../shared/jobs/job-kind.ts';
import { LlmError } from '../../../shared/llm/errors.ts';
import { IzaError } from '../../../shared/mcp/errors.ts';
import { projectJob } from '../jobs/project.ts';
import { reembedJob } from '../jobs/reembed.ts';
import type { MemoryConfig } from '../settings.ts';
import type { EmbedModel } from '../store/embeddings.ts';
import { createSqliteEmbeddings } from '../store/sqlite-embeddings.ts';
import { createSqliteProjection } from '../store/sqlite-projection.ts';
import type { Check, Filter, MemoryStore } from '../store/store.ts';
import { verify } from '../vectors/verification.ts';
import type { Chore } from './background.ts';
import type { Clearance } from './clearance.ts';
import { configToKeep, createEmbedders, type EmbedderDeps, type Embedders } from './embedders.ts';
import { createEngineCopies } from './engine-copies.ts';
import { createLiveVectors } from './live-vectors.ts';
import { type Understood, understand } from './understand.ts';
import { type VectorStats, vectorStats } from './vector-stats.ts';

/** Vectors of memories: made in the background, and asked when something is searched. */
export interface Semantics {
  understand(query: string, filter: Filter): Promise<Understood>;
  /**
   * Wants everything without a vector looked at anew, whatever failed tried at once, and copies made anew; the job
   * `reembed` does it. @throws IzaError UNAVAILABLE without an embedder.
   */
  renew(): Promise<void>;
  /** This process has written: what was erased is let go of at once. */
  changed(): void;
  stats(): Promise<VectorStats | undefined>;
  /** Whether the copies of an engine hold what they should. */
  checks(): Promise<Check[]>;
  readonly kinds: Readonly<Record<string, JobKind>>;
  /** Work for the background; none without an embedder. */
  readonly chores: readonly Chore[];
  readonly embedders: Embedders;
  close(): Promise<void>;
}

export interface SemanticsOptions extends EmbedderDeps {
  config: Pick<MemoryConfig, 'vectors' | 'qdrant'>;
  embedding: EmbeddingConfig;
  database: LazyDatabase;
  store: MemoryStore;
  clearance: Clearance;
  /** Called when a job of one of the kinds has ended: whether it could do its work. */
  ended(kind: string, ok: boolean): void;
}

export function createSemantics(options: SemanticsOptions): Semantics {
  const { config, embedding, database, store, clearance, clock, log, ended, env = {} } = options;
  const enabled = embedding.provider !== 'none';
  const embeddings = createSqliteEmbeddings(database, () => clock.now());
  const projection = createSqliteProjection(database);
  const embedders = createEmbedders(embedding, options);
  const live = createLiveVectors(embeddings, store);
  const copies = createEngineCopies({ settings: config.qdrant, projection, env, clock, log });

  const newest = async (): Promise<EmbedModel | undefined> => (await embeddings.models())[0];
  /**
   * The model of these settings, which thereby is the newest: once in the life of a process, and when somebody asks.
   * After that the last word is that of a process that was started with other settings since.
   */
  let chosen = false;
  const choose = async (anew: boolean): Promise<EmbedModel | undefined> => {
    const { fingerprint } = (await embedders.own()).embedder;
    const last = await newest();
    if (chosen && !anew && last?.fingerprint !== fingerprint) return undefined;
    chosen = true;
    return embeddings.choose(fingerprint, configToKeep(embedding));
  };
  const chores: Chore[] = [
    {
      kind: 'reembed',
      input: {},
      async due() {
        const model = await choose(false);
        if (!model) return undefined;
        const pending = await embeddings.pending(model.id, 1);
        if (pending.length === 0 && model.ready) return undefined;
        return Math.max(0, (model.pausedUntil ?? 0) - clock.now());
      },
    },
    {
      kind: 'project',
      input: {},
      async due() {
        const { target } = copies;
        if (target === undefined) return undefined;
        for (const model of await embeddings.models()) {
          if (model.dimensions === undefined) continue;
          const state = await projection.state(model, target);
          if (!state?.ready || state.waiting > 0) return 0;
        }
        return (await projection.emptied()).length > 0 ? 0 : undefined;
      },
    },
  ];

  return {
    understand: (query, filter) =>
      enabled
        ? understand(query, filter, {
            embeddings,
            embedders,
            clearance,
            live,
            copies,
            clock,
            log,
            deadlineMs: config.vectors.queryDeadlineMs,
          })
        : Promise.resolve({}),
    async renew() {
      if (!enabled) throw noEmbedderSet();
      try {
        const model = await choose(true);
        if (model) await embeddings.rescan(model.id);
      } catch (error) {
        if (!(error instanceof LlmError)) throw error;
        const { hint } = error.details;
        throw new IzaError('UNAVAILABLE', error.message, { ...(hint && { hint }), cause: error });
      }
      await projection.rebuildAll();
    },
    changed() {
      if (!enabled) return;
      live.forget().catch((error: unknown) => log.warn({ err: error }, 'vectors could not be let go of'));
    },
    async stats() {
      if (!enabled) return undefined;
      try {
        await embedders.own();
      } catch (error) {
        if (!(error instanceof LlmError)) throw error;
        const paused = [error.message, error.details.hint].filter(Boolean).join(' ');
        return { model: embedding.provider, made: 0, pending: 0, ready: false, paused };
      }
      return vectorStats({ embeddings, projection, target: copies.target, now: clock.now() });
    },
    async checks() {
      const { target } = copies;
      if (target === undefined) return [];
      const checks: Check[] = [];
      for (const model of await embeddings.models()) {
        if (model.dimensions !== undefined) checks.push(await checkCopy(model, target));
      }
      return checks;
    },
    kinds: {
      reembed: reembedJob({
        choose: () => choose(false),
        embeddings,
        embedders,
        clearance,
        clock,
        keepOlderModels: config.vectors.keepOlderModels,
        ended(ok) {
          if (enabled) ended('reembed', ok);
        },
      }),
      project: projectJob({
        embeddings,
        projection,
        copies,
        ended: (ok) => ended('project', ok),
      }),
    },
    chores: enabled ? chores : [],
    embedders,
    async close() {
      live.close();
      await embedders.close();
    },
  };

  async function checkCopy(model: EmbedModel, target: string): Promise<Check> {
    const name = `vectors in Qdrant (${model.fingerprint})`;
    const wrong = (detail: string): Check => ({ name, ok: false, detail });
    try {
      const state = await projection.state(model, target);
      if (!state?.ready) return wrong('the copy is not whole yet: reembed makes it');
      if (state.waiting > 0) return wrong(`${state.waiting} changes are still on their way`);
      if (state.setAside > 0) return wrong(`${state.setAside} points were refused by the engine`);
      const engine = await copies.engine();
      await engine.ensure({ name: model.fingerprint, dimensions: model.dimensions ?? 0 });
      const { equal, truth, engine: found } = await verify(projection.truth(model), engine);
      if (equal) return { name, ok: true };
      return wrong(
        found.count === truth.count
          ? `all ${truth.count} points are there, and some differ: reembed makes them anew`
          : `${found.count} points where there should be ${truth.count}: reembed makes them anew`,
      );
    } catch (error) {
      if (!(error instanceof IzaError)) throw error;
      return wrong(error.message);
    }
  }
}

function noEmbedderSet(): IzaError {
  return new IzaError('UNAVAILABLE', 'No embedder is set: memories are found by their words.', {
    hint: 'Set embedding.provider in the settings to voyage, openai, ollama or onnx.',
  });
}
