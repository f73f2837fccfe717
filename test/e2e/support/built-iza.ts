import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import type { ServerName } from '../../../cli/server-options.ts';
import { connectHost, type Host, type HostKind, type HostOptions } from './hosts.ts';
import { ROOT } from './meta.ts';

/** What `npm run build` makes: the file that people run. IZA_BIN names another, such as an installed one. */
const BUILT = process.env.IZA_BIN ?? join(ROOT, 'dist/iza.js');

export const MEMORY_TOOLS = [
  'remember',
  'log_conversation',
  'recall',
  'memory_context',
  'record_decision',
  'set_preference',
  'update_memory',
  'forget',
  'memory_history',
  'memory_entities',
  'review_memories',
  'memory_admin',
];
export const GRAPH_TOOLS = [
  'kg_assert',
  'kg_ingest',
  'kg_search',
  'kg_entity',
  'kg_paths',
  'kg_timeline',
  'kg_resolve',
  'kg_retract',
  'kg_schema',
  'kg_communities',
  'kg_query',
  'kg_export',
];
/** What the gateway has of its own servers, in the order in which it lists them. */
export const FIRST_PARTY_TOOLS = [...MEMORY_TOOLS, ...GRAPH_TOOLS];
export const META_TOOLS = ['find_tools', 'call_tool', 'manage_servers'];

export async function packageVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** The command line of a server as it was built. */
export function izaCommand(server: ServerName): { command: string; args: string[] } {
  if (!existsSync(BUILT)) throw new Error(`There is no ${BUILT}. Run npm run build first.`);
  return { command: process.execPath, args: [BUILT, server] };
}

/** A data folder for the tests of a file, with these servers behind the gateway. */
export async function izaHome(mcpServers: Record<string, unknown> = {}): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'iza-interop-'));
  await writeFile(join(home, 'settings.json'), JSON.stringify({ mcpServers }));
  afterAll(() => rm(home, { recursive: true, force: true }));
  return home;
}

/** Starts a built server for one test, as the host would. */
export async function startIza(
  kind: HostKind,
  server: ServerName,
  home: string,
  options: Pick<HostOptions, 'person' | 'onTools'> = {},
): Promise<Host> {
  const host = await connectHost(kind, { ...izaCommand(server), env: { IZA_HOME: home }, ...options });
  onTestFinished(() => host.close());
  return host;
}
