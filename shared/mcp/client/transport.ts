import { isAbsolute, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DownstreamEntry } from '../../config.ts';
import { redact } from '../../redact.ts';
import { IzaError } from '../errors.ts';
import type { OpenTransport } from './child-process.ts';

/** How many Iza gateways are above this process: one that lists itself as its own downstream would never end. */
const DEPTH_VARIABLE = 'IZA_GATEWAY_DEPTH';
const MAX_DEPTH = 2;

const LEAVE_MS = 1_000;

/** Makes the transport to a downstream server. What it prints never shows the secrets that it was given. */
export async function openTransport(name: string, entry: DownstreamEntry): Promise<OpenTransport> {
  const opened = await (entry.url === undefined ? openStdio(name, entry) : openHttp(entry, entry.url));
  return { ...opened, stderrTail: () => opened.stderrTail().map((line) => redact(line, entry)) };
}

async function openStdio(name: string, entry: DownstreamEntry): Promise<OpenTransport> {
  const depth = Number(process.env[DEPTH_VARIABLE] ?? 0) || 0;
  if (depth >= MAX_DEPTH) {
    throw new IzaError('UNAVAILABLE', `${name} was not started: Iza gateways are nested ${MAX_DEPTH} deep.`, {
      hint: 'Remove the entry that starts Iza itself from mcpServers.',
    });
  }
  const [command, { openChildProcess }] = await Promise.all([
    findCommand(name, entry),
    import('./child-process.ts'),
  ]);
  return openChildProcess({
    command,
    args: entry.args ?? [],
    env: { ...entry.env, [DEPTH_VARIABLE]: String(depth + 1) },
    ...(entry.cwd && { cwd: entry.cwd }),
  });
}

async function findCommand(
  name: string,
  { command: given = '', cwd, env }: DownstreamEntry,
): Promise<string> {
  const { default: which } = await import('which');
  // A path is meant from the folder that the server runs in.
  const isRelative = /[\\/]/.test(given) && !isAbsolute(given);
  const command = isRelative && cwd ? resolve(cwd, given) : given;
  const path = env?.PATH ?? process.env.PATH ?? '';
  const found = await which(command, { nothrow: true, path });
  if (found) return found;
  throw new IzaError('UNAVAILABLE', `${name} cannot start: there is no program ${command}.`, {
    why: `It is not on the PATH of this process: ${path}`,
    hint: `Give the absolute path of ${command} in mcpServers.${name}.command, or set PATH in its env. Desktop programs do not see the PATH of your shell.`,
  });
}

async function openHttp(entry: DownstreamEntry, url: string): Promise<OpenTransport> {
  const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client');
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    ...(entry.headers && { requestInit: { headers: entry.headers } }),
  });
  return {
    transport,
    stderrTail: () => [],
    pid: () => undefined,
    // A server that hears nothing keeps the session until it expires.
    end: async () => {
      await Promise.race([
        transport.terminateSession().catch(() => {}),
        sleep(LEAVE_MS, undefined, { ref: false }),
      ]);
    },
  };
}
