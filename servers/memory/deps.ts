import type { Clock } from '../../shared/clock.ts';
import type { Ids } from '../../shared/ids.ts';
import type { Screen, Vault } from './screening.ts';
import type { MemoryStore } from './store/store.ts';

/** What the tools of this server work with. */
export interface MemoryDeps {
  store: MemoryStore;
  clock: Clock;
  ids: Ids;
  screen: Screen;
  /** Absent when no key is set: private texts are then kept as they are. */
  vault?: Vault;
}
