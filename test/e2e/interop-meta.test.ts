import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  FIRST_PARTY_TOOLS,
  GRAPH_TOOLS,
  izaHome,
  META_TOOLS,
  packageVersion,
  startIza,
} from './support/built-iza.ts';
import { HOSTS, type Host, type HostOptions } from './support/hosts.ts';
import { everything, filesystem, ROOT } from './support/meta.ts';

const FIXTURE = join(ROOT, 'test/conformance/fixture-stdio.ts');
const WAITING = join(import.meta.dirname, 'support/waiting-server.ts');

interface ServerRow {
  name: string;
  state: string;
  pids?: number[];
}

async function row(host: Host, name: string): Promise<ServerRow | undefined> {
  const { structured } = await host.call('manage_servers');
  return (structured as unknown as { servers: ServerRow[] }).servers.find((each) => each.name === name);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe.each(HOSTS)('iza meta, met by %s', (kind) => {
  let home: string;
  let files: string;
  const start = (options: Pick<HostOptions, 'person' | 'onTools'> = {}): Promise<Host> =>
    startIza(kind, 'meta', home, options);

  beforeAll(async () => {
    files = await realpath(await mkdtemp(join(tmpdir(), 'iza-files-')));
    await writeFile(join(files, 'poem.txt'), 'Tyger Tyger, burning bright\n');
    home = await izaHome({
      everything: everything(),
      filesystem: filesystem(files),
      // These two speak both protocols; the two above know only the old one.
      fixture: { command: process.execPath, args: [FIXTURE] },
      waiting: { command: process.execPath, args: [WAITING] },
    });
  });
  afterAll(() => rm(files, { recursive: true, force: true }));

  test('says who it is, and lists its own tools and those of memory', async () => {
    const host = await start();
    expect(host.info()).toEqual({ name: 'iza', title: 'Iza OS', version: await packageVersion() });
    expect(await host.tools()).toEqual([...META_TOOLS, ...FIRST_PARTY_TOOLS]);
  });

  test('finds tools by need', async () => {
    const host = await start();
    const { structured } = await host.call('find_tools', { needs: ['add two numbers'], limit: 1 });
    expect(structured).toMatchObject({
      results: [
        {
          need: 'add two numbers',
          tools: [{ name: 'everything:get-sum', parameters: 'a: number, b: number', changes_things: false }],
        },
      ],
    });
  });

  test('relays results as the server gave them', async () => {
    const host = await start();
    expect(await host.run('everything:get-sum', { a: 2, b: 3 })).toEqual({
      text: 'The sum of 2 and 3 is 5.',
      isError: false,
    });
    expect(await host.run('everything:get-structured-content', { location: 'New York' })).toEqual({
      text: '{"temperature":33,"conditions":"Cloudy","humidity":82}',
      structured: { temperature: 33, conditions: 'Cloudy', humidity: 82 },
      isError: false,
    });
    expect(await host.run('fixture:test_simple_text')).toEqual({ text: 'A simple text.', isError: false });
    expect(await host.run('fixture:test_error_handling')).toMatchObject({ isError: true });
  });

  test('reads a file through the filesystem server, which keeps to its folder', async () => {
    const host = await start();
    const read = await host.run('filesystem:read_text_file', { path: join(files, 'poem.txt') });
    expect(read).toMatchObject({ text: 'Tyger Tyger, burning bright\n', isError: false });
    const denied = await host.run('filesystem:read_text_file', { path: '/etc/hostname' });
    expect(denied).toMatchObject({ isError: true, text: expect.stringMatching(/^Access denied/) });
  });

  test('names the tool that was meant', async () => {
    const host = await start();
    await host.call('find_tools', { needs: ['sum'] });
    expect(await host.run('everything:get-sun')).toMatchObject({
      isError: true,
      text: expect.stringMatching(
        /^NOT_FOUND: There is no tool everything:get-sun\. Did you mean everything:get-sum\?/,
      ),
    });
  });

  test('reads resources, listed ones and those of a template', async () => {
    const host = await start();
    expect(await host.read('test://static-text')).toEqual(['A text that never changes.']);
    expect(await host.read('test://template/7/data')).toEqual(['{"id":"7","templateTest":true}']);
    expect(await host.read('demo://resource/dynamic/text/3')).toEqual([
      expect.stringMatching(/^Resource 3: This is a plaintext resource created at /),
    ]);
    await expect(host.read('test://nowhere')).rejects.toMatchObject({ code: -32602 });
  });

  test('gives prompts and completes their arguments', async () => {
    const host = await start();
    expect(await host.prompts()).toContain('everything_args-prompt');
    expect(await host.prompt('everything_args-prompt', { city: 'Paris' })).toEqual([
      "What's weather in Paris?",
    ]);
    expect(await host.prompt('fixture_test_simple_prompt')).toEqual(['A plain prompt.']);
    const team = { type: 'ref/prompt', name: 'everything_completable-prompt' } as const;
    expect(await host.complete(team, { name: 'department', value: 'S' })).toEqual(['Sales', 'Support']);
    expect(await host.complete(team, { name: 'name', value: 'D' }, { department: 'Sales' })).toEqual([
      'David',
    ]);
    const template = { type: 'ref/resource', uri: 'demo://resource/dynamic/text/{resourceId}' } as const;
    expect(await host.complete(template, { name: 'resourceId', value: '7' })).toEqual(['7']);
    expect(await host.complete(template, { name: 'resourceId', value: 'seven' })).toEqual([]);
  });

  test('passes progress on, each report with its total', async () => {
    const host = await start();
    const seen: [number, number | undefined][] = [];
    const onProgress = (...report: [number, number | undefined]): void => void seen.push(report);
    const done = await host.run(
      'everything:trigger-long-running-operation',
      { duration: 1.6, steps: 4 },
      { onProgress },
    );
    expect(done.text).toBe('Long running operation completed. Duration: 1.6 seconds, Steps: 4.');
    expect(seen).toEqual([1, 2, 3, 4].map((step) => [step, 4]));
  });

  test('cancels a call that the client gives up, down to the server that works on it', async () => {
    const host = await start();
    const cancel = new AbortController();
    const waiting = host.run('waiting:wait', {}, { signal: cancel.signal, onProgress: () => cancel.abort() });
    await expect(waiting).rejects.toThrow(/abort/i);
    await expect.poll(async () => (await host.run('waiting:count_cancelled')).text).toBe('1');
  });

  test.each([
    ['accepts', { action: 'accept', content: { name: 'Ada' } }, '- Name: Ada', 'Hello, Ada!'],
    ['declines', { action: 'decline' }, 'User declined to provide', undefined],
    ['closes it', { action: 'cancel' }, 'User cancelled the elicitation', undefined],
  ] as const)('carries a question to the person, who %s', async (_, answer, ofOldServer, ofNewServer) => {
    const host = await start({ person: () => answer });
    expect(await host.run('everything:trigger-elicitation-request')).toMatchObject({
      isError: false,
      text: expect.stringContaining(ofOldServer),
    });
    // A server of the new protocol asks by its result, and this one asks until it is told.
    if (ofNewServer) {
      const greeted = await host.run('fixture:test_input_required_result_elicitation');
      expect(greeted).toEqual({ text: ofNewServer, isError: false });
    } else {
      const said = await host.run('fixture:test_elicitation', { message: 'Well?' });
      expect(said).toEqual({ text: `action=${answer.action}, content={}`, isError: false });
    }
  });

  test('announces that tools changed by its own doing', async () => {
    const announced: string[][] = [];
    const host = await start({ onTools: (names) => announced.push(names) });
    await host.tools();
    await host.call('manage_servers', { action: 'disable', server: 'memory' });
    await expect.poll(() => announced.at(-1)).toEqual([...META_TOOLS, ...GRAPH_TOOLS]);
    await host.call('manage_servers', { action: 'enable', server: 'memory' });
    await expect.poll(() => announced.at(-1)).toEqual([...META_TOOLS, ...FIRST_PARTY_TOOLS]);
  });

  test('announces that the tools of a server changed that is listed directly', async () => {
    const listed = await izaHome({ fixture: { command: process.execPath, args: [FIXTURE], prefix: 'f_' } });
    const announced: string[][] = [];
    const host = await startIza(kind, 'meta', listed, { onTools: (names) => announced.push(names) });
    await host.tools();
    await host.run('fixture:test_trigger_tool_change');
    await expect.poll(() => announced.at(-1) ?? []).toContain('f_test_simple_text');
  });

  test('keeps one process a server, and leaves none behind', async () => {
    const host = await start();
    await host.tools();
    for (const name of ['everything', 'fixture']) {
      await host.run(name === 'fixture' ? 'fixture:test_simple_text' : 'everything:echo', { message: 'x' });
    }
    const pids = await Promise.all(
      ['everything', 'filesystem', 'fixture'].map(async (name) => (await row(host, name))?.pids ?? []),
    );
    expect(pids.map(({ length }) => length)).toEqual([1, 1, 1]);
    await host.close();
    for (const pid of pids.flat()) await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false);
  });
});
