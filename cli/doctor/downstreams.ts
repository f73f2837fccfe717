import type { DownstreamEntry } from '../../shared/config.ts';
import type { Connection } from '../../shared/mcp/client/connection.ts';
import { IzaError } from '../../shared/mcp/errors.ts';
import { plainAddress, redact } from '../../shared/redact.ts';
import { type Check, fail, ok, type Subject } from './check.ts';
import { printable } from './printable.ts';

/** How long a server may take to start and answer, in all. */
const LIMIT_MS = 10_000;
const AT_ONCE = 4;
/** A server that hands out pages for ever is stopped here. */
const MAX_PAGES = 64;

/** Starts every server behind Iza as the gateway would, asks for its tools, and ends it again. */
export async function checkDownstreams(
  servers: Readonly<Record<string, DownstreamEntry>>,
  version: string,
): Promise<Check[]> {
  const entries = Object.entries(servers);
  const checks: Check[] = new Array(entries.length);
  const queue = entries.entries();
  const work = async (): Promise<void> => {
    // One iterator for all workers: each takes the next that nobody has.
    for (const [index, [name, entry]] of queue) checks[index] = await checkDownstream(name, entry, version);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return checks;
}

async function checkDownstream(name: string, entry: DownstreamEntry, version: string): Promise<Check> {
  const subject: Subject = { id: `server.${name}`, group: 'Servers behind Iza', title: name };
  if (entry.disabled) return ok(subject, 'disabled');
  const target = entry.url ? plainAddress(entry.url) : await resolveCommand(entry);
  if (target === undefined) {
    return fail(
      subject,
      `there is no program ${entry.command}`,
      `Install it, or give its absolute path in mcpServers.${name}.command.`,
    );
  }
  const opening = open(name, entry, version);
  const limit = new AbortController();
  try {
    const { era, tools } = await within(opening, limit);
    return ok(subject, `${tools} tool${tools === 1 ? '' : 's'}, ${era} protocol (${target})`);
  } catch (error) {
    const { why, hint } = error instanceof IzaError ? error.details : {};
    const message = error instanceof IzaError ? error.message : 'it did not answer as an MCP server does';
    return fail(
      subject,
      [message.replace(/\.$/, ''), printable(redact(why ?? '', entry), 300)].filter(Boolean).join(': '),
      hint && !hint.includes('iza doctor') ? hint : nextStep(entry, target),
    );
  } finally {
    limit.abort();
    // Also when it came up too late: nothing that was started stays behind.
    await opening.then(({ connection }) => connection.close()).catch(() => {});
  }
}

interface Opened {
  connection: Connection;
  era: string;
  tools: number;
}

async function open(name: string, entry: DownstreamEntry, version: string): Promise<Opened> {
  const [{ connect }, { internalCall }, { createLogger }] = await Promise.all([
    import('../../shared/mcp/client/connection.ts'),
    import('../../shared/mcp/internal-call.ts'),
    import('../../shared/log.ts'),
  ]);
  const connection = await connect({
    name,
    // The handshake may be tried in both eras: half of the limit for each.
    entry: { ...entry, startTimeout: Math.min(entry.startTimeout, LIMIT_MS / 2) },
    prefer: 'modern',
    client: { name: 'iza-doctor', version },
    capabilities: {},
    onMessage: () => {},
    onEvent: () => {},
    onLost: () => {},
    signal: AbortSignal.timeout(LIMIT_MS),
    log: createLogger('silent'),
  });
  try {
    const call = internalCall({ era: connection.era, signal: AbortSignal.timeout(LIMIT_MS) });
    let tools = 0;
    let cursor: unknown;
    for (let page = 0; page < MAX_PAGES && connection.capabilities.tools; page += 1) {
      const listed = await connection.request('tools/list', cursor === undefined ? {} : { cursor }, call);
      tools += Array.isArray(listed.tools) ? listed.tools.length : 0;
      cursor = listed.nextCursor;
      if (cursor === undefined) break;
    }
    return { connection, era: connection.era, tools };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function within(opening: Promise<Opened>, limit: AbortController): Promise<Opened> {
  const { setTimeout: sleep } = await import('node:timers/promises');
  const late = sleep(LIMIT_MS, undefined, { signal: limit.signal }).then(() => {
    throw new IzaError('TIMEOUT', `it did not start and answer within ${LIMIT_MS / 1000} s`);
  });
  return Promise.race([opening, late]);
}

async function resolveCommand({ command = '', env }: DownstreamEntry): Promise<string | undefined> {
  const { default: which } = await import('which');
  const path = env?.PATH;
  return (await which(command, { nothrow: true, ...(path !== undefined && { path }) })) ?? undefined;
}

function nextStep({ url }: DownstreamEntry, target: string): string {
  if (url === undefined) return `Start it by hand and see what it prints: ${target}`;
  return `See that the server at ${target} runs, and that it may be reached from here.`;
}
