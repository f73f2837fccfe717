import type { Clock } from '../../../shared/clock.ts';
import type { Screen } from '../../../shared/privacy/screen.ts';
import type { GraphConfig } from '../settings.ts';
import type { GraphStore } from '../store/store.ts';

/** What sources are looked after with. */
export interface IngestDeps {
  store: GraphStore;
  clock: Clock;
  screen: Screen;
  config: GraphConfig;
  /** Where sources may lie. */
  folders: readonly string[];
}

/** Looks after sources that want to be, while this process runs. */
export interface Watchers {
  /** Takes up what is to be watched now, and drops what is not. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}
