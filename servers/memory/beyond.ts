import type { LazyDatabase } from '../../shared/db/lazy-database.ts';
import { readEmbeddingConfig } from '../../shared/embed/read-config.ts';
import type { JobKind } from '../../shared/jobs/job-kind.ts';
import type { Jobs } from '../../shared/jobs/jobs.ts';
import type { PrivacyConfig } from '../../shared/privacy/config.ts';
import type { MemoryDomain } from './deps.ts';
import { createExternalSources } from './external/sources.ts';
import { importExternalJob, mirrorJob, takeBackJob } from './jobs/external.ts';
import type { MemoryServerOptions } from './options.ts';
import { createBackground } from './semantics/background.ts';
import { createClearance } from './semantics/clearance.ts';
import { createSemantics } from './semantics/semantics.ts';
import type { MemoryConfig } from './settings.ts';
import { createSqliteMirrors } from './store/mirrors.ts';
import type { MemoryStore } from './store/store.ts';

export interface BeyondOptions extends Omit<MemoryServerOptions, 'store'> {
  config: MemoryConfig;
  privacy: PrivacyConfig;
  database: LazyDatabase;
  /** All of it, and what of it the settings open. */
  whole: MemoryStore;
  store: MemoryStore;
  ours: Pick<MemoryDomain, 'screen' | 'vault'>;
  jobs(): Jobs;
}

/** What reaches beyond words and beyond this machine, where the settings ask for it. */
export interface Beyond extends Pick<MemoryDomain, 'semantics' | 'external'> {
  readonly kinds: Readonly<Record<string, JobKind>>;
  /** This process has written something. */
  changed(): void;
  close(): Promise<void>;
}

export function openBeyond(options: BeyondOptions): Beyond {
  const { config, privacy, database, whole, store, ours, jobs, clock, log, ids, env = {} } = options;
  const clearance = createClearance(privacy, ours.vault !== undefined);
  const ended = (kind: string, ok: boolean): void => background.ended(kind, ok);
  const semantics = createSemantics({
    ...options,
    embedding: readEmbeddingConfig({ embedding: undefined, file: '', ...options.settings }),
    store: whole,
    clearance,
    ended,
  });
  const external = createExternalSources({
    settings: config.external,
    env,
    clock,
    log,
    clearance,
    embedder: async () => (await semantics.embedders.own()).embedder,
  });
  const mirrors = createSqliteMirrors(database);
  const takingBack = {
    kind: 'take_back',
    input: {},
    async due() {
      for (const source of external.set) {
        if ((await mirrors.stale(external.place(source))).size > 0) return 0;
      }
      return undefined;
    },
  };
  const chores = [...semantics.chores, ...(external.set.length > 0 ? [takingBack] : [])];
  const background = createBackground(chores, { jobs, clock, log });
  if (chores.length > 0) background.wake();

  return {
    semantics,
    external,
    kinds: {
      ...semantics.kinds,
      import_external: importExternalJob({ ...ours, store, ids, external }),
      mirror: mirrorJob({ store, mirrors, clearance, external }),
      take_back: takeBackJob({ mirrors, external, ended: (ok) => ended('take_back', ok) }),
    },
    changed() {
      if (chores.length > 0) background.wake();
      semantics.changed();
    },
    async close() {
      background.close();
      await semantics.close();
    },
  };
}
