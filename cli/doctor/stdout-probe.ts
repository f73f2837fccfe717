import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { printable } from './printable.ts';

export interface ProbedCommand {
  command: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
}

/** What came of starting an MCP server as a client does. */
export type Probe =
  | { kind: 'clean' }
  /** Something that is not the protocol stood on stdout: the first line of it. */
  | { kind: 'banner'; line: string }
  /** It ended before it answered; the last line it printed on stderr. */
  | { kind: 'ended'; code: number | null; line: string }
  | { kind: 'not started'; code: string }
  | { kind: 'silent' };

const LIMIT_MS = 10_000;
const GRACE_MS = 2_000;
const MAX_LINE = 100_000;
/** Characters of a line that a report shows. */
const LINE = 120;

const GREETING = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'iza-doctor', version: '1' },
  },
};

/**
 * Starts a server, greets it, and looks at its stdout up to the answer: a shell profile, a wrapper or a preload
 * that prints a line there makes a client give the server up. The process is gone when this returns.
 */
export async function probeStdout({ command, args, env }: ProbedCommand): Promise<Probe> {
  const { default: spawn } = await import('cross-spawn');
  // A group of its own, so that what a wrapper such as npx starts ends with it.
  const detached = process.platform !== 'win32';
  const child = spawn(command, [...args], { env, stdio: 'pipe', detached, windowsHide: true });
  let lastWords = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-2_000);
  });
  // A process that is gone breaks the pipe; its end is told by `close`.
  child.stdin?.on('error', () => {});
  child.stdin?.write(`${JSON.stringify(GREETING)}\n`);
  const limit = new AbortController();
  try {
    return await Promise.race([
      firstLines(child),
      ending(child, () => lastWords),
      sleep(LIMIT_MS, { kind: 'silent' } as const, { signal: limit.signal }),
    ]);
  } finally {
    limit.abort();
    await end(child);
  }
}

/** Resolves at the answer to the greeting, or at the first line that is not the protocol. */
function firstLines(child: ChildProcess): Promise<Probe> {
  return new Promise((resolve) => {
    let rest = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > MAX_LINE) resolve({ kind: 'banner', line: printable(rest, LINE) });
      for (const line of lines) {
        const id = messageId(line);
        if (id === undefined) resolve({ kind: 'banner', line: printable(line, LINE) });
        if (id === GREETING.id) resolve({ kind: 'clean' });
      }
    });
  });
}

/** The id of a JSON-RPC message, null for one that has none, undefined for what is no message. */
function messageId(line: string): unknown {
  try {
    const message = JSON.parse(line) as { jsonrpc?: unknown; id?: unknown } | null;
    return message?.jsonrpc === '2.0' ? (message.id ?? null) : undefined;
  } catch {
    return undefined;
  }
}

function ending(child: ChildProcess, lastWords: () => string): Promise<Probe> {
  return new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      resolve({ kind: 'not started', code: error.code ?? 'unknown error' });
    });
    child.once('close', (code) => {
      const line = printable(lastWords().trim().split('\n').at(-1) ?? '', LINE);
      resolve({ kind: 'ended', code, line });
    });
  });
}

/** Closes its input, which an MCP server takes as goodbye, and insists where that does not help. */
async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || hasEnded(child)) return;
  const gone = once(child, 'exit');
  child.stdin?.end();
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const grace = new AbortController();
    await Promise.race([gone, sleep(GRACE_MS, undefined, { signal: grace.signal }).catch(() => {})]);
    grace.abort();
    if (hasEnded(child)) return;
    signalGroup(child.pid, signal);
  }
  await gone;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // It ended in the meantime.
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
