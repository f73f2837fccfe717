import { join } from 'node:path';
import { readSection } from '../../shared/config/section.ts';
import { openDatabase } from '../../shared/db/database.ts';
import { lazyDatabase } from '../../shared/db/lazy-database.ts';
import { createJobs } from '../../shared/jobs/jobs.ts';
import { PRIVACY_CONFIG } from '../../shared/privacy/config.ts';
import { configuredKey } from '../../shared/privacy/configured-key.ts';
import { createScreen, createVault } from '../../shared/privacy/screen.ts';
import { openBeyond } from './beyond.ts';
import type { MemoryDomain } from './deps.ts';
import { backupJob } from './jobs/backup.ts';
import { consolidateJob } from './jobs/consolidate.ts';
import { exportJob } from './jobs/export.ts';
import { importJob } from './jobs/import.ts';
import { verifyJob } from './jobs/verify.ts';
import { createIdleConsolidation } from './learning/idle.ts';
import type { MemoryServerOptions } from './options.ts';
import { createSearcher } from './recall/searcher.ts';
import { readMemoryConfig } from './settings.ts';
import { MEMORY_MIGRATIONS } from './store/migrations.ts';
import { scopedStore } from './store/scoped.ts';
import { createSqliteMemoryStore } from './store/sqlite.ts';
import type { MemoryStore } from './store/store.ts';
import { importFolders } from './transfer/import-path.ts';

/** The file in the data folder that holds the memories. */
export const MEMORY_FILE = 'memory.db';

export interface OpenMemory extends MemoryDomain {
  /** To be told of every call: what nobody waits for is done when none comes. */
  called(): void;
  close(): Promise<void>;
}

/** Puts the domain together: loaded at the first call, so that a start stays cheap. */
export function openMemory(options: MemoryServerOptions): OpenMemory {
  const { home, durability, clock, ids } = options;
  const log = options.log.child({ server: 'memory' });
  const database = lazyDatabase(() =>
    openDatabase(join(home, MEMORY_FILE), MEMORY_MIGRATIONS, { durability, clock, log }),
  );
  const config = readMemoryConfig(options.settings);
  const engine = options.store ?? createSqliteMemoryStore(database, clock, ids);
  const whole: MemoryStore = {
    ...engine,
    async change(origin, make) {
      const result = await engine.change(origin, make);
      beyond.changed();
      return result;
    },
  };
  const store = scopedStore(whole, config.scopes);
  // The searcher follows the log of all operations; what it finds goes through the scopes of a filter.
  const searcher = createSearcher(whole);
  const privacy = readSection(PRIVACY_CONFIG, {
    key: 'privacy',
    value: options.settings?.privacy,
    file: options.settings?.file ?? '',
  });
  const key = configuredKey(privacy, { env: options.env ?? {}, home });
  const ours = { screen: createScreen(privacy, key), ...(key && { vault: createVault(key) }) };
  const folders = importFolders(home, config.importFolders);
  const beyond = openBeyond({
    ...options,
    log,
    config,
    privacy,
    database,
    whole,
    store,
    ours,
    jobs: () => jobs,
  });
  const openWriter = async () => {
    if (!config.consolidation.model) return undefined;
    const { openDigestWriter } = await import('./learning/open-writer.ts');
    return openDigestWriter(options, privacy);
  };
  const jobs = createJobs({
    db: database,
    clock,
    ids,
    log,
    kinds: {
      verify: verifyJob(store, () => beyond.semantics.checks()),
      backup: backupJob(store, { home, clock }),
      consolidate: consolidateJob({ store, clock, ids, ...ours, scopes: config.scopes }, openWriter),
      import: importJob({ store, ids, ...ours, importFolders: folders }),
      export: exportJob({ store, ids, ...ours, home }),
      ...beyond.kinds,
    },
  });
  const idle = createIdleConsolidation({ jobs, clock, log, settings: config.consolidation });
  // What a process that ended left undone goes on here; where nothing can be opened, the call itself says so.
  jobs.resume().catch((error: unknown) => log.debug({ err: error }, 'no jobs could be taken up'));
  return {
    store,
    searcher,
    jobs,
    clock,
    ids,
    ...ours,
    importFolders: folders,
    semantics: beyond.semantics,
    external: beyond.external,
    called: idle.called,
    async close() {
      idle.close();
      searcher.close();
      await jobs.close();
      await beyond.close();
      await store.close();
      await database.close();
    },
  };
}
