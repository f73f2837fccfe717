import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMetaServer } from '../../../servers/meta/index.ts';
import { systemClock } from '../../../shared/clock.ts';
import { parseDownstreamServers } from '../../../shared/config/downstream-entry.ts';
import { systemIds } from '../../../shared/ids.ts';
import { createLogger } from '../../../shared/log.ts';
import type { Surface } from '../../../shared/mcp/surface.ts';

export const ROOT = join(import.meta.dirname, '../../..');
const ODD = join(import.meta.dirname, 'odd-server.ts');

/** The entry of a server that misbehaves as named; see odd-server.ts. */
export function odd(how: string, more: object = {}): object {
  return { command: process.execPath, args: [ODD, how], ...more };
}

export function everything(more: object = {}): object {
  const bin = join(ROOT, 'node_modules/@modelcontextprotocol/server-everything/dist/index.js');
  return { command: process.execPath, args: [bin], ...more };
}

export function filesystem(folder: string, more: object = {}): object {
  const bin = join(ROOT, 'node_modules/@modelcontextprotocol/server-filesystem/dist/index.js');
  return { command: process.execPath, args: [bin, folder], ...more };
}

export interface TestMeta {
  surface: Surface;
  home: string;
  close(): Promise<void>;
}

/** The gateway in this process, with a data folder of its own and the given downstream servers. */
export async function createTestMeta(mcpServers: Record<string, unknown>, home?: string): Promise<TestMeta> {
  const folder = home ?? (await mkdtemp(join(tmpdir(), 'iza-meta-')));
  const surface = createMetaServer({
    home: folder,
    durability: 'full',
    clock: systemClock,
    ids: systemIds,
    log: createLogger('silent'),
    version: '0.0.0-test',
    mcpServers: parseDownstreamServers('test', mcpServers, process.env),
    settingsFile: join(folder, 'settings.json'),
  });
  return {
    surface,
    home: folder,
    async close() {
      await surface.close();
      if (!home) await rm(folder, { recursive: true, force: true });
    },
  };
}
