import * as z from 'zod';
import { createMemoryServer } from '../../servers/memory/index.ts';
import { systemClock } from '../../shared/clock.ts';
import type { Settings } from '../../shared/config.ts';
import { systemIds } from '../../shared/ids.ts';
import { createLogger } from '../../shared/log.ts';
import { IzaError } from '../../shared/mcp/errors.ts';
import type { CallToolResult } from '../../shared/mcp/surface.ts';
import { createToolCaller } from '../../shared/mcp/tool-caller.ts';
import type { CliContext } from '../context.ts';

/** Enough to answer from, and little enough to read. */
const LIMIT = 20;
/** The longest memory alone comes to so many. */
const MAX_TOKENS = 20_000;

const Recalled = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      text: z.string(),
      at: z.string(),
      age: z.string(),
      sources: z.array(z.object({ title: z.string().optional(), uri: z.string().optional() })),
    }),
  ),
});

export interface Memory {
  id: string;
  text: string;
  /** ISO time. */
  at: string;
  age: string;
  source?: string;
}

/** What the memory server recalls for a question: asked as any server asks another, through its tools. */
export async function recallFor(
  { version, env }: CliContext,
  settings: Settings,
  question: string,
  scopes: readonly string[],
): Promise<Memory[]> {
  const server = createMemoryServer({
    home: settings.home,
    durability: settings.durability,
    clock: systemClock,
    ids: systemIds,
    log: createLogger(settings.logLevel, 'iza-memory'),
    version,
    settings,
    env,
  });
  const memory = createToolCaller(
    async (name, args, call) =>
      (await server.request('tools/call', { name, arguments: args }, call)) as CallToolResult,
  );
  try {
    const query = question.slice(0, 1_000);
    const asked = { query, scopes: [...scopes], limit: LIMIT, max_tokens: MAX_TOKENS, detail: 'full' };
    const outcome = await memory.call('recall', asked);
    if (!outcome.ok) throw new IzaError('UNAVAILABLE', `The memory did not answer. ${outcome.reason}`);
    return Recalled.parse(outcome.value).items.map(({ sources, ...item }) => {
      const source = sources[0]?.title ?? sources[0]?.uri;
      return { ...item, ...(source && { source }) };
    });
  } finally {
    await server.close();
  }
}
