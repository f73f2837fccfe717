import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGraphServer } from '../../servers/knowledge-graph/index.ts';
import { createMemoryServer } from '../../servers/memory/index.ts';
import { createMetaServer } from '../../servers/meta/index.ts';
import { systemClock } from '../../shared/clock.ts';
import type { DownstreamEntry } from '../../shared/config.ts';
import { systemIds } from '../../shared/ids.ts';
import { createLogger } from '../../shared/log.ts';
import { serveHttp } from '../../shared/mcp/serve/http.ts';
import type { ServerCapabilities, Surface } from '../../shared/mcp/surface.ts';
import { createFixture } from './fixture/fixture.ts';

const MAX_BODY_BYTES = 4 * 1024 * 1024;
const FIXTURE_STDIO = fileURLToPath(new URL('fixture-stdio.ts', import.meta.url));

const log = createLogger('silent');

/** A server that listens on the loopback interface, for the suite to come to. */
export interface Target {
  url: string;
  capabilities: ServerCapabilities;
  close(): Promise<void>;
}

/** No token: the suite does not send one, and the door is open for the length of a test only. */
async function serve(surface: Surface, alsoClose: () => Promise<void> = async () => {}): Promise<Target> {
  const { url, close } = await serveHttp(surface, { port: 0, maxBodyBytes: MAX_BODY_BYTES, log });
  return {
    url,
    capabilities: surface.capabilities,
    async close() {
      await close();
      await surface.close();
      await alsoClose();
    },
  };
}

async function withHome(
  serveIn: (home: string, leave: () => Promise<void>) => Promise<Target>,
): Promise<Target> {
  const home = await mkdtemp(join(tmpdir(), 'iza-conformance-'));
  return serveIn(home, () => rm(home, { recursive: true, force: true }));
}

const common = (home: string) =>
  ({ home, durability: 'normal', clock: systemClock, ids: systemIds, log, version: '0.0.0' }) as const;

/** The gateway with one server behind it, whose names it lists as they are. */
function serveGateway(entry: Partial<DownstreamEntry>, alsoClose?: () => Promise<void>): Promise<Target> {
  return withHome((home, leave) => {
    const fixture: DownstreamEntry = { prefix: '', startTimeout: 20_000, ...entry };
    const meta = createMetaServer({
      ...common(home),
      mcpServers: { servers: { fixture }, problems: [], warnings: [] },
      settingsFile: join(home, 'settings.json'),
    });
    return serve(meta, async () => {
      await alsoClose?.();
      await leave();
    });
  });
}

export const serveFixture = (): Promise<Target> => serve(createFixture(log));

export const serveGatewayOverStdio = (): Promise<Target> =>
  serveGateway({ command: process.execPath, args: [FIXTURE_STDIO] });

export async function serveGatewayOverHttp(): Promise<Target> {
  const { url, close } = await serveFixture();
  return serveGateway({ url }, close);
}

export const serveMemory = (): Promise<Target> =>
  withHome((home, leave) => serve(createMemoryServer(common(home)), leave));

export const serveGraph = (): Promise<Target> =>
  withHome((home, leave) => serve(createGraphServer(common(home)), leave));
