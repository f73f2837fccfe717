import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LineClient, startLineClient } from '../chaos/line-client.ts';
import { openGroups, REFERENCE } from '../servers/memory/compatibility/set-up.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const SERVER = join(
  dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/server-memory/package.json')),
  'dist/index.js',
);

type Result = { isError?: boolean; structuredContent?: unknown; content: { text: string }[] };

/** The real reference server and ours, to be given the same calls. */
async function openBoth() {
  const folder = await temporaryFolder();
  const theirs: LineClient = await startLineClient(process.execPath, [SERVER], {
    MEMORY_FILE_PATH: join(folder, 'memory.jsonl'),
  });
  const ours = await openGroups(REFERENCE);
  const both = async (name: string, args: object) => {
    const reference = (await theirs.call(name, args)) as unknown as Result;
    const own = await ours.call(name, args);
    return {
      theirs: {
        isError: reference.isError ?? false,
        value: reference.structuredContent,
        text: reference.content[0]?.text ?? '',
      },
      ours: own,
    };
  };
  return { both, leave: () => theirs.leave() };
}

const ADA = { name: 'Ada Lovelace', entityType: 'person', observations: ['Speaks French', 'Wrote notes'] };
const ACME = { name: 'Acme', entityType: 'organization', observations: ['Makes anvils'] };
const EMPTY = { name: 'Élan', entityType: '', observations: [] };
const WORKS = { from: 'Ada Lovelace', to: 'Acme', relationType: 'works at' };
const KNOWS = { from: 'Acme', to: 'nobody yet', relationType: 'knows_of' };

test('what its documentation says of each tool holds here as there, texts and values', async () => {
  const { both, leave } = await openBoth();
  for (const [name, args] of [
    ['read_graph', {}],
    ['create_entities', { entities: [ADA, ACME, EMPTY] }],
    // Ignores entities with existing names.
    [
      'create_entities',
      {
        entities: [
          { ...ADA, observations: ['other'] },
          { ...ACME, name: 'acme' },
        ],
      },
    ],
    // Skips duplicate relations.
    ['create_relations', { relations: [WORKS, KNOWS] }],
    ['create_relations', { relations: [WORKS, { ...WORKS, relationType: 'works_at' }] }],
    // Returns added observations per entity.
    [
      'add_observations',
      { observations: [{ entityName: 'Acme', contents: ['Makes anvils', 'Founded 1920'] }] },
    ],
    ['read_graph', {}],
    // Names, types and contents; matching entities and their relations.
    ['search_nodes', { query: 'ANVIL' }],
    ['search_nodes', { query: 'person' }],
    ['search_nodes', { query: 'élan' }],
    ['search_nodes', { query: 'ac' }],
    ['search_nodes', { query: 'nothing like it' }],
    ['search_nodes', { query: '' }],
    // Silently skips non-existent nodes.
    ['open_nodes', { names: ['Acme', 'nobody', 'Ada Lovelace'] }],
    ['open_nodes', { names: ['nobody yet'] }],
    ['open_nodes', { names: [] }],
    [
      'delete_observations',
      { deletions: [{ entityName: 'Acme', observations: ['Makes anvils', 'not there'] }] },
    ],
    ['delete_observations', { deletions: [{ entityName: 'nobody', observations: ['x'] }] }],
    ['delete_relations', { relations: [WORKS, { ...WORKS, to: 'nobody' }] }],
    ['read_graph', {}],
    // Cascading deletion of associated relations.
    ['delete_entities', { entityNames: ['Acme', 'nobody'] }],
    ['read_graph', {}],
    ['create_entities', { entities: [ACME] }],
    ['read_graph', {}],
  ] as const) {
    const { theirs, ours } = await both(name, args);
    expect(ours, `${name} ${JSON.stringify(args)}`).toEqual(theirs);
  }
  await leave();
});

test('errors are of the same calls, say the same, and change nothing', async () => {
  const { both, leave } = await openBoth();
  await both('create_entities', { entities: [ADA] });
  const missing = await both('add_observations', {
    observations: [
      { entityName: 'Ada Lovelace', contents: ['new'] },
      { entityName: 'Bob', contents: ['new'] },
    ],
  });
  expect(missing.theirs).toMatchObject({ isError: true, text: 'Entity with name Bob not found' });
  expect(missing.ours).toMatchObject({ isError: true, text: expect.stringContaining(missing.theirs.text) });
  for (const [name, args] of [
    ['create_entities', {}],
    ['create_entities', { entities: [{ name: 'x' }] }],
    ['create_relations', { relations: [{ from: 'a', to: 'b' }] }],
    ['search_nodes', { query: 7 }],
    ['open_nodes', { names: 'Ada' }],
  ] as const) {
    const { theirs, ours } = await both(name, args);
    expect([name, ours.isError]).toEqual([name, theirs.isError]);
    expect(ours.isError).toBe(true);
  }
  const { theirs, ours } = await both('read_graph', {});
  expect(ours).toEqual(theirs);
  await leave();
});

test('any run of calls leaves the same graph and finds the same', async () => {
  const name = fc.constantFrom('Ada', 'ada', 'Acme', 'Zoë', 'a b');
  // Twice the same in one call is stored twice there and once here.
  const words = fc.uniqueArray(fc.constantFrom('likes tea', 'Likes tea', 'is 42', 'knows Zoë', '"x" OR y'), {
    maxLength: 3,
  });
  const entity = fc.record({ name, entityType: fc.constantFrom('person', 'Thing', ''), observations: words });
  const relation = fc.record({
    from: name,
    to: name,
    relationType: fc.constantFrom('knows', 'Knows', 'works at'),
  });
  const unique = <T>(of: fc.Arbitrary<T>, key: (value: T) => unknown) =>
    fc.uniqueArray(of, { maxLength: 3, selector: key });
  const call = fc.oneof(
    unique(entity, (each) => each.name).map((entities) => ['create_entities', { entities }] as const),
    unique(relation, JSON.stringify).map((relations) => ['create_relations', { relations }] as const),
    unique(fc.record({ entityName: name, contents: words }), (each) => each.entityName).map(
      (observations) => ['add_observations', { observations }] as const,
    ),
    fc
      .uniqueArray(name, { maxLength: 2 })
      .map((entityNames) => ['delete_entities', { entityNames }] as const),
    fc
      .array(fc.record({ entityName: name, observations: words }), { maxLength: 2 })
      .map((deletions) => ['delete_observations', { deletions }] as const),
    fc.array(relation, { maxLength: 2 }).map((relations) => ['delete_relations', { relations }] as const),
    fc
      .constantFrom('A', 'tea', 'zoë', 'thing', ' ', 'kes T')
      .map((query) => ['search_nodes', { query }] as const),
    fc.array(name, { maxLength: 3 }).map((names) => ['open_nodes', { names }] as const),
  );
  const { both, leave } = await openBoth();
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 5, maxLength: 15 }), async (calls) => {
      await both('delete_entities', { entityNames: ['Ada', 'ada', 'Acme', 'Zoë', 'a b'] });
      for (const [tool, args] of [...calls, ['read_graph', {}] as const]) {
        const { theirs, ours } = await both(tool, args);
        expect([tool, ours.isError, ours.value]).toEqual([tool, theirs.isError, theirs.value]);
      }
    }),
    { numRuns: 40 },
  );
  await leave();
});
