import type { Clock } from '../../shared/clock.ts';
import type { Ids } from '../../shared/ids.ts';
import type { Jobs } from '../../shared/jobs/jobs.ts';
import type { Screen, Vault } from '../../shared/privacy/screen.ts';
import type { ExternalSources } from './external/sources.ts';
import type { Searcher } from './recall/searcher.ts';
import type { Semantics } from './semantics/semantics.ts';
import type { MemoryStore } from './store/store.ts';

/** What the domain works with. */
export interface MemoryDomain {
  store: MemoryStore;
  searcher: Searcher;
  clock: Clock;
  ids: Ids;
  jobs: Jobs;
  screen: Screen;
  /** The folders that imports may come from; the first is the one in the data folder. */
  importFolders: readonly string[];
  /** Absent when no key is set: private texts are then kept as they are. */
  vault?: Vault;
  semantics: Semantics;
  external: ExternalSources;
}

/** What the tools of this server are handed: nothing is loaded before the first call. */
export interface MemoryDeps {
  open(): Promise<MemoryDomain>;
  /** The scope that the tools of other memories (compatibility/) keep everything in. */
  compatibilityScope: string;
}
