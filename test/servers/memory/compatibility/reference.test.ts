import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { MEMORY_MIGRATIONS } from '../../../../servers/memory/store/migrations.ts';
import { systemClock } from '../../../../shared/clock.ts';
import { openDatabase } from '../../../../shared/db/database.ts';
import { testCall } from '../../../call.ts';
import { openGroups, REFERENCE } from './set-up.ts';

const ADA = { name: 'Ada', entityType: 'person', observations: ['Likes tea', 'Speaks French'] };
const ACME = { name: 'Acme', entityType: 'organization', observations: [] };
const WORKS = { from: 'Ada', to: 'Acme', relationType: 'works at' };

describe('the group', () => {
  test('is listed when the settings ask for it, after the twelve tools, and with no name twice', async () => {
    const plain = await openGroups({});
    const list = async (server: typeof plain.server) =>
      (await server.request('tools/list', {}, testCall())).tools.map(({ name }) => name);
    const own = await list(plain.server);
    const { server } = await openGroups({ compatibility: ['reference', 'memory_tool'] });
    const all = await list(server);
    expect(all.slice(0, own.length)).toEqual(own);
    expect(all.slice(own.length)).toEqual([
      'create_entities',
      'create_relations',
      'add_observations',
      'delete_entities',
      'delete_observations',
      'delete_relations',
      'read_graph',
      'search_nodes',
      'open_nodes',
      'memory',
    ]);
    expect(new Set(all).size).toBe(all.length);
  });

  test('is left out, and nothing else, where the settings have a mistake', async () => {
    const { server } = await openGroups({ compatibility: ['refrence'] });
    const { tools } = await server.request('tools/list', {}, testCall());
    expect(tools.some(({ name }) => name === 'remember')).toBe(true);
    expect(tools.some(({ name }) => name === 'read_graph')).toBe(false);
  });

  test('has the descriptions and fields that every tool has, and costs at most 600 tokens a tool', async () => {
    const { server } = await openGroups({ compatibility: ['reference', 'memory_tool'] });
    const { tools } = await server.request('tools/list', {}, testCall());
    for (const { name, description = '', inputSchema } of tools.slice(-10)) {
      expect(description, name).toMatch(/^[A-Z][^.!?]{10,300}[.!?](\s|$)/);
      for (const [field, schema] of Object.entries(inputSchema.properties ?? {})) {
        expect((schema as { description?: string }).description, `${name}.${field}`).toMatch(/\S/);
      }
      expect(Math.ceil(JSON.stringify({ name, description, inputSchema }).length / 4), name).toBeLessThan(
        601,
      );
    }
  });
});

describe('what the group stores', () => {
  test('is memory like any other: recalled, with a history, forgotten', async () => {
    const { value, versions } = await openGroups(REFERENCE);
    await value('create_entities', { entities: [ADA, ACME] });
    await value('create_relations', { relations: [WORKS] });
    const recalled = (await value('recall', { query: 'Which tea does Ada like?' })) as {
      items: { id: string; text: string; kind: string }[];
    };
    const tea = recalled.items.find(({ text }) => text.includes('Likes tea'));
    expect(tea).toMatchObject({ kind: 'fact' });
    await value('delete_observations', {
      deletions: [{ entityName: 'Ada', observations: ['Likes tea'] }],
    });
    const kept = await versions({ id: tea?.id });
    expect(kept.map(({ status }) => status)).toEqual(['active', 'retracted']);
  });

  test('of a relation is the predicate that was given and the one that all memory goes by', async () => {
    const { value } = await openGroups(REFERENCE);
    await value('create_relations', { relations: [WORKS] });
    expect(await value('read_graph', {})).toEqual({ entities: [], relations: [WORKS] });
    await value('create_entities', { entities: [ADA, ACME] });
    const known = (await value('memory_entities', { name: 'ada' })) as { relations: object[] };
    expect(known.relations).toMatchObject([{ subject: 'Ada', predicate: 'works_at', object: 'Acme' }]);
  });

  test('a relationship that was remembered is in the graph', async () => {
    const { value } = await openGroups(REFERENCE);
    await value('remember', {
      items: [
        { text: 'Bob reports to Ada', relation: { subject: 'Bob', predicate: 'reports_to', object: 'Ada' } },
      ],
    });
    expect(await value('read_graph', {})).toEqual({
      entities: [],
      relations: [{ from: 'Bob', to: 'Ada', relationType: 'reports_to' }],
    });
  });

  test('two relations of one type stand side by side, where remember would let the later take over', async () => {
    const { value } = await openGroups(REFERENCE);
    const relations = ['Acme', 'Initech'].map((to) => ({ from: 'Ada', to, relationType: 'works_at' }));
    for (const relation of relations) await value('create_relations', { relations: [relation] });
    const { job } = (await value('memory_admin', { action: 'consolidate' })) as { job: { id: string } };
    await vi.waitFor(
      async () => {
        const now = await value('memory_admin', { action: 'job', id: job.id });
        expect(now).toMatchObject({ job: { status: 'done' } });
      },
      { timeout: 10_000 },
    );
    expect(await value('read_graph', {})).toEqual({ entities: [], relations });
  });

  test('stays in the scope of the settings', async () => {
    const { value, folder } = await openGroups({ ...REFERENCE, compatibilityScope: 'project:iza' });
    await value('create_entities', { entities: [ADA] });
    const other = await openGroups(REFERENCE, folder);
    expect(await other.value('read_graph', {})).toEqual({ entities: [], relations: [] });
    expect(await value('read_graph', {})).toEqual({ entities: [ADA], relations: [] });
  });

  test('an entity that was deleted comes back with all it had when the change is undone', async () => {
    const { value, versions } = await openGroups(REFERENCE);
    await value('create_entities', { entities: [ADA, ACME] });
    await value('create_relations', { relations: [WORKS] });
    const before = await value('read_graph', {});
    const { items } = (await value('recall', { query: 'Likes tea' })) as { items: { id: string }[] };
    await value('delete_entities', { entityNames: ['Ada'] });
    expect(await value('read_graph', {})).toEqual({ entities: [ACME], relations: [] });
    const kept = await versions({ id: items[0]?.id });
    await value('memory_admin', { action: 'undo', id: kept.at(-1)?.change });
    expect(await value('read_graph', {})).toEqual(before);
  });
});

describe('calls', () => {
  test('are written as a whole: a name that is not there adds nothing anywhere', async () => {
    const { call, value } = await openGroups(REFERENCE);
    await value('create_entities', { entities: [ADA] });
    const failed = await call('add_observations', {
      observations: [
        { entityName: 'Ada', contents: ['Plays chess'] },
        { entityName: 'Bob', contents: ['Plays go'] },
      ],
    });
    expect(failed.isError).toBe(true);
    expect(failed.text).toContain('Entity with name Bob not found');
    expect(await value('read_graph', {})).toEqual({ entities: [ADA], relations: [] });
  });

  test('tell names apart letter for letter', async () => {
    const { value } = await openGroups(REFERENCE);
    const names = ['Ada', 'ada', 'Äda', ' Ada', 'Ada\n', '艾达', '🦉'];
    const entities = names.map((name) => ({ name, entityType: '', observations: [`of ${name}.`] }));
    await value('create_entities', { entities });
    expect(await value('read_graph', {})).toEqual({ entities, relations: [] });
    expect(await value('open_nodes', { names: ['ada'] })).toEqual({ entities: [entities[1]], relations: [] });
  });

  test('repeated with the same key are answered and not done twice, without the words in the record', async () => {
    const { value, folder } = await openGroups(REFERENCE);
    const args = { entities: [ADA], idempotency_key: 'once' };
    const first = await value('create_entities', args);
    expect(first).toEqual({ entities: [ADA] });
    expect(await value('create_entities', args)).toEqual(first);
    expect(await value('create_entities', { entities: [ADA] })).toEqual({ entities: [] });
    const db = await openDatabase(join(folder, 'memory.db'), MEMORY_MIGRATIONS, {
      durability: 'normal',
      clock: systemClock,
    });
    expect(db.prepare('SELECT value FROM receipt').pluck().all()).toEqual(['[0]']);
    db.close();
  });

  test('hand out a large graph in pages that have everything once', async () => {
    const { value } = await openGroups(REFERENCE);
    const entities = Array.from({ length: 120 }, (_, n) => ({
      name: `Person ${n}`,
      entityType: 'person',
      // One of them is longer than a page by itself.
      observations: Array.from({ length: n === 60 ? 700 : 3 }, (_, k) => `${n} and ${k} ${'x'.repeat(90)}`),
    }));
    const relations = Array.from({ length: 400 }, (_, n) => ({
      from: `Person ${n % 120}`,
      to: `Person ${(n + 1) % 120}`,
      relationType: `knows ${n}`,
    }));
    await value('create_entities', { entities });
    await value('create_relations', { relations });
    for (const [tool, args] of [
      ['read_graph', {}],
      ['search_nodes', { query: 'PERSON' }],
      ['open_nodes', { names: entities.map(({ name }) => name) }],
    ] as const) {
      const seen = new Map<string, string[]>();
      const found: object[] = [];
      let omitted = Number.POSITIVE_INFINITY;
      for (let next: object | undefined = args; next; ) {
        const page = (await value(tool, next)) as {
          entities: typeof entities;
          relations: object[];
          omitted?: number;
          next?: { arguments: object };
        };
        expect(JSON.stringify(page).length).toBeLessThan(40_000);
        for (const { name, observations } of page.entities) {
          seen.set(name, [...(seen.get(name) ?? []), ...observations]);
        }
        found.push(...page.relations);
        expect(page.omitted ?? 0).toBeLessThanOrEqual(omitted);
        omitted = page.omitted ?? 0;
        next = page.next?.arguments;
        expect(next === undefined).toBe(omitted === 0);
      }
      expect([...seen.entries()], tool).toEqual(
        entities.map(({ name, observations }) => [name, observations]),
      );
      expect(found, tool).toEqual(relations);
    }
  });

  test('that store more than a result can show say what was left out', async () => {
    const { value } = await openGroups(REFERENCE);
    const observations = Array.from({ length: 600 }, (_, n) => `${n} ${'y'.repeat(100)}`);
    const stored = await value('create_entities', {
      entities: [{ name: 'Long', entityType: 'test', observations }, ADA],
    });
    expect(stored).toMatchObject({
      omitted: 2,
      next: { tool: 'open_nodes', arguments: { names: ['Long', 'Ada'] } },
    });
    expect(await value('open_nodes', { names: ['Ada'] })).toMatchObject({ entities: [ADA] });
  });

  test.each([
    ['create_entities', { entities: [{ name: '', entityType: 'x', observations: [] }] }, '/entities/0/name'],
    ['create_entities', { entities: [{ name: 'A', entityType: 'x' }] }, '/entities/0/observations'],
    ['create_entities', { entities: Array(1_001).fill(ADA) }, '/entities'],
    ['create_relations', { relations: [{ from: 'A', to: 'B' }] }, '/relations/0/relationType'],
    ['add_observations', { observations: [{ entityName: 'A', contents: ['x'.repeat(20_001)] }] }, 'contents'],
    ['read_graph', { cursor: 'bm8=' }, '/cursor'],
    ['search_nodes', {}, '/query'],
  ])('%s refuses what it cannot take and changes nothing: %#', async (name, args, where) => {
    const { call, value } = await openGroups(REFERENCE);
    const refused = await call(name, args);
    expect([refused.isError, refused.text.includes('INVALID_INPUT'), refused.text.includes(where)]).toEqual([
      true,
      true,
      true,
    ]);
    expect(await value('read_graph', {})).toEqual({ entities: [], relations: [] });
  });
});

describe('search_nodes', () => {
  test('finds letters anywhere in names, types and observations, whatever their case', async () => {
    const { value } = await openGroups(REFERENCE);
    await value('create_entities', {
      entities: [
        ADA,
        ACME,
        { name: 'ÉCOLE', entityType: 'place', observations: ['50% of "all" OR nothing*'] },
      ],
    });
    const found = async (query: string) =>
      ((await value('search_nodes', { query })) as { entities: { name: string }[] }).entities.map(
        ({ name }) => name,
      );
    expect(await found('IKES T')).toEqual(['Ada']);
    expect(await found('aniza')).toEqual(['Acme']);
    expect(await found('école')).toEqual(['ÉCOLE']);
    expect(await found('a')).toEqual(['Ada', 'Acme', 'ÉCOLE']);
    expect(await found('"all" OR nothing*')).toEqual(['ÉCOLE']);
    expect(await found('50%')).toEqual(['ÉCOLE']);
    // What joins a name and its type in the text of a memory belongs to neither.
    expect(await found('a (p')).toEqual([]);
    expect(await found('')).toEqual(['Ada', 'Acme', 'ÉCOLE']);
  });

  test('finds the same with its index as without, and forgets in it what is purged', async () => {
    const { value } = await openGroups(REFERENCE);
    const entities = Array.from({ length: 700 }, (_, n) => ({
      name: `E${n}`,
      entityType: n % 2 === 0 ? 'even' : 'odd',
      observations: [`number ${n} of seven hundred`],
    }));
    await value('create_entities', { entities });
    const find = async (query: string) =>
      ((await value('search_nodes', { query })) as { entities: { name: string }[] }).entities.map(
        ({ name }) => name,
      );
    // Past five hundred versions the first search makes the index; what comes then is looked through.
    expect(await find('number 69')).toEqual(['E69', ...Array.from({ length: 10 }, (_, n) => `E69${n}`)]);
    await value('add_observations', { observations: [{ entityName: 'E1', contents: ['number 6999'] }] });
    expect(await find('number 699')).toEqual(['E1', 'E699']);
    const { items } = (await value('recall', { query: 'number 699 of seven hundred', limit: 1 })) as {
      items: { id: string }[];
    };
    await value('forget', { ids: items.map(({ id }) => id), mode: 'purge', confirm: true });
    expect(await find('number 699')).toEqual(['E1']);
  });
});

test('the resource is the first page of the graph, and is announced when the graph changes', async () => {
  const { server, value } = await openGroups(REFERENCE);
  await value('create_entities', { entities: [ACME] });
  const changed = new Promise((resolve) => {
    server.onEvent((event) => {
      if (event.kind === 'resource' && event.uri === 'memory://knowledge-graph') resolve(event.uri);
    });
  });
  await value('create_entities', { entities: [ADA] });
  const { contents } = (await server.request(
    'resources/read',
    { uri: 'memory://knowledge-graph' },
    testCall(),
  )) as { contents: { text: string; mimeType: string }[] };
  expect(contents).toMatchObject([{ mimeType: 'application/json' }]);
  expect(JSON.parse(contents[0]?.text ?? '')).toEqual({ entities: [ACME, ADA], relations: [] });
  await changed;
});
