import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ServerName } from '../../cli/server-options.ts';
import {
  FIRST_PARTY_TOOLS,
  GRAPH_TOOLS,
  izaCommand,
  izaHome,
  MEMORY_TOOLS,
  META_TOOLS,
  packageVersion,
} from './support/built-iza.ts';
import { everything, ROOT } from './support/meta.ts';

const INSPECTOR = join(ROOT, 'node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js');

interface Inspected {
  code: number;
  /** What the server answered. */
  result: Record<string, unknown>;
  stderr: string;
}

describe.each([
  { era: 'legacy', protocolVersion: '2025-11-25' },
  { era: 'modern', protocolVersion: '2026-07-28' },
])('the Inspector, in the $era era', ({ era, protocolVersion }) => {
  let home: string;
  let inspectorHome: string;
  beforeAll(async () => {
    home = await izaHome({ everything: everything() });
    inspectorHome = await mkdtemp(join(tmpdir(), 'iza-inspector-'));
  });
  afterAll(() => rm(inspectorHome, { recursive: true, force: true }));

  function inspect(server: ServerName, ...options: string[]): Promise<Inspected> {
    const { command, args } = izaCommand(server);
    const target = ['-e', `IZA_HOME=${home}`, '--protocol-era', era, ...options, '--', command, ...args];
    return new Promise((resolve, reject) => {
      execFile(
        process.execPath,
        [INSPECTOR, '--cli', ...target],
        { env: { ...process.env, HOME: inspectorHome } },
        (error, stdout, stderr) => {
          const code = error ? Number(error.code) : 0;
          if (!stdout.startsWith('{')) reject(new Error(`The Inspector ended with ${code}: ${stderr}`));
          else resolve({ code, result: JSON.parse(stdout) as Inspected['result'], stderr });
        },
      );
    });
  }

  test.each([
    ['memory', 'memory', 'Memory'],
    ['meta', 'iza', 'Iza OS'],
  ] as const)('meets iza %s', async (server, name, title) => {
    const { code, result } = await inspect(server, '--method', 'initialize');
    expect(code).toBe(0);
    expect(result).toMatchObject({
      protocolVersion,
      serverInfo: { name, title, version: await packageVersion() },
      capabilities: { tools: { listChanged: true } },
    });
  });

  test.each([
    ['memory', MEMORY_TOOLS],
    ['knowledge-graph', GRAPH_TOOLS],
    ['meta', [...META_TOOLS, ...FIRST_PARTY_TOOLS]],
  ] as const)('finds nothing to report in the tools of iza %s', async (server, names) => {
    const { code, result, stderr } = await inspect(server, '--method', 'tools/list', '--strict');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect((result.tools as { name: string }[]).map(({ name }) => name)).toEqual(names);
  });

  const call = (tool: string, args: object): string[] => [
    ...['--method', 'tools/call', '--tool-name', tool],
    ...['--tool-args-json', JSON.stringify(args)],
  ];

  test('calls a tool of memory', async () => {
    const { code, result } = await inspect('memory', ...call('recall', { query: 'aurora' }));
    expect(code).toBe(0);
    expect(result.structuredContent).toMatchObject({ items: [], matched: 'none' });
  });

  test('ends with 5 when a tool answers with an error', async () => {
    const { code, result } = await inspect('memory', ...call('recall', { limit: 1 }));
    expect(code).toBe(5);
    expect(result).toMatchObject({
      isError: true,
      content: [
        { type: 'text', text: expect.stringMatching(/^INVALID_INPUT: .*\nWhy: \/query: is missing/) },
      ],
    });
  });

  test('calls a tool behind the gateway', async () => {
    const asked = call('call_tool', { name: 'everything:get-sum', arguments: { a: 20, b: 22 } });
    const { code, result } = await inspect('meta', ...asked);
    expect(code).toBe(0);
    expect(result.content).toEqual([{ type: 'text', text: 'The sum of 20 and 22 is 42.' }]);
  });
});
