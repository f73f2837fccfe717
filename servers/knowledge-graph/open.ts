import { join } from 'node:path';
import { readSection } from '../../shared/config/section.ts';
import { openDatabase } from '../../shared/db/database.ts';
import { lazyDatabase } from '../../shared/db/lazy-database.ts';
import { createJobs } from '../../shared/jobs/jobs.ts';
import { PRIVACY_CONFIG } from '../../shared/privacy/config.ts';
import { createScreen } from '../../shared/privacy/screen.ts';
import type { GraphDomain } from './deps.ts';
import { openEngine } from './engine.ts';
import { exportJob } from './export/job.ts';
import { ingestJob } from './jobs/ingest.ts';
import { createNameIndexes } from './name-indexes.ts';
import type { GraphServerOptions } from './options.ts';
import { createCorpora } from './search/corpus.ts';
import { createWalks } from './search/walk-links.ts';
import { readGraphConfig } from './settings.ts';
import { sourceFolders } from './sources/locate.ts';
import { createWatchers } from './sources/watchers.ts';
import { GRAPH_MIGRATIONS } from './store/migrations.ts';
import { createSqliteGraphStore } from './store/sqlite.ts';
import { createTopologies } from './topologies.ts';

/** The file in the data folder that holds the graphs. */
export const GRAPH_FILE = 'knowledge-graph.db';

export interface OpenGraph extends GraphDomain {
  close(): Promise<void>;
}

/** Puts the domain together: loaded at the first call, so that a start stays cheap. */
export function openGraph(options: GraphServerOptions): OpenGraph {
  const { home, durability, clock, ids } = options;
  const log = options.log.child({ server: 'knowledge-graph' });
  const open = () =>
    lazyDatabase(() => openDatabase(join(home, GRAPH_FILE), GRAPH_MIGRATIONS, { durability, clock, log }));
  const privacy = readSection(PRIVACY_CONFIG, {
    key: 'privacy',
    value: options.settings?.privacy,
    file: options.settings?.file ?? '',
  });
  // Nothing here is kept encrypted: what the policy wants sealed is refused or kept, as it says for no key.
  const screen = createScreen(privacy, undefined);
  const config = readGraphConfig(options.settings);
  const engine = openEngine(
    options,
    config.neo4j,
    log,
    () => options.store ?? createSqliteGraphStore({ reading: open(), writing: open() }, clock),
  );
  const { store } = engine;
  const deps = { store, clock, screen, config, folders: sourceFolders(home, config.folders) };
  // A connection of its own: a change of the store is open across awaits, and no job may write in its transaction.
  const jobsDatabase = open();
  const jobs = createJobs({
    db: jobsDatabase,
    clock,
    ids,
    log,
    kinds: { export: exportJob({ store, ids, home }), ingest: ingestJob(deps) },
  });
  const watchers = createWatchers({
    ...deps,
    log,
    rescan: (graph, source) => jobs.startOne('ingest', { graph, source }),
  });
  // What a process that ended left undone goes on here; where nothing can be opened, the call itself says so.
  jobs.resume().catch((error: unknown) => log.debug({ err: error }, 'no jobs could be taken up'));
  void watchers.refresh();
  const corpora = createCorpora(store);
  return {
    store,
    clock,
    names: createNameIndexes(),
    topologies: createTopologies(),
    screen,
    corpora,
    walks: createWalks(),
    jobs,
    sources: { deps, watchers },
    async close() {
      await watchers.close();
      await jobs.close();
      await jobsDatabase.close();
      await corpora.close();
      await engine.close();
    },
  };
}
