import type { Clock } from '../../../shared/clock.ts';
import type { Environment } from '../../../shared/config.ts';
import type { Embedder } from '../../../shared/embed/embedder.ts';
import type { Logger } from '../../../shared/log.ts';
import { IzaError } from '../../../shared/mcp/errors.ts';
import { SOURCES, type SourceName } from '../choices.ts';
import type { Clearance } from '../semantics/clearance.ts';
import type { ExternalSettings } from '../settings.ts';
import type { ExternalMemory, ExternalMemoryItem } from './external-memory.ts';

/** What another program has found, best first. */
export interface Heard {
  source: SourceName;
  items: readonly (ExternalMemoryItem & { scope: string })[];
}

/** The memories that other programs keep, as far as the settings name them. */
export interface ExternalSources {
  /** Those that the settings name. */
  readonly set: readonly SourceName[];
  /** Program and place, as the book of copies names them. */
  place(source: SourceName): string;
  /** Those that recall asks. */
  readonly asked: readonly SourceName[];
  /** @throws IzaError UNAVAILABLE when the settings do not name it, or its key is missing. */
  get(source: SourceName): Promise<ExternalMemory>;
  /** Asks all of them within a deadline. Never fails: the notes say who had nothing to say, and why. */
  search(
    query: string,
    asked: { scopes: readonly string[]; limit: number },
  ): Promise<{ heard: Heard[]; notes: string[] }>;
}

export interface SourcesDeps {
  settings: ExternalSettings;
  env: Environment;
  clock: Clock;
  log: Logger;
  clearance: Clearance;
  embedder(): Promise<Embedder>;
}

/** For so long after a failure, a source is not asked by recall. */
const REST_MS = 30_000;

export function createExternalSources(deps: SourcesDeps): ExternalSources {
  const { settings, env, clock, log, clearance, embedder } = deps;
  const opened = new Map<SourceName, Promise<ExternalMemory>>();
  const resting = new Map<SourceName, { until: number; why: string }>();
  const set = SOURCES.filter((name) => settings[name] !== undefined);
  const asked = settings.recall ? set : [];

  const keyOf = (name: string | undefined): { keyName: string; key: string } | undefined => {
    if (name === undefined) return undefined;
    const key = env[name]?.trim();
    if (key) return { keyName: name, key };
    throw new IzaError('UNAVAILABLE', `The key is missing: ${name} is not set.`, {
      hint: `Set ${name} in the environment of the program.`,
    });
  };
  const open = async (source: SourceName): Promise<ExternalMemory> => {
    const { mem0, chroma } = settings;
    if (source === 'mem0' && mem0) {
      const { createMem0 } = await import('./mem0.ts');
      const { kind, baseURL, userId, apiKeyEnv } = mem0;
      const { key, keyName } = keyOf(apiKeyEnv) ?? {};
      return createMem0({
        kind,
        userId,
        ...(baseURL !== undefined && { baseURL }),
        ...(key !== undefined && keyName !== undefined && { apiKey: key, keyName }),
      });
    }
    if (source === 'chroma' && chroma) {
      const { createChroma } = await import('./chroma.ts');
      const { baseURL, tenant, database, tokenHeader, collections, apiKeyEnv } = chroma;
      const { key, keyName } = keyOf(apiKeyEnv) ?? {};
      return createChroma({
        embedder: await embedder(),
        collections,
        ...(baseURL !== undefined && { baseURL }),
        ...(tenant !== undefined && { tenant }),
        ...(database !== undefined && { database }),
        ...(tokenHeader !== undefined && { tokenHeader }),
        ...(key !== undefined && keyName !== undefined && { token: key, keyName }),
      });
    }
    throw new IzaError('UNAVAILABLE', `The settings do not say where ${source} is.`, {
      hint: `Set memory.external.${source} in the settings.`,
    });
  };
  const get = (source: SourceName): Promise<ExternalMemory> => {
    let opening = opened.get(source);
    if (!opening) {
      opening = open(source);
      opened.set(source, opening);
      opening.catch(() => opened.delete(source));
    }
    return opening;
  };

  const ask = async (
    source: SourceName,
    query: string,
    { scopes, limit }: { scopes: readonly string[]; limit: number },
  ): Promise<Heard | string> => {
    const rest = resting.get(source);
    if (rest && clock.monotonic() < rest.until) return rest.why;
    try {
      const signal = AbortSignal.timeout(settings.deadlineMs);
      const memory = await get(source);
      const found = await Promise.all(
        scopes.map(async (scope) => {
          const items = await memory.search(query, { scope, limit, signal });
          return items.map((item) => ({ ...item, scope }));
        }),
      );
      return { source, items: found.flat().sort((a, b) => b.score - a.score) };
    } catch (error) {
      const late = error instanceof IzaError && error.code === 'CANCELLED';
      const said = error instanceof IzaError ? error.message : 'it failed, and the log says more.';
      const why = late ? `${source} did not answer within ${settings.deadlineMs} ms.` : `${source}: ${said}`;
      resting.set(source, { until: clock.monotonic() + REST_MS, why });
      log.warn({ err: error, source }, 'an external memory could not be asked');
      return why;
    }
  };

  return {
    set,
    place(source) {
      const { mem0, chroma } = settings;
      const where =
        source === 'mem0'
          ? [mem0?.kind, mem0?.baseURL, mem0?.userId]
          : [chroma?.baseURL, chroma?.tenant, chroma?.database];
      return [source, ...where.map((part) => part ?? '')].join(' ');
    },
    asked,
    get,
    async search(query, { scopes, limit }) {
      if (asked.length === 0) return { heard: [], notes: [] };
      if (!clearance.toAsk(query)) {
        return { heard: [], notes: [`What it asks is private: ${asked.join(' and ')} were not asked.`] };
      }
      const answers = await Promise.all(asked.map((source) => ask(source, query, { scopes, limit })));
      return {
        heard: answers.filter((answer) => typeof answer !== 'string'),
        notes: answers.filter((answer) => typeof answer === 'string'),
      };
    },
  };
}
