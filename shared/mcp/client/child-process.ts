import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Transport } from '@modelcontextprotocol/client';
import { getDefaultEnvironment } from '@modelcontextprotocol/client/stdio';
import spawn from 'cross-spawn';
import { createLineTransport } from '../line-transport.ts';

const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
/** Lines on stdout that are not the protocol, after which a server is given up as broken. */
const MAX_JUNK_LINES = 1_000;
/** A server that is asked to leave gets this long, and again after SIGTERM. */
const LEAVE_MS = 2_000;
const POLL_MS = 20;
/** What a server wrote just before it ended is read still. */
const DRAIN_MS = 100;
const STDERR_LINES = 20;
const STDERR_LINE_CHARS = 500;

export interface OpenTransport {
  transport: Transport;
  /** What the process printed last on stderr, newest last. Text from outside: shown, never interpreted. */
  stderrTail(): string[];
  pid(): number | undefined;
  /** Tells the other side that this is the end, where it wants to be told. */
  end?(): Promise<void>;
}

export interface ChildOptions {
  command: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  cwd?: string;
}

/** Where certificates are, and how the network is reached: without them nothing behind a company's proxy starts. */
const NETWORK_VARIABLES = [
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
];

/** The network variables that hold no password: a proxy with one is for the person to name in the entry. */
export function networkEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const set = NETWORK_VARIABLES.flatMap((name) => {
    const value = env[name];
    return value === undefined || value.includes('@') ? [] : [[name, value] as const];
  });
  return Object.fromEntries(set);
}

/**
 * A server as a child process of its own group, so that what it starts (npx starts the real server) ends with it.
 * It sees the harmless variables of the environment (HOME, PATH, the way to the network) and those of its entry: keys and tokens in
 * this process's environment are not a downstream server's to read.
 */
export function openChildProcess({ command, args, env, cwd }: ChildOptions): OpenTransport {
  const child = spawn(command, [...args], {
    env: { ...getDefaultEnvironment(), ...networkEnvironment(process.env), ...env },
    ...(cwd && { cwd }),
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  if (!child.stdin || !child.stdout) throw new Error(`${command} has no pipes`);
  const notes: string[] = [];
  let junk = 0;
  const transport = createLineTransport({
    input: child.stdout,
    output: child.stdin,
    maxLineBytes: MAX_MESSAGE_BYTES,
    onDefect({ message }) {
      junk += 1;
      if (junk === 1) notes.push(`(on stdout, which is for the protocol) ${message}`);
      if (junk < MAX_JUNK_LINES) return;
      notes.push(`It printed ${junk} lines on stdout that are not the protocol.`);
      void transport.close();
    },
    onTooLarge() {
      notes.push(`It sent a message larger than ${MAX_MESSAGE_BYTES} bytes.`);
      void transport.close();
    },
    onClose: () => end(child),
  });
  // A helper of the server may hold its stdout open: that the server itself is gone counts.
  child.once('exit', () => setTimeout(() => void transport.close(), DRAIN_MS).unref());
  const stderrTail = keepTail(child.stderr);
  return {
    transport: startedBy(child, transport),
    stderrTail: () => [...stderrTail(), ...notes],
    pid: () => child.pid,
  };
}

/** Starting is over when the process runs; a program that cannot run is an error of the start. */
function startedBy(child: ChildProcess, transport: Transport): Transport {
  const running = new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  running.catch(() => {});
  child.on('error', (error) => transport.onerror?.(error));
  const start = transport.start.bind(transport);
  transport.start = async () => {
    await running;
    await start();
  };
  // By these two the SDK knows a local process: one that says nothing when asked for its era is a legacy server.
  return Object.assign(transport, { stderr: child.stderr, pid: child.pid });
}

/** Ends a server and all that it started: first by closing its input, then by asking, then by force. */
async function end(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  const running = (): boolean => child.exitCode === null && child.signalCode === null;
  const gone = running() ? once(child, 'exit') : Promise.resolve();
  const left = async (): Promise<boolean> =>
    Promise.race([gone.then(() => true), sleep(LEAVE_MS, false, { ref: false })]);
  child.stdin?.end();
  if (!(await left())) {
    signalGroup(pid, 'SIGTERM');
    if (!(await left())) signalGroup(pid, 'SIGKILL');
    await gone;
  }
  await endGroup(pid);
  for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe?.destroy();
}

/** What a server started and left behind. Windows has no groups; there, children of a child are its own affair. */
async function endGroup(pid: number): Promise<void> {
  if (process.platform === 'win32' || !signalGroup(pid, 'SIGTERM')) return;
  for (let waited = 0; waited < LEAVE_MS; waited += POLL_MS) {
    await sleep(POLL_MS, undefined, { ref: false });
    if (!signalGroup(pid, 0)) return;
  }
  signalGroup(pid, 'SIGKILL');
}

/** Whether there was anyone to signal. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    return false;
  }
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
