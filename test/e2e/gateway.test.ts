import { join } from 'node:path';
import type { Client } from '@modelcontextprotocol/client';
import { afterEach, describe, expect, test } from 'vitest';
import { createLogger } from '../../shared/log.ts';
import {
  type Connected,
  connectInMemory,
  connectOverHttp,
  ERAS,
  type HarnessOptions,
} from '../../shared/mcp/harness.ts';
import { FIRST_PARTY_TOOLS } from './support/built-iza.ts';
import { createTestMeta, everything, odd, type TestMeta } from './support/meta.ts';

const log = createLogger('silent');

describe.each(ERAS)('a client of the %s era behind the gateway', (era) => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close();
  });

  async function start(
    mcpServers: Record<string, unknown>,
    options: Partial<HarnessOptions> = {},
    connect: typeof connectInMemory = connectInMemory,
  ): Promise<{ client: Client; meta: TestMeta; connected: Connected }> {
    const meta = await createTestMeta(mcpServers);
    open.push(meta);
    const connected = await connect(meta.surface, { era, log, ...options });
    open.push(connected);
    return { client: connected.client, meta, connected };
  }

  const textOf = (result: { content?: unknown }): string =>
    (result.content as { text?: string }[]).map(({ text = '' }) => text).join('\n');
  const run = async (client: Client, name: string, args: object = {}): Promise<string> =>
    textOf(await client.callTool({ name: 'call_tool', arguments: { name, arguments: args } }));

  interface ServerRow {
    name: string;
    state: string;
    tools: number;
    problem?: string;
    left_out?: string[];
    stderr?: string[];
    crashes?: number;
    pids?: number[];
  }
  const servers = async (client: Client, args: object = {}): Promise<Record<string, ServerRow>> => {
    const result = await client.callTool({ name: 'manage_servers', arguments: { ...args } });
    const { servers: rows } = result.structuredContent as { servers: ServerRow[] };
    return Object.fromEntries(rows.map((row) => [row.name, row]));
  };

  test('servers that cannot start cost nobody else anything, and each says why', async () => {
    const { client } = await start({
      good: odd('well', { prefix: 'good_' }),
      missing: { command: 'no-such-program-here' },
      dies: odd('dies'),
      hangs: odd('hangs', { startTimeout: 1_000 }),
      floods: odd('floods', { startTimeout: 10_000 }),
      typo: { comand: 'node' },
      unreachable: { url: 'http://127.0.0.1:9/mcp' },
    });
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain('good_pid');
    expect(textOf(await client.callTool({ name: 'good_pid' }))).toMatch(/^\d+$/);
    const rows = await servers(client, { detail: 'full' });
    expect(rows.good?.state).toBe('ready');
    expect(rows.missing?.problem).toMatch(/there is no program no-such-program-here\. It is not on the PATH/);
    expect(rows.dies?.problem).toMatch(/dies could not be started\. .*no licence found/);
    expect(rows.hangs?.problem).toMatch(/hangs could not be started\./);
    expect(rows.floods?.problem).toMatch(/floods could not be started\. .*not the protocol/);
    expect(rows.typo).toMatchObject({
      state: 'failed',
      problem: expect.stringContaining('did you mean command?'),
    });
    expect(rows.unreachable?.problem).toMatch(/unreachable could not be started\./);
    for (const name of ['missing', 'dies', 'hangs', 'floods', 'unreachable']) {
      expect(['backoff', 'failed', 'cold']).toContain(rows[name]?.state);
    }
  });

  test('a call to a server that is there does not wait for one that hangs', async () => {
    const { client } = await start({ hangs: odd('hangs', { startTimeout: 60_000 }), good: odd('well') });
    const recalled = await client.callTool({ name: 'recall', arguments: { query: 'anything' } });
    expect(recalled.structuredContent).toMatchObject({ items: [] });
    expect(await run(client, 'good:pid')).toMatch(/^\d+$/);
    // The hanging server is still starting: nothing above has waited for it.
    expect((await servers(client)).hangs?.state).toMatch(/^(cold|starting)$/);
  });

  test('a server that greets people on stdout is understood all the same', async () => {
    const { client } = await start({ junk: odd('junk') });
    expect(await run(client, 'junk:pid')).toMatch(/^\d+$/);
  });

  test('2,000 tools are listed and each is reached', async () => {
    const { client } = await start({ many: odd('many', { prefix: '' }) });
    const { tools } = await client.listTools();
    expect(tools.filter(({ name }) => name.startsWith('tool_'))).toHaveLength(2_000);
    const found = await client.callTool({
      name: 'find_tools',
      arguments: { needs: ['tool 1999'], limit: 1 },
    });
    expect(found.structuredContent).toMatchObject({
      searched: 2_000 + FIRST_PARTY_TOOLS.length,
      results: [{ tools: [{ name: 'many:tool_1999', listed_as: 'tool_1999' }] }],
    });
  });

  test('tools with invalid definitions are left out, named, and the rest is listed', async () => {
    const { client } = await start({ invalid: odd('invalid-schema', { prefix: 'i_' }) });
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).filter((name) => name.startsWith('i_'))).toEqual(['i_good']);
    expect((await servers(client)).invalid?.left_out).toEqual([
      'tools/list: left out "bad", its definition is not valid',
      'tools/list: left out an entry without a name, its definition is not valid',
    ]);
  });

  test('names that Claude would refuse are made legal, short and unique, and still lead home', async () => {
    const { client } = await start({ long: odd('long-names', { prefix: 'long_' }) });
    const names = (await client.listTools()).tools
      .map(({ name }) => name)
      .filter((name) => name.startsWith('long_'));
    expect(names).toHaveLength(3);
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_.-]{1,54}$/);
    const error = await client.callTool({ name: names[1] ?? '' }).catch((e: unknown) => e);
    expect(error).toMatchObject({
      code: -32602,
      message: expect.stringContaining('odd: no tool with space'),
    });
  });

  test('errors of a downstream server keep their code and data', async () => {
    const { client } = await start({ long: odd('long-names', { prefix: '' }) });
    const error = await client.callTool({ name: 'x'.repeat(63) }).catch((e: unknown) => e);
    // The public name is shortened: the unknown one is answered by the gateway itself.
    expect(error).toMatchObject({ code: -32602 });
    const names = (await client.listTools()).tools.map(({ name }) => name);
    const public63 = names.find((name) => name.startsWith('xxx'));
    const relayed = await client.callTool({ name: public63 ?? '' }).catch((e: unknown) => e);
    expect(relayed).toMatchObject({ code: -32602, data: { odd: true } });
  });

  test('a result that breaks its own schema is relayed as it is through call_tool', async () => {
    const { client } = await start({ good: odd('well') });
    const result = await client.callTool({ name: 'call_tool', arguments: { name: 'good:sloppy' } });
    expect(result.structuredContent).toEqual({ n: 'not a number', more: 1 });
  });

  test('a result of 5 MB arrives whole', async () => {
    const { client } = await start({ good: odd('well') });
    expect(await run(client, 'good:big')).toHaveLength(5_000_000);
  });

  test('a server that dies under a call is an answer, others go on, and it comes back', async () => {
    const { client } = await start({ good: odd('well'), other: odd('well') });
    const before = await run(client, 'good:pid');
    const died = await client.callTool({ name: 'call_tool', arguments: { name: 'good:die' } });
    expect(died.isError).toBe(true);
    expect(textOf(died)).toMatch(
      /^UNAVAILABLE: good ended while it worked on tools\/call\.\nWhy: .*going down\nWhat to do: .*look before you repeat it/,
    );
    expect(await run(client, 'other:pid')).toMatch(/^\d+$/);
    const after = await run(client, 'good:pid');
    expect(after).toMatch(/^\d+$/);
    expect(after).not.toBe(before);
    expect((await servers(client)).good?.crashes).toBe(1);
  });

  test('a reader that dies under a call is asked once more by itself', async () => {
    const { client, meta } = await start({ good: odd('well') });
    const marker = join(meta.home, 'died');
    expect(await run(client, 'good:die_once_reading', { marker })).toBe('alive');
  });

  test('a server that keeps crashing is counted, and restarting it starts its count anew', async () => {
    const { client } = await start({ bad: odd('well') });
    await run(client, 'bad:pid');
    for (let i = 0; i < 2; i += 1) await run(client, 'bad:die');
    const row = async () => (await servers(client)).bad;
    expect((await row())?.crashes).toBeGreaterThanOrEqual(2);
    await servers(client, { action: 'restart', server: 'bad' });
    expect(await run(client, 'bad:pid')).toMatch(/^\d+$/);
  });

  test('cancelling a call to a server that hangs ends it at once', async () => {
    const { client } = await start({ good: odd('well') });
    await run(client, 'good:pid');
    const cancel = new AbortController();
    const hanging = client.callTool(
      { name: 'call_tool', arguments: { name: 'good:hang' } },
      { signal: cancel.signal },
    );
    setTimeout(() => cancel.abort(), 50);
    await expect(hanging).rejects.toThrow();
    expect(await run(client, 'good:pid')).toMatch(/^\d+$/);
  });

  test('disabling a server hides its tools, ends its process, and lasts', async () => {
    const { client, meta } = await start({ good: odd('well', { prefix: 'good_' }) });
    const pid = Number(textOf(await client.callTool({ name: 'good_pid' })));
    const names = async () => (await client.listTools()).tools.map(({ name }) => name);
    expect(await names()).toContain('good_pid');
    await servers(client, { action: 'disable', server: 'good' });
    expect(await names()).not.toContain('good_pid');
    await expect.poll(() => isRunning(pid)).toBe(false);

    const again = await createTestMeta({ good: odd('well', { prefix: 'good_' }) }, meta.home);
    open.push(again);
    const second = await connectInMemory(again.surface, { era, log });
    open.push(second);
    expect((await second.client.listTools()).tools.map(({ name }) => name)).not.toContain('good_pid');
    await servers(second.client, { action: 'enable', server: 'good' });
    expect((await second.client.listTools()).tools.map(({ name }) => name)).toContain('good_pid');
  });

  test('a tool of a server that is disabled or failed is said to be that, with the call that mends it', async () => {
    const { client } = await start({ good: odd('well'), missing: { command: 'no-such-program-here' } });
    await run(client, 'good:pid');
    await servers(client, { action: 'disable', server: 'good' });
    expect(await run(client, 'good:pid')).toMatch(
      /^UNAVAILABLE: The server good is disabled, .*\n.*\nNext: call manage_servers with \{"action":"enable","server":"good"\}$/,
    );
    expect(await run(client, 'missing:anything')).toMatch(
      /^UNAVAILABLE: The server missing is .*\nWhy: .*no-such-program-here/,
    );
    const found = await client.callTool({ name: 'find_tools', arguments: { needs: ['process id'] } });
    expect(JSON.stringify(found.structuredContent)).toContain('"server":"good","why":"disabled"');
  });

  test('a list that fails once is read again, and nobody loses what was there', async () => {
    const { client } = await start({ busy: odd('busy-at-first') });
    await run(client, 'busy:pid');
    await expect.poll(() => run(client, 'busy:pid'), { timeout: 10_000, interval: 500 }).toMatch(/^\d+$/);
  });

  test.skipIf(process.platform === 'win32')(
    'what a server started ends with it, and its death is noticed though its output stays open',
    async () => {
      const [command, ...args] = Object.values(odd('well') as { command: string; args: string[] }).flat();
      const script = `sleep 300 & exec "${command}" "${args.join('" "')}"`;
      const { client, meta, connected } = await start({
        wrapped: { command: '/bin/sh', args: ['-c', script] },
      });
      const first = Number(await run(client, 'wrapped:pid'));
      const hanging = client.callTool({ name: 'call_tool', arguments: { name: 'wrapped:hang' } });
      await new Promise((resolve) => setTimeout(resolve, 100));
      process.kill(first, 'SIGKILL');
      expect(textOf(await hanging)).toMatch(/^UNAVAILABLE: wrapped ended while it worked on tools\/call\./);
      const second = Number(await run(client, 'wrapped:pid'));
      await connected.close();
      await meta.surface.close();
      // A group is there as long as one process of it is.
      for (const group of [first, second])
        await expect.poll(() => isRunning(-group), { timeout: 10_000 }).toBe(false);
    },
  );

  test('a downstream with the name of one of Iza’s own servers is known by another', async () => {
    const { client } = await start({ memory: odd('well'), 'a:b': odd('well') });
    const rows = await servers(client);
    expect(Object.keys(rows)).toEqual(['memory', 'knowledge-graph', 'memory-2', 'a-b']);
    expect(await run(client, 'memory-2:pid')).toMatch(/^\d+$/);
    expect(await run(client, 'a-b:pid')).toMatch(/^\d+$/);
    await servers(client, { action: 'disable', server: 'memory-2' });
    const recalled = await client.callTool({ name: 'recall', arguments: { query: 'anything' } });
    expect(recalled.structuredContent).toMatchObject({ items: [] });
  });

  test('closing the gateway leaves no process behind', async () => {
    const { client, meta, connected } = await start({
      good: odd('well'),
      hang: odd('hangs', { startTimeout: 1_000 }),
    });
    const pid = Number(await run(client, 'good:pid'));
    expect(isRunning(pid)).toBe(true);
    await connected.close();
    await meta.surface.close();
    await expect.poll(() => isRunning(pid)).toBe(false);
  });

  test.each([
    ['accepts', { action: 'accept', content: { name: 'Ada' } }, 'Name: Ada'],
    ['declines', { action: 'decline' }, 'declined'],
    ['closes', { action: 'cancel' }, 'cancelled'],
  ] as const)('a legacy server asks the person, who %s', async (_how, answer, expected) => {
    const { client } = await start(
      { ev: everything() },
      {
        capabilities: { elicitation: { form: {} } },
        prepare: (c) => c.setRequestHandler('elicitation/create', async () => answer as never),
      },
    );
    expect(await run(client, 'ev:trigger-elicitation-request')).toContain(expected);
  });

  test('over HTTP, two clients are asked their own questions and see their own progress', async () => {
    const meta = await createTestMeta({ ev: everything() });
    open.push(meta);
    const clients = await Promise.all(
      ['Ada', 'Grace'].map(async (name) => {
        const connected = await connectOverHttp(meta.surface, {
          era,
          log,
          capabilities: { elicitation: { form: {} } },
          prepare: (c) =>
            c.setRequestHandler('elicitation/create', async () => ({ action: 'accept', content: { name } })),
        });
        open.push(connected);
        return connected.client;
      }),
    );
    for (const [i, client] of clients.entries()) {
      const seen: number[] = [];
      expect(await run(client, 'ev:trigger-elicitation-request')).toContain(`Name: ${['Ada', 'Grace'][i]}`);
      await client.callTool(
        {
          name: 'call_tool',
          arguments: { name: 'ev:trigger-long-running-operation', arguments: { duration: 0.5, steps: 3 } },
        },
        { onprogress: ({ progress }) => seen.push(progress) },
      );
      expect(seen).toEqual([1, 2, 3]);
    }
  });
});

test('a person who does not come back keeps nobody else from being asked', async () => {
  const meta = await createTestMeta({ ev: everything() });
  const capabilities = { elicitation: { form: {} } };
  const gone = await connectInMemory(meta.surface, { era: 'modern', log, capabilities });
  const there = await connectInMemory(meta.surface, {
    era: 'modern',
    log,
    capabilities,
    prepare: (c) =>
      c.setRequestHandler('elicitation/create', async () => ({
        action: 'accept',
        content: { name: 'Grace' },
      })),
  });
  const ask = { name: 'call_tool', arguments: { name: 'ev:trigger-elicitation-request', arguments: {} } };
  const held = await gone.client.callTool(ask, { allowInputRequired: true });
  expect(held).toMatchObject({ resultType: 'input_required' });
  const answered = await there.client.callTool(ask);
  expect(JSON.stringify(answered.content)).toContain('Name: Grace');
  for (const one of [gone, there, meta]) await one.close();
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
