import { join } from 'node:path';
import type { CallToolResult } from '@modelcontextprotocol/server';
import { onTestFinished } from 'vitest';
import { createMemoryServer } from '../../../../servers/memory/index.ts';
import { MEMORY_FILE } from '../../../../servers/memory/open.ts';
import { MEMORY_MIGRATIONS } from '../../../../servers/memory/store/migrations.ts';
import { createSqliteMemoryStore } from '../../../../servers/memory/store/sqlite.ts';
import type { Environment } from '../../../../shared/config.ts';
import { openDatabase } from '../../../../shared/db/database.ts';
import { lazyDatabase } from '../../../../shared/db/lazy-database.ts';
import { createIds } from '../../../../shared/ids.ts';
import { createLogger } from '../../../../shared/log.ts';
import type { SettingsSections } from '../../../../shared/server-context.ts';
import { testCall } from '../../../call.ts';
import { NOON, testClock } from '../../../clock.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';

export const DAY = 24 * 60 * 60_000;

export interface Options {
  home?: string;
  memory?: object;
  modelConfig?: object;
  env?: Environment;
  /** Milliseconds since the epoch at which its clock stands. */
  now?: number;
}

/** What a consolidation answers. */
export interface Result {
  merged: { count: number; changes: string[] };
  closed: { count: number; changes: string[] };
  conflicts: { count: number; changes: string[] };
  archived: { count: number; changes: string[] };
  digests: {
    count: number;
    changes: string[];
    by_model: number;
    extracts: { session: string; reason: string }[];
  };
  through: number;
}

/** A memory server in a data folder, a store beside it as another process has one, and ways to call its tools. */
export async function memoryUnderTest({ home, memory, modelConfig, env, now = NOON }: Options = {}) {
  const folder = home ?? (await temporaryFolder());
  const clock = testClock(now);
  const ids = createIds(clock);
  const settings: SettingsSections = { file: join(folder, 'settings.json'), memory, modelConfig };
  const server = createMemoryServer({
    home: folder,
    durability: 'normal',
    clock,
    ids,
    log: createLogger('silent'),
    version: '1.0.0',
    settings,
    ...(env && { env }),
  });
  const db = lazyDatabase(() =>
    openDatabase(join(folder, MEMORY_FILE), MEMORY_MIGRATIONS, { durability: 'normal', clock }),
  );
  const store = createSqliteMemoryStore(db, clock, ids);
  onTestFinished(async () => {
    await server.close();
    await store.close();
  });
  const call = async (name: string, args: object) =>
    (await server.request('tools/call', { name, arguments: args }, testCall())) as CallToolResult;
  const value = async <T = Record<string, unknown>>(name: string, args: object): Promise<T> => {
    const result = await call(name, args);
    if (!result.structuredContent) throw new Error(JSON.stringify(result));
    return result.structuredContent as T;
  };
  const remember = async (...items: object[]) =>
    (await value<{ stored: { id: string; status: string }[] }>('remember', { items })).stored;
  const recall = async (query: string, more: object = {}) =>
    (
      await value<{ items: { id: string; text: string; score: number; version: number }[] }>('recall', {
        query,
        limit: 100,
        max_tokens: 20_000,
        ...more,
      })
    ).items;
  /** Runs a consolidation to its end. */
  const consolidate = async (): Promise<Result> => {
    const { job } = await value<{ job: { status: string; result: Result } }>('memory_admin', {
      action: 'consolidate',
    });
    if (job.status !== 'done') throw new Error(JSON.stringify(job));
    return job.result;
  };
  return { folder, clock, ids, server, db, store, call, value, remember, recall, consolidate };
}
