import type { CallToolResult } from '@modelcontextprotocol/server';
import type { Environment } from '../../../shared/config.ts';
import type { JsonObject } from '../../../shared/mcp/surface.ts';

/** What recall works with beside the memories themselves. */
export interface Way {
  embedding?: JsonObject;
  memory?: JsonObject;
  env?: Environment;
  /** The program that has to be given copies before it can be asked. */
  mirror?: 'mem0' | 'chroma';
}

interface Answer {
  job?: { id: string; status: string };
  stats?: {
    scopes: { scope: string }[];
    vectors?: { made: number; pending: number; ready: boolean; copy?: { ready: boolean; waiting: number } };
  };
}

/** Waits until there are all vectors and copies that there should be. */
export async function bringUp(way: Way, admin: (args: object) => Promise<CallToolResult>): Promise<void> {
  const ask = async (args: object): Promise<Answer> => (await admin(args)).structuredContent as Answer;
  const finish = async (args: object): Promise<void> => {
    for (let asked = args; ; ) {
      const { job } = await ask(asked);
      if (job?.status === 'done') return;
      if (job?.status !== 'queued' && job?.status !== 'running') throw new Error(JSON.stringify(job));
      asked = { action: 'job', id: job.id };
    }
  };
  while (way.embedding) {
    const { made, pending, ready, copy } = (await ask({ action: 'stats' })).stats?.vectors ?? {
      made: 0,
      pending: 1,
      ready: false,
    };
    const copied = !way.memory?.qdrant || made === 0 || (copy?.ready === true && copy.waiting === 0);
    if (ready && pending === 0 && copied) break;
    if (!ready || pending > 0) await finish({ action: 'reembed' });
    else await new Promise((done) => setTimeout(done, 20));
  }
  if (!way.mirror) return;
  for (const { scope } of (await ask({ action: 'stats' })).stats?.scopes ?? []) {
    await finish({ action: 'mirror', source: way.mirror, scope });
  }
}
