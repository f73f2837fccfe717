import { describe, expect, onTestFinished, test } from 'vitest';
import { createEntities } from '../../../../servers/memory/compatibility/reference/change-graph.ts';
import { importReference } from '../../../../servers/memory/compatibility/reference/import-reference.ts';
import { openNodes, readGraph } from '../../../../servers/memory/compatibility/reference/read-graph.ts';
import { referenceBatches } from '../../../../servers/memory/compatibility/reference/reference-batches.ts';
import { openMemory } from '../../../../servers/memory/open.ts';
import { IMPORT_LIMITS } from '../../../../servers/memory/transfer/limits.ts';
import { readImport } from '../../../../servers/memory/transfer/read-import.ts';
import { fileOf } from '../../../../servers/memory/transfer/source.ts';
import { systemClock } from '../../../../shared/clock.ts';
import { createIds } from '../../../../shared/ids.ts';
import { createLogger } from '../../../../shared/log.ts';
import { bytesSource } from '../../../../shared/text/byte-source.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';

async function openDomain() {
  const domain = openMemory({
    home: await temporaryFolder(),
    durability: 'normal',
    clock: systemClock,
    ids: createIds(systemClock),
    log: createLogger('silent'),
    version: '1.0.0',
  });
  onTestFinished(() => domain.close());
  return domain;
}

const WHOLE = {
  entities: [
    { name: 'Ada', entityType: 'person', observations: ['Likes tea', 'Speaks French'] },
    { name: 'ada', entityType: '', observations: [] },
    { name: 'Acme', entityType: 'organization', observations: ['Makes anvils', 'Likes tea'] },
  ],
  relations: [
    { from: 'Ada', to: 'Acme', relationType: 'works at' },
    { from: 'Ada', to: 'Acme', relationType: 'works_at' },
    { from: 'Acme', to: 'gone', relationType: 'knows' },
  ],
};
/** A memory.jsonl as the reference server writes it. */
const LINES = [
  ...WHOLE.entities.map((entity) => ({ type: 'entity', ...entity })),
  ...WHOLE.relations.map((relation) => ({ type: 'relation', ...relation })),
];

function itemsOf(lines: readonly object[]) {
  const bytes = new TextEncoder().encode(lines.map((line) => JSON.stringify(line)).join('\n'));
  return readImport([
    { file: fileOf(bytesSource('memory.jsonl', bytes), IMPORT_LIMITS), format: 'mcp-memory' },
  ]);
}

const BY = { tool: 'memory_admin' };

describe('a file of the reference server', () => {
  test.each([1, 2, 5_000])('comes in whole in batches of %i things, and twice is as once', async (size) => {
    const domain = await openDomain();
    for (const expected of [
      { entities: 3, observations: 4, relations: 3 },
      { entities: 0, observations: 0, relations: 0 },
    ]) {
      const sum = { entities: 0, observations: 0, relations: 0 };
      for await (const batch of referenceBatches(itemsOf(LINES), size)) {
        const added = await importReference(domain, 'user', batch, BY);
        for (const what of ['entities', 'observations', 'relations'] as const) sum[what] += added[what];
      }
      expect(sum).toEqual(expected);
      expect(await readGraph(domain, 'user')).toEqual(WHOLE);
    }
  });

  test('adds to what is there: entities keep their type and gain observations', async () => {
    const domain = await openDomain();
    await createEntities(
      domain,
      'user',
      [{ name: 'Ada', entityType: 'author', observations: ['Likes tea', 'Plays chess'] }],
      BY,
    );
    for await (const batch of referenceBatches(itemsOf(LINES)))
      await importReference(domain, 'user', batch, BY);
    expect((await openNodes(domain, 'user', ['Ada'])).entities).toEqual([
      { name: 'Ada', entityType: 'author', observations: ['Likes tea', 'Plays chess', 'Speaks French'] },
    ]);
  });

  test('leaves its name with what came from it', async () => {
    const domain = await openDomain();
    for await (const batch of referenceBatches(itemsOf(LINES)))
      await importReference(domain, 'user', batch, BY);
    const titles = await domain.store.read((view) =>
      view
        .factsOf('user', ['Acme'])
        .map(({ id, text }) => [text, view.sources(id, 10).items.map(({ title }) => title)]),
    );
    expect(titles).toEqual([
      ['Acme (organization)', ['memory.jsonl']],
      ['Makes anvils', ['memory.jsonl']],
      ['Likes tea', ['memory.jsonl']],
    ]);
  });

  test('with a secret in it comes in without the secret, and says so', async () => {
    const domain = await openDomain();
    const token = `ghp_${'a1B2c3D4e5'.repeat(4).slice(0, 36)}`;
    const { notes, ...added } = await importReference(
      domain,
      'user',
      {
        entities: [
          { name: 'CI', entityType: 'system', observations: [`The deploy job uses ${token} at night.`] },
        ],
        relations: [],
      },
      BY,
    );
    expect(added).toEqual({ entities: 1, observations: 1, relations: 0, held: 0 });
    expect(notes).toEqual([expect.stringMatching(/^Taken out before storing: /)]);
    const { entities } = await readGraph(domain, 'user');
    expect(JSON.stringify(entities)).not.toContain(token);
    expect(entities[0]?.observations[0]).toMatch(/^The deploy job uses .*redacted.* at night\.$/);
  });
});

test('a scope that the settings do not open is refused, and nothing is stored', async () => {
  const home = await temporaryFolder();
  const domain = openMemory({
    home,
    durability: 'normal',
    clock: systemClock,
    ids: createIds(systemClock),
    log: createLogger('silent'),
    version: '1.0.0',
    settings: { file: '', memory: { scopes: ['project:*'] } },
  });
  onTestFinished(() => domain.close());
  const batch = { entities: WHOLE.entities, relations: [] };
  await expect(importReference(domain, 'user', batch, BY)).rejects.toThrow('not open to this server');
  await expect(readGraph(domain, 'user')).rejects.toThrow('not open to this server');
  expect(await importReference(domain, 'project:iza', batch, BY)).toMatchObject({ entities: 3 });
});
