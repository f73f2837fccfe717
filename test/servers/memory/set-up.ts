import { join } from 'node:path';
import type { CallToolResult } from '@modelcontextprotocol/server';
import { expect, onTestFinished } from 'vitest';
import { createMemoryServer } from '../../../servers/memory/index.ts';
import { MEMORY_FILE } from '../../../servers/memory/open.ts';
import { MEMORY_MIGRATIONS } from '../../../servers/memory/store/migrations.ts';
import { createSqliteMemoryStore } from '../../../servers/memory/store/sqlite.ts';
import { openDatabase } from '../../../shared/db/database.ts';
import { lazyDatabase } from '../../../shared/db/lazy-database.ts';
import { createIds } from '../../../shared/ids.ts';
import { createLogger } from '../../../shared/log.ts';
import type { Call } from '../../../shared/mcp/surface.ts';
import { testCall } from '../../call.ts';
import { testClock } from '../../clock.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { bringUp, type Way } from './recall-ways.ts';

export const ULID = /^[0-9A-HJKMNP-TV-Z]{26}$/;
export const DAY = 86_400_000;

/** A memory as recall shows it. */
export interface Item {
  id: string;
  text: string;
  scope: string;
  [key: string]: unknown;
}

export interface Stored {
  id: string;
  status: string;
  scope: string;
  kind: string;
  replaced?: string[];
  notes?: string[];
}

/** The structured value of a result, as far as tests take it apart. */
export interface Value {
  items: Item[];
  stored: Stored[];
  versions: { id: string; version: number; text: string; change: string; [key: string]: unknown }[];
  id: string;
  change: string;
  next?: { tool: string; arguments: Record<string, unknown> };
  [key: string]: unknown;
}

/** Tables that are written in the background, whenever it comes to it. */
const BACKGROUND = ['job', 'embed_model', 'embedding', 'projection', 'outbox', 'mirrored'];

/**
 * A memory server in a data folder, and ways to call its tools. With a way other than by words alone, vectors and
 * copies are up to date whenever something is recalled.
 */
export async function setUp(home?: string, way: Way = {}) {
  const folder = home ?? (await temporaryFolder());
  const clock = testClock();
  const db = lazyDatabase(() =>
    openDatabase(join(folder, MEMORY_FILE), MEMORY_MIGRATIONS, { durability: 'normal', clock }),
  );
  const ids = createIds(clock);
  const store = createSqliteMemoryStore(db, clock, ids);
  const server = createMemoryServer({
    home: folder,
    durability: 'normal',
    clock,
    ids,
    log: createLogger('silent'),
    version: '1.0.0',
    store,
    env: way.env ?? {},
    settings: {
      file: 'settings.json',
      privacy: {},
      modelConfig: {},
      memory: way.memory ?? {},
      embedding: way.embedding ?? {},
    },
  });
  // Closed by itself too: a server that was never called has not opened it.
  onTestFinished(async () => {
    await server.close();
    await store.close();
  });
  const ask = async (name: string, args: object, overrides: Partial<Call> = {}) =>
    (await server.request('tools/call', { name, arguments: args }, testCall(overrides))) as CallToolResult;
  let stale = Object.keys(way).length > 0;
  const call = async (name: string, args: object, overrides: Partial<Call> = {}) => {
    if (name === 'recall' && stale) {
      await bringUp(way, (asked) => ask('memory_admin', asked));
      stale = false;
    }
    if (name !== 'recall') stale = Object.keys(way).length > 0;
    return ask(name, args, overrides);
  };
  /** The structured value of a call that succeeds. */
  const value = async (name: string, args: object, overrides: Partial<Call> = {}) => {
    const result = await call(name, args, overrides);
    if (!result.structuredContent) throw new Error(JSON.stringify(result));
    return result.structuredContent as unknown as Value;
  };
  const text = async (name: string, args: object) => {
    const [block] = (await call(name, args)).content;
    return block?.type === 'text' ? block.text : '';
  };
  /** Stores texts and gives their ids. */
  const remember = async (texts: readonly string[], scope = 'user') =>
    (await value('remember', { items: texts.map((each) => ({ text: each })), scope })).stored.map(
      ({ id }) => id,
    );
  /** Stores one item and gives what is said of it. */
  const rememberOne = async (item: object, more: object = {}) => {
    const [stored] = (await value('remember', { items: [item], ...more })).stored;
    if (!stored) throw new Error('nothing was stored');
    return stored;
  };
  /** The texts that are recalled, sorted. */
  const recalled = async (query: string, more: object = {}) =>
    (await value('recall', { query, limit: 100, ...more })).items.map((item) => item.text).sort();
  /** Everything there is, apart from the receipts: equal before and after a call that must change nothing. */
  const dump = async () => {
    const opened = await db.get();
    const tables = opened
      .prepare<[], { name: string }>(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%' AND name NOT LIKE 'memory_words%'",
      )
      .all()
      .map(({ name }) => name)
      .filter((name) => name !== 'receipt' && name !== 'sqlite_sequence')
      .filter((name) => Object.keys(way).length === 0 || !BACKGROUND.includes(name));
    return Object.fromEntries(tables.map((name) => [name, opened.prepare(`SELECT * FROM ${name}`).all()]));
  };
  /** Expects a call to fail with this and to change nothing. */
  const refused = async (name: string, args: object, why: string | RegExp) => {
    const before = await dump();
    const matching = typeof why === 'string' ? expect.stringContaining(why) : expect.stringMatching(why);
    expect(await call(name, args)).toMatchObject({ isError: true, content: [{ text: matching }] });
    expect(await dump()).toEqual(before);
  };
  return {
    server,
    folder,
    clock,
    db,
    store,
    call,
    value,
    text,
    remember,
    rememberOne,
    recalled,
    dump,
    refused,
  };
}

/** The reason in a refusal of arguments. */
export function invalid(tool: string, why: string): string {
  return `INVALID_INPUT: ${tool} cannot run with these arguments.\nWhy: ${why}`;
}
