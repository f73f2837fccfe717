import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { nobody } from '../shared/llm/loopback.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** How long the server may take to answer its first request: it loads Python and the packages of PyPI. */
const STARTING_MS = 60_000;

/** A real Chroma server with an empty database, on loopback. It goes away with the test. */
export async function startChroma(command: string): Promise<string> {
  const folder = await temporaryFolder();
  const url = await nobody();
  const server = spawn(
    command,
    ['run', '--path', folder, '--host', '127.0.0.1', '--port', new URL(url).port],
    {
      cwd: folder,
      env: { ...process.env, ANONYMIZED_TELEMETRY: 'False' },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const said: string[] = [];
  createInterface(server.stderr).on('line', (line) => said.push(line));
  onTestFinished(async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  });
  const until = performance.now() + STARTING_MS;
  while (performance.now() < until && server.exitCode === null) {
    const response = await fetch(`${url}/api/v2/heartbeat`).catch(() => undefined);
    if (response?.ok) return url;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`The Chroma server did not start: ${said.join('\n')}`);
}
