import { setTimeout as sleep } from 'node:timers/promises';
import { IzaError } from '../../../shared/mcp/errors.ts';
import { Servers } from '../answers.ts';
import { type Asking, ask } from '../ask.ts';
import { count } from '../shorten.ts';

/** The tools of the memory server that the demo uses; like Claude, it calls them directly. */
const MEMORY_TOOLS = ['remember', 'recall', 'forget'];
const START_LIMIT_MS = 90_000;
const PAUSE_MS = 500;

export interface View {
  /** Tools that Claude sees at once. */
  listed: number;
  /** Tools that it reaches through find_tools and call_tool. */
  behind: number;
  /** Process ids of the downstream servers. */
  pids: number[];
}

/** Sees what Claude sees: the tools it is given, and the servers behind the door. */
export async function lookAround(asking: Asking, expected: readonly string[]): Promise<View> {
  const { step, session } = asking;
  step.note(`Process ${session.pid} answered in ${Math.round(session.startMs)} ms.`);
  step.check('speaks the 2026-07-28 protocol', session.protocol === '2026-07-28', session.protocol);
  const tools = await session.tools();
  step.note(`Claude sees ${count(tools.length, 'tool')}: ${tools.join(', ')}.`);
  const missing = MEMORY_TOOLS.filter((name) => !tools.includes(name));
  step.check(
    'the memory is at hand',
    missing.length === 0,
    missing.length === 0 ? MEMORY_TOOLS.join(', ') : `no ${missing.join(', ')}`,
  );
  const servers = await whenStarted(asking);
  const absent = expected.flatMap((name) => {
    const server = servers.find((one) => one.name === name);
    return server?.state === 'ready' ? [] : [server?.problem ?? `${name} is ${server?.state ?? 'unknown'}.`];
  });
  step.check(
    'every server behind the door is up',
    absent.length === 0,
    absent.length === 0 ? expected.join(', ') : absent.join(' '),
  );
  if (absent.length > 0) throw new IzaError('UNAVAILABLE', 'The rest of the demo needs these servers.');
  return {
    listed: tools.length,
    behind: servers.filter(({ listed }) => !listed).reduce((sum, server) => sum + server.tools, 0),
    pids: servers.flatMap(({ pids }) => pids),
  };
}

/** What npx has to fetch first takes longer than one call waits. */
async function whenStarted(asking: Asking) {
  const deadline = performance.now() + START_LIMIT_MS;
  for (;;) {
    const { servers } = await ask(asking, 'manage_servers', { action: 'list' }, Servers, {
      answered: (value) =>
        value.servers
          .map(({ name, state, tools, problem }) =>
            state === 'ready' ? `${name} (${count(tools, 'tool')})` : `${name}: ${problem ?? state}`,
          )
          .join(', '),
    });
    const starting = servers.some(({ state }) => state === 'starting' || state === 'cold');
    if (!starting || performance.now() > deadline) return servers;
    await sleep(PAUSE_MS);
  }
}
