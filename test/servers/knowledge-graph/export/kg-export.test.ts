import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { testCall } from '../../../call.ts';
import { setUp } from '../set-up.ts';
import { littleGraph, ODD } from './little-graph.ts';

/** The ids in an export as CSV. */
async function idsOf({ value }: Awaited<ReturnType<typeof setUp>>, args: object) {
  const { parts } = await value('kg_export', { format: 'csv', ...args });
  const [entities, facts] = (parts as { text: string }[]).map(({ text }) => [
    ...(text.match(/(?<=^|\r\n)[ef]\d+(?=,)/g) ?? []),
  ]);
  return { entities, facts };
}

describe('what is taken', () => {
  test.each([
    ['all', {}, ['e1', 'e2', 'e3', 'e4'], ['f1', 'f3', 'f4', 'f5', 'f6', 'f7', 'f2', 'f8']],
    ['a type', { types: ['Machine', 'Place'] }, ['e2', 'e4'], []],
    ['types', { types: ['Person', 'Place'] }, ['e1', 'e3', 'e4'], ['f3', 'f4', 'f5', 'f6', 'f7', 'f8']],
    ['relations', { relations: ['designed', 'age'] }, ['e1', 'e2', 'e3', 'e4'], ['f4', 'f2']],
    [
      'around, one step',
      { around: 'Analytical Engine', depth: 1 },
      ['e1', 'e2', 'e3'],
      ['f1', 'f4', 'f5', 'f6', 'f7', 'f2'],
    ],
    [
      'around, two steps',
      { around: 'e2', depth: 2, relations: ['designed', 'lived_in'] },
      ['e2', 'e3', 'e4'],
      ['f2', 'f8'],
    ],
    ['around one that was merged', { around: 'e5', depth: 1, relations: ['lived_in'] }, ['e3', 'e4'], ['f8']],
    [
      'what held in 1840',
      { as_of: '1840', relations: ['designed', 'wrote_about', 'lived_in'] },
      ['e1', 'e2', 'e3', 'e4'],
      ['f2', 'f8'],
    ],
    [
      'what held in 1850',
      { as_of: '1850', relations: ['designed', 'lived_in'] },
      ['e1', 'e2', 'e3', 'e4'],
      ['f3', 'f2', 'f8'],
    ],
    ['an entity', { limit: 1 }, ['e1'], ['f4', 'f5', 'f6', 'f7']],
    ['the best connected', { limit: 2, relations: ['designed', 'lived_in'] }, ['e3', 'e4'], ['f8']],
  ])('%s', async (_, args, entities, facts) => {
    const server = await setUp();
    await littleGraph(server);
    expect(await idsOf(server, args)).toEqual({ entities, facts });
  });

  test('what was known at a time', async () => {
    const server = await setUp();
    await littleGraph(server);
    const then = server.clock.now();
    server.clock.advance(60_000);
    await server.value('kg_retract', { facts: ['f1'], reason: 'wrong' });
    await server.value('kg_resolve', { op: 'unmerge', entity: 'e5' });
    const asked = { relations: ['wrote_about', 'lived_in'] };
    expect(await idsOf(server, asked)).toEqual({
      entities: ['e1', 'e2', 'e3', 'e4', 'e5'],
      facts: ['f3', 'f8'],
    });
    expect(await idsOf(server, { ...asked, known_at: new Date(then).toISOString() })).toEqual({
      entities: ['e1', 'e2', 'e3', 'e4'],
      facts: ['f1', 'f3', 'f8'],
    });
  });

  test('another graph is not', async () => {
    const server = await setUp();
    await littleGraph(server);
    expect(await idsOf(server, { graph: 'other' })).toEqual({ entities: [], facts: [] });
  });

  test('nothing around what is not there', async () => {
    const { call } = await setUp();
    expect(await call('kg_export', { around: 'Nobody' })).toMatchObject({
      isError: true,
      content: [{ text: expect.stringMatching(/^NOT_FOUND: There is no entity "Nobody"/) }],
    });
  });
});

describe('a large export', () => {
  test('goes to files of its owner alone, whole or not at all, with the same content', async () => {
    const { value, home } = await setUp();
    for (let batch = 0; batch < 4; batch += 1) {
      await value('kg_assert', {
        on_ambiguous: 'create',
        facts: Array.from({ length: 150 }, (_, at) => ({
          subject: `Subject ${batch}`,
          relation: 'counted',
          value: `item ${batch}-${at}`,
        })),
      });
    }
    const answer = await value('kg_export', { format: 'csv' });
    const { paths, bytes } = answer as { paths: string[]; bytes: number };
    expect(answer).toMatchObject({ format: 'csv', entities: 4, facts: 600 });
    expect(answer).not.toHaveProperty('parts');
    expect((await readdir(join(home, 'exports'))).sort()).toEqual(
      paths.map((path) => path.slice(join(home, 'exports').length + 1)).sort(),
    );
    expect(paths.map((path) => /-(entities|facts)\.csv$/.exec(path)?.[1])).toEqual(['entities', 'facts']);
    const [entities = '', facts = ''] = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
    expect(Buffer.byteLength(entities) + Buffer.byteLength(facts)).toBe(bytes);
    expect(facts.split('\r\n')).toHaveLength(602);
    expect(facts).toContain('f600,f600,e4,counted,,item 3-149,');
    for (const path of paths) expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('as a page holds its data so that nothing in it ends its element', async () => {
    const server = await setUp();
    await littleGraph(server);
    const { paths } = await server.value('kg_export', { format: 'html' });
    const [path = ''] = paths as string[];
    expect(path).toMatch(/graph-main-.*\.html$/);
    const html = await readFile(path, 'utf8');
    const [, data = ''] = /<script id="graph" type="application\/json">(.*?)<\/script>/s.exec(html) ?? [];
    expect(data).toContain('\\u003c/script>\\u003c!-- &amp;');
    expect(JSON.parse(data).entities[0]).toMatchObject({ id: 'e1', summary: ODD });
  });

  test('there is no job of another name', async () => {
    const { call } = await setUp();
    expect(await call('kg_export', { job: 'nothing' })).toMatchObject({
      isError: true,
      content: [{ text: expect.stringMatching(/^NOT_FOUND/) }],
    });
  });
});

describe('the page in a host', () => {
  test('is named by the tool, and reads what the answer names', async () => {
    const server = await setUp();
    await littleGraph(server);
    const { tools } = await server.server.request('tools/list', {}, testCall());
    const meta = tools.find(({ name }) => name === 'kg_export')?._meta;
    expect(meta).toEqual({ ui: { resourceUri: 'ui://knowledge-graph/viewer' } });
    const read = async (uri: string) => {
      const result = await server.server.request('resources/read', { uri }, testCall());
      return (result as { contents: { mimeType: string; text: string }[] }).contents[0];
    };
    const page = await read('ui://knowledge-graph/viewer');
    expect(page).toMatchObject({
      mimeType: 'text/html;profile=mcp-app',
      text: expect.stringContaining('<script id="graph" type="application/json">null</script>'),
    });
    const { view } = await server.value('kg_export', { around: 'e2', depth: 1, relations: ['designed'] });
    const data = JSON.parse((await read(String(view)))?.text ?? '');
    expect(data.entities.map(({ id }: { id: string }) => id)).toEqual(['e2', 'e3']);
    expect(data.facts).toMatchObject([
      { id: 'f2', subject: 'e3', relation: 'designed', object: 'e2', validTo: Date.parse('1871-01-01') },
    ]);
  });

  test.each(['kg://main/view/nonsense', 'kg://main/view/e30'])('there is no %s', async (uri) => {
    const { server } = await setUp();
    await expect(server.request('resources/read', { uri }, testCall())).rejects.toThrow(/not found/i);
  });
});
