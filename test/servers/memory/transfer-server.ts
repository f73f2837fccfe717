import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallToolResult } from '@modelcontextprotocol/server';
import { onTestFinished } from 'vitest';
import { createMemoryServer } from '../../../servers/memory/index.ts';
import { MEMORY_FILE } from '../../../servers/memory/open.ts';
import { MEMORY_MIGRATIONS } from '../../../servers/memory/store/migrations.ts';
import { createSqliteMemoryStore } from '../../../servers/memory/store/sqlite.ts';
import { openDatabase } from '../../../shared/db/database.ts';
import { lazyDatabase } from '../../../shared/db/lazy-database.ts';
import { createIds } from '../../../shared/ids.ts';
import type { JobView } from '../../../shared/jobs/job-view.ts';
import { createLogger } from '../../../shared/log.ts';
import type { SettingsSections } from '../../../shared/server-context.ts';
import { testCall } from '../../call.ts';
import { NOON, type TestClock, testClock } from '../../clock.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

export const KEY = '00112233445566778899aabbccddeeff'.repeat(2);

export interface ServerOptions {
  home?: string;
  clock?: TestClock;
  settings?: Partial<SettingsSections>;
  /** Whether private texts are sealed. */
  key?: boolean;
}

/** A memory server in a data folder, with what its imports and exports are looked at by. */
export async function transferServer(options: ServerOptions = {}) {
  const home = options.home ?? (await temporaryFolder());
  const clock = options.clock ?? testClock(NOON);
  const privacy = options.key ? { key: { env: 'TEST_KEY' } } : undefined;
  const db = lazyDatabase(() =>
    openDatabase(join(home, MEMORY_FILE), MEMORY_MIGRATIONS, { durability: 'normal', clock }),
  );
  const ids = createIds(clock);
  const store = createSqliteMemoryStore(db, clock, ids);
  const server = createMemoryServer({
    home,
    durability: 'normal',
    clock,
    ids,
    log: createLogger('silent'),
    version: '1.0.0',
    store,
    settings: {
      file: '',
      memory: undefined,
      privacy,
      embedding: undefined,
      modelConfig: undefined,
      ...options.settings,
    },
    env: { TEST_KEY: KEY },
  } as unknown as Parameters<typeof createMemoryServer>[0]);
  let closed = false;
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    await server.close();
    await store.close();
  };
  onTestFinished(close);
  const call = async (name: string, args: object) =>
    (await server.request('tools/call', { name, arguments: args }, testCall())) as CallToolResult;
  const value = async (name: string, args: object) => {
    const result = await call(name, args);
    if (!result.structuredContent) throw new Error(JSON.stringify(result.content));
    return result.structuredContent as Record<string, unknown>;
  };
  /** Runs a job to its end. */
  const job = async (args: object): Promise<JobView> => {
    let view = (await value('memory_admin', args)).job as JobView;
    while (view.status === 'queued' || view.status === 'running') {
      view = (await value('memory_admin', { action: 'job', id: view.id })).job as JobView;
    }
    return view;
  };
  /** The result of a job that has to be done. */
  const done = async (args: object): Promise<Record<string, unknown>> => {
    const { status, result, error } = await job(args);
    if (status !== 'done') throw new Error(JSON.stringify(error));
    return result as Record<string, unknown>;
  };
  /** The bytes of an export as JSON Lines, and where they are. */
  const exported = async (more: object = {}) => {
    const { path } = await done({ action: 'export', ...more });
    return { path: String(path), text: await readFile(String(path), 'utf8') };
  };
  return { home, clock, db, store, server, call, value, job, done, exported, close };
}
