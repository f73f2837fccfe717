import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A server process and a client of it in bare JSON-RPC lines: nothing between the test and the process. */
export interface LineClient {
  /** Calls a tool; rejects when the process ends before the answer. */
  call(tool: string, args: object): Promise<Record<string, unknown>>;
  /** False when it had ended already. */
  kill(): boolean;
  /** Closes stdin and waits for the process to leave by itself. Resolves to its exit code. */
  leave(): Promise<number | null>;
}

export async function startLineClient(
  command: string,
  args: readonly string[],
  env: Record<string, string>,
  /** Kills the process, however far its start has come. */
  killed?: AbortSignal,
  /** Takes what the process logs. */
  onLog: (chunk: Buffer) => void = () => undefined,
): Promise<LineClient> {
  const child: ChildProcessWithoutNullStreams = spawn(command, args, { env: { ...process.env, ...env } });
  const waiting = new Map<
    number,
    { resolve(value: Record<string, unknown>): void; reject(error: Error): void }
  >();
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      for (const { reject } of waiting.values()) reject(new Error('the process ended'));
      waiting.clear();
      resolve(code);
    });
  });
  killed?.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });
  child.stdin.on('error', () => undefined);
  child.stderr.on('data', onLog);
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id, result, error } = JSON.parse(line);
    const request = waiting.get(id);
    waiting.delete(id);
    if (error) request?.reject(new Error(`${error.code} ${error.message}`));
    else request?.resolve(result);
  });

  let serial = 0;
  const send = (message: object): void => {
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  };
  const request = (method: string, params: object): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      if (child.exitCode !== null || child.signalCode !== null) reject(new Error('the process ended'));
      serial += 1;
      waiting.set(serial, { resolve, reject });
      send({ id: serial, method, params });
    });

  await request('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'chaos', version: '1.0.0' },
  });
  send({ method: 'notifications/initialized' });
  return {
    call: (name, given) => request('tools/call', { name, arguments: given }),
    kill: () => child.exitCode === null && child.signalCode === null && child.kill('SIGKILL'),
    async leave() {
      child.stdin.end();
      return ended;
    },
  };
}
