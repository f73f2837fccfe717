import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DemoServers } from './downstreams.ts';

/** Makes a new data folder, private to the person, with the servers in its settings. */
export async function makeDataFolder(mcpServers: DemoServers['mcpServers']): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'iza-demo-'));
  await writeFile(join(home, 'settings.json'), `${JSON.stringify({ mcpServers }, null, 2)}\n`, {
    mode: 0o600,
  });
  return home;
}

/** Windows lets go of the files of a process that ended a moment later. */
export async function removeDataFolder(home: string): Promise<void> {
  await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
