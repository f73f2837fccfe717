import type { Surface } from '../../shared/mcp/surface.ts';
import type { ServerContext } from '../../shared/server-context.ts';
import { createGraphServer } from '../knowledge-graph/index.ts';
import { createMemoryServer } from '../memory/index.ts';

/** Iza's own servers, which the gateway links in its own process. The only place where one server knows others. */
export const FIRST_PARTY: Readonly<Record<string, (deps: ServerContext) => Surface>> = {
  memory: createMemoryServer,
  'knowledge-graph': createGraphServer,
};
