import type { ServerContext } from '../../shared/server-context.ts';
import type { GraphStore } from './store/store.ts';

export interface GraphServerOptions extends ServerContext {
  /** Another engine than the SQLite file in `home`. */
  store?: GraphStore;
}
