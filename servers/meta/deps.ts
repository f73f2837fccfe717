import type { Gateway } from './gateway.ts';
import type { ServerStore } from './store/store.ts';

/** What the tools of the gateway work with. */
export interface MetaDeps {
  gateway: Gateway;
  servers: ServerStore;
  /** Where the person adds servers. */
  settingsFile: string;
}
