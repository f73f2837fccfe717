import { once } from 'node:events';
import * as z from 'zod';
import { createLogger } from '../../../shared/log.ts';
import { serveStdio } from '../../../shared/mcp/serve/stdio.ts';
import { defineServer } from '../../../shared/mcp/server.ts';
import { defineTool } from '../../../shared/mcp/tool.ts';

// A downstream server that knows whether it was told to stop: one tool waits for that, the other counts.
const effects = { readOnly: true, destructive: false, idempotent: true, openWorld: false };
const log = createLogger('warn', 'waiting-server');
let cancelled = 0;

const wait = defineTool({
  name: 'wait',
  title: 'Wait',
  description: 'Reports that it waits, and ends only when it is cancelled.',
  input: z.object({}),
  effects,
  async handler(_, _deps: object, call) {
    // A timer keeps the process alive, as work would.
    const work = setInterval(() => {}, 1_000);
    await call.progress(1);
    if (!call.signal.aborted) await once(call.signal, 'abort');
    clearInterval(work);
    cancelled += 1;
    return { content: [] };
  },
});

const count = defineTool({
  name: 'count_cancelled',
  title: 'Count',
  description: 'Says how many calls of wait were cancelled.',
  input: z.object({}),
  effects,
  handler: (_, _deps: object) => ({ content: [{ type: 'text', text: String(cancelled) }] }),
});

const surface = defineServer({
  name: 'waiting',
  title: 'Waiting',
  version: '1.0.0',
  instructions: 'Waits. For tests only.',
  tools: [wait, count],
  deps: {},
  runtime: { log },
});
const service = serveStdio(surface, { log });
await service.closed;
await service.close();
