import type { Clock } from '../../shared/clock.ts';
import type { Durability } from '../../shared/db/database.ts';
import type { Ids } from '../../shared/ids.ts';
import type { Logger } from '../../shared/log.ts';
import type { Surface } from '../../shared/mcp/surface.ts';
import type { ToolCaller } from '../../shared/mcp/tool-caller.ts';
import { createMemoryServer } from '../memory/index.ts';

/** What every one of Iza's servers is made with. */
export interface FirstPartyDeps {
  home: string;
  durability: Durability;
  clock: Clock;
  ids: Ids;
  log: Logger;
  version: string;
  /** The tools of the other servers. */
  tools: ToolCaller;
}

/** Iza's own servers, which the gateway links in its own process. The only place where one server knows others. */
export const FIRST_PARTY: Readonly<Record<string, (deps: FirstPartyDeps) => Surface>> = {
  memory: createMemoryServer,
};
