import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A server under measurement, driven by bare JSON-RPC lines so that the driver itself costs next to nothing. */
export interface StdioPeer {
  readonly child: ChildProcessWithoutNullStreams;
  /** Sends a request and resolves with its whole response. */
  request(method: string, params?: object): Promise<{ result?: Record<string, unknown>; error?: unknown }>;
  close(): Promise<void>;
}

export function startPeer(args: readonly string[], env: Record<string, string> = {}): StdioPeer {
  const child = spawn(process.execPath, [...args], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const errors: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  const waiting = new Map<number, (message: { result?: Record<string, unknown> }) => void>();
  let lastId = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line) as { id?: number; result?: Record<string, unknown> };
    if (message.id === undefined) return;
    waiting.get(message.id)?.(message);
    waiting.delete(message.id);
  });
  child.once('exit', (code) => {
    if (waiting.size > 0) throw new Error(`the server ended with ${code}: ${errors.join('')}`);
  });
  const send = (message: object): void =>
    void child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  return {
    child,
    request(method, params = {}) {
      lastId += 1;
      const id = lastId;
      return new Promise((resolve) => {
        waiting.set(id, resolve);
        send({ id, method, params });
      });
    },
    async close() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.stdin.end();
      await gone;
    },
  };
}

/** The greeting of a 2025-era client, and the first list of tools. */
export async function openSession(peer: StdioPeer): Promise<void> {
  await peer.request('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'bench', version: '1.0.0' },
  });
  peer.child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`);
  await peer.request('tools/list');
}
