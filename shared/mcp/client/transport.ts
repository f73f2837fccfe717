import type { Readable } from 'node:stream';
import type { Transport } from '@modelcontextprotocol/client';
import type { DownstreamEntry } from '../../config.ts';
import { IzaError } from '../errors.ts';

const STDERR_LINES = 20;
const STDERR_LINE_CHARS = 500;

export interface OpenTransport {
  transport: Transport;
  /** What the process printed last on stderr, newest last. Text from outside: shown, never interpreted. */
  stderrTail(): string[];
  pid(): number | undefined;
}

/** Makes the transport to a downstream server, not started yet. */
export async function openTransport(name: string, entry: DownstreamEntry): Promise<OpenTransport> {
  return entry.url === undefined ? openStdio(name, entry) : openHttp(entry, entry.url);
}

async function openStdio(name: string, entry: DownstreamEntry): Promise<OpenTransport> {
  const { StdioClientTransport } = await import('@modelcontextprotocol/client/stdio');
  // A subclass, and only for that: the SDK probes the era of exactly its own class on a second process, which
  // starts every server twice. A subclass is probed on the one process it has.
  class InPlaceStdioTransport extends StdioClientTransport {}

  const command = await findCommand(name, entry);
  const transport = new InPlaceStdioTransport({
    command,
    args: entry.args ?? [],
    // The SDK adds the harmless variables (HOME, PATH, …). Keys and tokens in this process's environment are
    // passed only where the entry names them: a server from outside sees nothing that it was not given.
    env: { ...entry.env, [DEPTH_VARIABLE]: String(depth() + 1) },
    ...(entry.cwd && { cwd: entry.cwd }),
    stderr: 'pipe',
  });
  const stderrTail = keepTail(transport.stderr as Readable | null);
  return { transport, stderrTail, pid: () => transport.pid ?? undefined };
}

/** How many Iza gateways are above this process: one that lists itself as its own downstream would never end. */
const DEPTH_VARIABLE = 'IZA_GATEWAY_DEPTH';
const MAX_DEPTH = 2;

function depth(): number {
  return Number(process.env[DEPTH_VARIABLE] ?? 0) || 0;
}

async function findCommand(name: string, { command = '', env }: DownstreamEntry): Promise<string> {
  if (depth() >= MAX_DEPTH) {
    throw new IzaError('UNAVAILABLE', `${name} was not started: Iza gateways are nested ${MAX_DEPTH} deep.`, {
      hint: `Remove the entry that starts Iza itself from mcpServers.`,
    });
  }
  const { default: which } = await import('which');
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
  return { transport, stderrTail: () => [], pid: () => undefined };
}

function keepTail(stream: Readable | null): () => string[] {
  const lines: string[] = [];
  let rest = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = (parts.pop() ?? '').slice(-STDERR_LINE_CHARS);
    for (const line of parts.slice(-STDERR_LINES)) {
      if (line.trim()) lines.push(line.slice(0, STDERR_LINE_CHARS));
    }
    lines.splice(0, Math.max(0, lines.length - STDERR_LINES));
  });
  return () => (rest.trim() ? [...lines, rest] : [...lines]);
}
