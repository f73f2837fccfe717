import type { CallToolResult } from '@modelcontextprotocol/server';
import { expect, onTestFinished } from 'vitest';
import { createMemoryServer } from '../../../../servers/memory/index.ts';
import { systemClock } from '../../../../shared/clock.ts';
import type { Environment } from '../../../../shared/config.ts';
import { createIds } from '../../../../shared/ids.ts';
import { createLogger } from '../../../../shared/log.ts';
import type { JsonObject } from '../../../../shared/mcp/surface.ts';
import { testCall } from '../../../call.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';

export interface Recalled {
  items: { id: string; text: string; scope: string; score: number; why: string[]; sources: JsonObject[] }[];
  matched: string;
  hint?: string;
  next?: { tool: string; arguments: JsonObject };
}

export interface Vectors {
  model: string;
  dimensions?: number;
  made: number;
  pending: number;
  ready: boolean;
  paused?: string;
  copy?: { ready: boolean; waiting: number; set_aside: number; problem?: string };
}

export interface Job {
  id: string;
  status: string;
  result?: JsonObject;
  error?: { code: string; message: string };
}

export interface Surroundings {
  home?: string;
  embedding?: JsonObject;
  memory?: JsonObject;
  privacy?: JsonObject;
  modelConfig?: JsonObject;
  env?: Environment;
}

/** The settings for an embedder at an address. */
export const openai = (url: string, more: JsonObject = {}): JsonObject => ({
  provider: 'openai',
  model: 'words',
  baseURL: url,
  ...more,
});

/** A memory server with these settings, in real time: vectors are made in its background. */
export async function startMemory({ home, env = {}, ...sections }: Surroundings = {}) {
  const folder = home ?? (await temporaryFolder());
  const settings = {
    file: 'settings.json',
    memory: {},
    privacy: {},
    modelConfig: {},
    embedding: {},
    ...sections,
  };
  const server = createMemoryServer({
    home: folder,
    durability: 'normal',
    clock: systemClock,
    ids: createIds(systemClock),
    log: createLogger((process.env.DBG as 'silent') ?? 'silent'),
    version: '1.0.0',
    settings,
    env,
  });
  onTestFinished(() => server.close());
  const call = async (name: string, args: object) =>
    (await server.request('tools/call', { name, arguments: args }, testCall())) as CallToolResult;
  const value = async <T = JsonObject>(name: string, args: object): Promise<T> => {
    const result = await call(name, args);
    if (!result.structuredContent) throw new Error(JSON.stringify(result));
    return result.structuredContent as T;
  };
  const admin = async (args: object): Promise<Job> => {
    for (let asked = args; ; ) {
      const { job } = await value<{ job: Job }>('memory_admin', asked);
      if (job.status !== 'queued' && job.status !== 'running') return job;
      asked = { action: 'job', id: job.id };
    }
  };
  const vectors = async () =>
    (await value<{ stats: { vectors?: Vectors } }>('memory_admin', { action: 'stats' })).stats.vectors;
  return {
    server,
    folder,
    call,
    value,
    admin,
    /** Makes all vectors that are missing, now; a job that was about to end when it was asked for may not have. */
    async reembed(): Promise<Vectors> {
      for (;;) {
        expect(await admin({ action: 'reembed' })).toMatchObject({ status: 'done' });
        const made = await vectors();
        if (made && (made.pending === 0 || made.paused !== undefined)) return made;
      }
    },
    async remember(texts: readonly (string | JsonObject)[], scope = 'user'): Promise<string[]> {
      const items = texts.map((text) => (typeof text === 'string' ? { text } : text));
      const { stored } = await value<{ stored: { id: string }[] }>('remember', { items, scope });
      return stored.map(({ id }) => id);
    },
    recall: (query: string, more: object = {}) => value<Recalled>('recall', { query, ...more }),
    async texts(query: string, more: object = {}): Promise<string[]> {
      return (await value<Recalled>('recall', { query, ...more })).items.map(({ text }) => text);
    },
    vectors,
  };
}

/** Waits until something is so, looking every few milliseconds. */
export async function until(so: () => Promise<boolean>, what: string): Promise<void> {
  const patience = performance.now() + 20_000;
  while (!(await so())) {
    if (performance.now() > patience) throw new Error(`waited in vain until ${what}`);
    await new Promise((done) => setTimeout(done, 25));
  }
}
