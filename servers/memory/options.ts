import type { ServerContext } from '../../shared/server-context.ts';
import type { MemoryStore } from './store/store.ts';

export interface MemoryServerOptions extends ServerContext {
  /** Another engine than the SQLite file in `home`. */
  store?: MemoryStore;
}
