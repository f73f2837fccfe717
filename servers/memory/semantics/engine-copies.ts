import type { Clock } from '../../../shared/clock.ts';
import type { Environment } from '../../../shared/config.ts';
import type { Logger } from '../../../shared/log.ts';
import { IzaError } from '../../../shared/mcp/errors.ts';
import type { QdrantSettings } from '../settings.ts';
import type { EmbedModel } from '../store/embeddings.ts';
import type { Projection } from '../store/sqlite-projection.ts';
import type { Filter } from '../store/store.ts';
import type { EngineHit, VectorEngine } from '../vectors/engine.ts';
import { LATE, within } from './deadline.ts';

/** The engine that holds copies of the vectors, where the settings name one. */
export interface EngineCopies {
  /** Which engine, as the book of copies names it. */
  readonly target: string | undefined;
  /** An engine of its own for each model: an engine is in one space at a time. */
  engine(): Promise<VectorEngine>;
  /** The nearest memories, or undefined where this process has to look itself. */
  search(
    model: EmbedModel,
    vector: Float32Array,
    asked: { filter: Filter; limit: number; ms: number },
  ): Promise<EngineHit[] | undefined>;
}

export interface CopiesDeps {
  settings: QdrantSettings | undefined;
  projection: Projection;
  env: Environment;
  clock: Clock;
  log: Logger;
}

/** For so long after a failure, nothing is asked of the engine. */
const REST_MS = 30_000;

export function createEngineCopies({ settings, projection, env, clock, log }: CopiesDeps): EngineCopies {
  const searchers = new Map<string, Promise<VectorEngine>>();
  let restUntil = Number.NEGATIVE_INFINITY;

  const engine = async (): Promise<VectorEngine> => {
    if (!settings) throw notConfigured();
    const { url, apiKeyEnv, collectionPrefix } = settings;
    const apiKey = apiKeyEnv === undefined ? undefined : env[apiKeyEnv];
    if (apiKeyEnv !== undefined && !apiKey) {
      throw new IzaError('UNAVAILABLE', `The key for Qdrant is missing: ${apiKeyEnv} is not set.`, {
        hint: 'Set it in the environment of the program, or take memory.qdrant.apiKeyEnv out of the settings.',
      });
    }
    const { createQdrantEngine } = await import('../store/qdrant.ts');
    return createQdrantEngine({ url, collectionPrefix, clock, log, ...(apiKey && { apiKey }) });
  };
  const searcher = ({ fingerprint, dimensions = 0 }: EmbedModel): Promise<VectorEngine> => {
    let opening = searchers.get(fingerprint);
    if (!opening) {
      opening = (async () => {
        const opened = await engine();
        await opened.ensure({ name: fingerprint, dimensions });
        return opened;
      })();
      searchers.set(fingerprint, opening);
      opening.catch(() => searchers.delete(fingerprint));
    }
    return opening;
  };
  const target = settings && `${settings.url} ${settings.collectionPrefix}`;

  return {
    target,
    engine,
    async search(model, vector, { filter: { scopes, kinds }, limit, ms }) {
      if (target === undefined || clock.monotonic() < restUntil) return undefined;
      const state = await projection.state(model, target);
      if (!state?.ready) return undefined;
      try {
        const work = searcher(model).then((opened) =>
          opened.search(vector, { scopes, limit, ...(kinds && { kinds }) }),
        );
        const hits = await within(ms, work);
        if (hits !== LATE) return hits;
        log.debug({ ms }, 'Qdrant was too late for a recall');
      } catch (error) {
        restUntil = clock.monotonic() + REST_MS;
        searchers.delete(model.fingerprint);
        log.warn({ err: error }, 'Qdrant could not be searched: this process searches itself');
      }
      return undefined;
    },
  };
}

function notConfigured(): IzaError {
  return new IzaError('UNAVAILABLE', 'No engine for vectors is set.', {
    hint: 'Set memory.qdrant.url in the settings.',
  });
}
