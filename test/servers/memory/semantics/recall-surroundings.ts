import { join } from 'node:path';
import type { CallToolResult } from '@modelcontextprotocol/server';
import { expect, onTestFinished } from 'vitest';
import { createMemoryServer } from '../../../../servers/memory/index.ts';
import { MEMORY_FILE } from '../../../../servers/memory/open.ts';
import { MEMORY_MIGRATIONS } from '../../../../servers/memory/store/migrations.ts';
import type { Environment } from '../../../../shared/config.ts';
import { openDatabase } from '../../../../shared/db/database.ts';
import { createIds } from '../../../../shared/ids.ts';
import { createLogger } from '../../../../shared/log.ts';
import type { JsonObject } from '../../../../shared/mcp/surface.ts';
import { testCall } from '../../../call.ts';
import { type TestClock, testClock } from '../../../clock.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';
import type { Job, Vectors } from './set-up.ts';

/** What recall works with beside the memories themselves. */
export interface Way {
  embedding?: JsonObject;
  memory?: JsonObject;
  env?: Environment;
  /** The program that has to be given copies before it can be asked. */
  mirror?: 'mem0' | 'chroma';
}

interface Item {
  id: string;
  text: string;
  scope: string;
  [key: string]: unknown;
}

export interface Value {
  items: Item[];
  stored: { id: string }[];
  next?: { tool: string; arguments: Record<string, unknown> };
  hint?: string;
  [key: string]: unknown;
}

/** Tables that the background writes whenever it comes to it. */
const BACKGROUND = ['job', 'embed_model', 'embedding', 'projection', 'outbox', 'mirrored'];

/** A memory server whose vectors and copies are up to date whenever something is recalled. The clock stands still. */
export async function startFor(way: Way, home?: string) {
  const folder = home ?? (await temporaryFolder());
  const clock: TestClock = testClock();
  const server = createMemoryServer({
    home: folder,
    durability: 'normal',
    clock,
    ids: createIds(clock),
    log: createLogger('silent'),
    version: '1.0.0',
    env: way.env ?? {},
    settings: {
      file: 'settings.json',
      privacy: {},
      modelConfig: {},
      memory: way.memory ?? {},
      embedding: way.embedding ?? {},
    },
  });
  onTestFinished(() => server.close());
  let stale = true;
  const ask = async (name: string, args: object) =>
    (await server.request('tools/call', { name, arguments: args }, testCall())) as CallToolResult;
  const admin = async (
    args: object,
  ): Promise<Value & { job?: Job; stats?: { vectors?: Vectors; scopes: { scope: string }[] } }> => {
    const { structuredContent } = await ask('memory_admin', args);
    return structuredContent as unknown as Awaited<ReturnType<typeof admin>>;
  };
  const finished = async (args: object): Promise<void> => {
    for (let asked = args; ; ) {
      const { job } = await admin(asked);
      if (job?.status === 'done') return;
      if (job?.status !== 'queued' && job?.status !== 'running') throw new Error(JSON.stringify(job));
      asked = { action: 'job', id: job.id };
    }
  };
  const bringUp = async (): Promise<void> => {
    if (way.embedding) {
      for (;;) {
        const { stats } = await admin({ action: 'stats' });
        const { ready, pending, made, copy } = stats?.vectors ?? { ready: false, pending: 1, made: 0 };
        const copied = !way.memory?.qdrant || made === 0 || (copy?.ready === true && copy.waiting === 0);
        if (ready && pending === 0 && copied) break;
        if (!ready || pending > 0) await finished({ action: 'reembed' });
        else await new Promise((done) => setTimeout(done, 20));
      }
    }
    if (way.mirror) {
      const { stats } = await admin({ action: 'stats' });
      for (const { scope } of stats?.scopes ?? []) {
        await finished({ action: 'mirror', source: way.mirror, scope });
      }
    }
  };
  const call = async (name: string, args: object): Promise<CallToolResult> => {
    if (name !== 'recall') stale = true;
    else if (stale) {
      stale = false;
      await bringUp();
    }
    return ask(name, args);
  };
  const value = async (name: string, args: object): Promise<Value> => {
    const result = await call(name, args);
    if (!result.structuredContent) throw new Error(JSON.stringify(result));
    return result.structuredContent as unknown as Value;
  };
  const dump = async () => {
    const db = await openDatabase(join(folder, MEMORY_FILE), MEMORY_MIGRATIONS, {
      durability: 'normal',
      clock,
    });
    const tables = db
      .prepare<[], { name: string }>(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%' AND name NOT LIKE 'memory_words%'",
      )
      .all()
      .map(({ name }) => name)
      .filter((name) => ![...BACKGROUND, 'receipt', 'sqlite_sequence'].includes(name));
    const all = Object.fromEntries(tables.map((name) => [name, db.prepare(`SELECT * FROM ${name}`).all()]));
    db.close();
    return all;
  };
  return {
    folder,
    clock,
    call,
    value,
    text: async (name: string, args: object) => {
      const [block] = (await call(name, args)).content;
      return block?.type === 'text' ? block.text : '';
    },
    remember: async (texts: readonly string[], scope = 'user') =>
      (await value('remember', { items: texts.map((text) => ({ text })), scope })).stored.map(({ id }) => id),
    rememberOne: async (item: object) => {
      const [stored] = (await value('remember', { items: [item] })).stored;
      if (!stored) throw new Error('nothing was stored');
      return stored;
    },
    recalled: async (query: string, more: object = {}) =>
      (await value('recall', { query, limit: 100, ...more })).items.map((item) => item.text).sort(),
    /** Expects a call to fail with this and to change nothing. */
    refused: async (name: string, args: object, why: string | RegExp) => {
      const before = await dump();
      const matching = typeof why === 'string' ? expect.stringContaining(why) : expect.stringMatching(why);
      expect(await call(name, args)).toMatchObject({ isError: true, content: [{ text: matching }] });
      expect(await dump()).toEqual(before);
    },
  };
}

/** The reason in a refusal of arguments. */
export function invalid(tool: string, why: string): string {
  return `INVALID_INPUT: ${tool} cannot run with these arguments.\nWhy: ${why}`;
}
