import type { Clock } from '../../shared/clock.ts';
import type { Jobs } from '../../shared/jobs/jobs.ts';
import type { Screen } from '../../shared/privacy/screen.ts';
import type { NameIndexes } from './name-indexes.ts';
import type { Corpora } from './search/corpus.ts';
import type { Walks } from './search/walk-links.ts';
import type { IngestDeps, Watchers } from './sources/ingest-deps.ts';
import type { GraphStore } from './store/store.ts';
import type { Topologies } from './topologies.ts';

/** What the domain works with. */
export interface GraphDomain {
  store: GraphStore;
  clock: Clock;
  names: NameIndexes;
  topologies: Topologies;
  corpora: Corpora;
  walks: Walks;
  screen: Screen;
  jobs: Jobs;
  sources: { deps: IngestDeps; watchers: Watchers };
}

/** What the tools of this server are handed: nothing is loaded before the first call. */
export interface GraphDeps {
  open(): Promise<GraphDomain>;
}
