import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectToCommand, connectToUrl } from '../../shared/mcp/harness.ts';
import { MEMORY_TOOLS } from './support/built-iza.ts';
import { odd, ROOT } from './support/meta.ts';

const IZA = join(ROOT, 'dist/iza.js');
const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
};

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'iza-process-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

interface Running {
  child: ChildProcessWithoutNullStreams;
  lines: string[];
  ended: Promise<{ code: number | null; signal: string | null }>;
}

function run(args: readonly string[], env: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, [IZA, ...args], { env: { ...process.env, IZA_HOME: home, ...env } });
  const lines: string[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  );
  return { child, lines, ended };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe.each(['memory', 'meta'])('the process of iza %s', (name) => {
  test.each([
    ['the end of stdin', ({ child }: Running) => child.stdin.end()],
    ['SIGTERM', ({ child }: Running) => child.kill('SIGTERM')],
    ['SIGINT', ({ child }: Running) => child.kill('SIGINT')],
  ])('ends in order at %s, with nothing on stdout but the protocol', async (_what, stop) => {
    const running = run([name], { IZA_LOG_LEVEL: 'trace' });
    running.child.stdin.write(`${JSON.stringify(INITIALIZE)}\n`);
    await expect.poll(() => running.lines.length, { timeout: 10_000 }).toBe(1);
    expect(JSON.parse(running.lines[0] ?? '')).toMatchObject({
      id: 1,
      result: { protocolVersion: '2025-11-25' },
    });
    stop(running);
    expect(await running.ended).toEqual({ code: 0, signal: null });
    for (const line of running.lines) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' });
  });
});

test('a gateway that is killed with -9 leaves no downstream process behind', async () => {
  await writeFile(
    join(home, 'settings.json'),
    JSON.stringify({ mcpServers: { good: odd('well', { prefix: '' }) } }),
  );
  const { client, pid, close } = await connectToCommand(process.execPath, [IZA, 'meta'], {
    era: 'legacy',
    env: { ...(process.env as Record<string, string>), IZA_HOME: home },
  });
  const result = await client.callTool({ name: 'pid' });
  const downstream = Number((result.content as { text: string }[])[0]?.text);
  expect(isRunning(downstream)).toBe(true);
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => isRunning(downstream), { timeout: 10_000 }).toBe(false);
  await close().catch(() => {});
});

test('a downstream server sees the variables of its entry and no others of this process', async () => {
  const script = "process.stderr.write(JSON.stringify(Object.keys(process.env)) + '\\n'); process.exit(1)";
  const settings = {
    mcpServers: { nosy: { command: process.execPath, args: ['-e', script], env: { GIVEN: 'yes' } } },
  };
  await writeFile(join(home, 'settings.json'), JSON.stringify(settings));
  const { client, close } = await connectToCommand(process.execPath, [IZA, 'meta'], {
    era: 'legacy',
    env: {
      ...(process.env as Record<string, string>),
      IZA_HOME: home,
      ANTHROPIC_API_KEY: 'sk-secret',
      SECRET: 'x',
    },
  });
  const { structuredContent } = await client.callTool({
    name: 'manage_servers',
    arguments: { detail: 'full' },
  });
  const said = JSON.stringify(structuredContent);
  expect(said).toContain('GIVEN');
  expect(said).toContain('PATH');
  expect(said).not.toContain('ANTHROPIC_API_KEY');
  expect(said).not.toContain('SECRET');
  await close();
});

test('a mistake in the settings ends the start with every mistake named', async () => {
  await writeFile(join(home, 'settings.json'), '{ "logLevl": "info", "http": { "port": "soon" } }');
  const running = run(['memory']);
  let said = '';
  running.child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  expect(await running.ended).toEqual({ code: 78, signal: null });
  expect(said).toContain('logLevl');
  expect(said).toContain('logLevel');
  expect(said).toContain('http.port');
  expect(running.lines).toEqual([]);
});

test('iza serve says where it listens and where its token is, and serves both eras', async () => {
  const running = run(['serve', 'memory', '--port', '0']);
  await expect.poll(() => running.lines.length, { timeout: 10_000 }).toBe(2);
  const url = /http:\/\/127\.0\.0\.1:\d+\/mcp/.exec(running.lines[0] ?? '')?.[0] ?? '';
  const tokenFile = join(home, 'http-token');
  expect(running.lines[1]).toContain(tokenFile);
  expect((await stat(tokenFile)).mode & 0o777).toBe(0o600);
  const token = (await readFile(tokenFile, 'utf8')).trim();
  for (const era of ['legacy', 'modern'] as const) {
    const client = await connectToUrl(url, token, { era });
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(MEMORY_TOOLS);
    await client.close();
  }
  running.child.kill('SIGTERM');
  expect(await running.ended).toEqual({ code: 0, signal: null });
});

test('a port that is taken is said so, with what to do', async () => {
  const first = run(['serve', 'memory', '--port', '0']);
  await expect.poll(() => first.lines.length, { timeout: 10_000 }).toBe(2);
  const port = /:(\d+)\/mcp/.exec(first.lines[0] ?? '')?.[1] ?? '';
  const second = run(['serve', 'memory', '--port', port]);
  let said = '';
  second.child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  expect(await second.ended).toEqual({ code: 69, signal: null });
  expect(said).toContain(`Port ${port} cannot be listened on.`);
  expect(said).toContain('--port 0');
  first.child.kill('SIGTERM');
  await first.ended;
});
