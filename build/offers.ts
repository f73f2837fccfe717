import { tmpdir } from 'node:os';
import { FIRST_PARTY } from '../servers/meta/first-party.ts';
import { createMetaServer } from '../servers/meta/index.ts';
import { systemClock } from '../shared/clock.ts';
import { systemIds } from '../shared/ids.ts';
import { createLogger } from '../shared/log.ts';
import { internalCall } from '../shared/mcp/internal-call.ts';
import type { Surface, Tool } from '../shared/mcp/surface.ts';
import { NO_TOOLS } from '../shared/mcp/tool-caller.ts';
import type { ServerContext } from '../shared/server-context.ts';

/** A server as its own code describes it. */
export interface Offer {
  /** The subcommand of `iza`. */
  name: string;
  title: string;
  /** What a client sees that starts this server alone; for meta, the tools of Iza's other servers are in it. */
  listed: readonly Tool[];
  /** The tools that are this server's own. */
  own: readonly Tool[];
}

/** Every server of Iza, meta first. Listing opens no database, so the data folder is never touched. */
export async function readOffers(): Promise<Offer[]> {
  const deps: ServerContext = {
    home: tmpdir(),
    durability: 'full',
    clock: systemClock,
    ids: systemIds,
    log: createLogger('silent'),
    version: '0.0.0',
    tools: NO_TOOLS,
  };
  const servers = await Promise.all(
    Object.entries(FIRST_PARTY).map(([name, create]) => readOffer(name, create(deps))),
  );
  const others = new Set(servers.flatMap(({ own }) => own.map((tool) => tool.name)));
  const meta = await readOffer(
    'meta',
    createMetaServer({
      ...deps,
      mcpServers: { servers: {}, problems: [], warnings: [] },
      settingsFile: 'settings.json',
    }),
  );
  return [{ ...meta, own: meta.own.filter(({ name }) => !others.has(name)) }, ...servers];
}

async function readOffer(name: string, surface: Surface): Promise<Offer> {
  const { tools } = await surface.request('tools/list', {}, internalCall());
  await surface.close();
  return { name, title: surface.info.title ?? name, listed: tools, own: tools };
}

/** The first sentence of a description, which stands alone by the rules of the house. */
export function firstSentence(text = ''): string {
  return text.split(/(?<=[.!?])\s/, 1)[0] ?? '';
}
