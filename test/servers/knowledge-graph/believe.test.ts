import { describe, expect, test } from 'vitest';
import { type Believed, believe, type Told } from '../../../servers/knowledge-graph/believe.ts';
import { canonOf } from '../../../servers/knowledge-graph/canon.ts';
import { mergeEntities, tellApart, unmergeEntity } from '../../../servers/knowledge-graph/merge.ts';
import { createOntology, EMPTY_ONTOLOGY, ontologySchema } from '../../../servers/knowledge-graph/ontology.ts';
import { eraseFacts, retractFacts } from '../../../servers/knowledge-graph/retract.ts';
import type { GraphStore } from '../../../servers/knowledge-graph/store/store.ts';
import { canonicalDump } from './canonical-dump.ts';
import { openSqliteGraph } from './open-sqlite.ts';
import { entity, episode, ORIGIN } from './store-contract.ts';

const ontology = createOntology(
  ontologySchema.parse({
    relations: {
      lives_in: { cardinality: 'one' },
      married_to: { exclusive: 'partner' },
      engaged_to: { exclusive: 'partner' },
      sibling_of: { symmetric: true },
    },
  }),
  1,
);

const year = (n: number): number => Date.UTC(n, 0, 1);
const [ADA, PARIS, LONDON, ROME] = [1, 2, 3, 4] as const;

async function world() {
  const { store } = await openSqliteGraph();
  await store.change(ORIGIN, async (change) => {
    for (const name of ['Ada', 'Paris', 'London', 'Rome']) await change.add('entity', entity(name));
    await change.add('episode', episode('told'));
  });
  const tell = (told: Partial<Told> & Pick<Told, 'relation'>): Promise<Believed> =>
    store.change(ORIGIN, async (change) => {
      const canon = canonOf(await change.merges('main'));
      const believed = await believe(
        { change, ontology, canon },
        { subject: ADA, at: year(2026), confidence: 1, ...told },
      );
      await change.add('support', { fact: believed.fact, episode: 1, extractor: 'host' });
      return believed;
    });
  return { store, tell };
}

/** The believed rows of a relation, as [object or value, from, to] with years. */
async function believed(store: GraphStore, relation: string): Promise<unknown[]> {
  const years = (at?: number) => (at === undefined ? undefined : new Date(at).getUTCFullYear());
  const rows = await store.read((view) => view.factsOf('main', relation));
  return rows
    .sort((a, b) => (a.validFrom ?? -Infinity) - (b.validFrom ?? -Infinity))
    .map(({ object, value, validFrom, validTo }) => [object ?? value, years(validFrom), years(validTo)]);
}

describe('of what there may be many', () => {
  test('nothing gives way, and the same is one fact', async () => {
    const { store, tell } = await world();
    expect(await tell({ relation: 'visited', object: PARIS })).toEqual({
      fact: 1,
      outcome: 'new',
      superseded: [],
    });
    expect(await tell({ relation: 'visited', object: LONDON })).toMatchObject({ fact: 2, outcome: 'new' });
    expect(await tell({ relation: 'visited', object: PARIS })).toMatchObject({ fact: 1, outcome: 'known' });
    expect(await tell({ relation: 'likes', value: 'tea' })).toMatchObject({ fact: 3, outcome: 'new' });
    expect(await tell({ relation: 'likes', value: 'tea' })).toMatchObject({ fact: 3, outcome: 'known' });
    expect(await tell({ relation: 'likes', value: 'Tea' })).toMatchObject({ fact: 4, outcome: 'new' });
    expect(await believed(store, 'visited')).toEqual([
      [PARIS, undefined, undefined],
      [LONDON, undefined, undefined],
    ]);
  });

  test('an end that becomes known is taken over, another time is another fact', async () => {
    const { store, tell } = await world();
    await tell({ relation: 'works_at', object: PARIS, from: year(2010) });
    expect(await tell({ relation: 'works_at', object: PARIS, from: year(2012), to: year(2015) })).toEqual({
      fact: 1,
      outcome: 'widened',
      superseded: [],
    });
    expect(await tell({ relation: 'works_at', object: PARIS, from: year(2020) })).toMatchObject({ fact: 3 });
    expect(await believed(store, 'works_at')).toEqual([
      [PARIS, 2010, 2015],
      [PARIS, 2020, undefined],
    ]);
    await tell({ relation: 'member_of', object: ROME, to: year(2019) });
    // Told without a time after it had ended: it is so again, since now at the latest.
    await tell({ relation: 'member_of', object: ROME });
    expect(await believed(store, 'member_of')).toEqual([
      [ROME, undefined, 2019],
      [ROME, 2026, undefined],
    ]);
  });

  test('a symmetric relation is one fact from both ends', async () => {
    const { tell } = await world();
    await tell({ relation: 'sibling_of', object: PARIS });
    expect(await tell({ relation: 'sibling_of', subject: PARIS, object: ADA })).toMatchObject({
      fact: 1,
      outcome: 'known',
    });
    await tell({ relation: 'parent_of', object: PARIS });
    expect(await tell({ relation: 'parent_of', subject: PARIS, object: ADA })).toMatchObject({
      outcome: 'new',
    });
  });
});

describe('of what there is one at a time', () => {
  test('the later gives the earlier its end, in whatever order they are told', async () => {
    const stays = [
      { object: PARIS, from: year(2010) },
      { object: LONDON, from: year(2015) },
      { object: ROME, from: year(2012), to: year(2013) },
    ];
    for (const order of [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ]) {
      const { store, tell } = await world();
      for (const index of order) await tell({ relation: 'lives_in', ...stays[index] });
      expect(await believed(store, 'lives_in')).toEqual([
        [PARIS, 2010, 2012],
        [ROME, 2012, 2013],
        [PARIS, 2013, 2015],
        [LONDON, 2015, undefined],
      ]);
    }
  });

  test('without times, what is told last holds since it was told', async () => {
    const { store, tell } = await world();
    await tell({ relation: 'lives_in', object: PARIS, at: year(2020) });
    expect(await tell({ relation: 'lives_in', object: LONDON, at: year(2022) })).toEqual({
      fact: 2,
      outcome: 'new',
      superseded: [1],
    });
    expect(await tell({ relation: 'lives_in', object: LONDON, at: year(2023) })).toMatchObject({
      fact: 2,
      outcome: 'known',
    });
    expect(await tell({ relation: 'lives_in', object: PARIS, at: year(2024) })).toMatchObject({
      outcome: 'new',
    });
    expect(await believed(store, 'lives_in')).toEqual([
      [PARIS, undefined, 2022],
      [LONDON, 2022, 2024],
      [PARIS, 2024, undefined],
    ]);
  });

  test('of two from the same moment the last told holds, and the other comes back when it is taken back', async () => {
    const { store, tell } = await world();
    const { fact: paris } = await tell({ relation: 'lives_in', object: PARIS, from: year(2010) });
    const { fact: london, superseded } = await tell({
      relation: 'lives_in',
      object: LONDON,
      from: year(2010),
    });
    expect(superseded).toEqual([paris]);
    expect(await believed(store, 'lives_in')).toEqual([[LONDON, 2010, undefined]]);
    const retracted = await store.change(ORIGIN, (change) => retractFacts(change, ontology, [london]));
    expect(retracted).toEqual({ facts: [london], resumed: [paris] });
    expect(await believed(store, 'lives_in')).toEqual([[PARIS, 2010, undefined]]);
  });

  test('relations of a group exclude each other, and only within their group', async () => {
    const { store, tell } = await world();
    await tell({ relation: 'engaged_to', object: PARIS, from: year(2018) });
    await tell({ relation: 'lives_in', object: PARIS, from: year(2018) });
    await tell({ relation: 'married_to', object: PARIS, from: year(2020) });
    expect(await believed(store, 'engaged_to')).toEqual([[PARIS, 2018, 2020]]);
    expect(await believed(store, 'married_to')).toEqual([[PARIS, 2020, undefined]]);
    expect(await believed(store, 'lives_in')).toEqual([[PARIS, 2018, undefined]]);
  });
});

describe('merges', () => {
  test('make two entities one for what is told from then on, and are taken back without a trace', async () => {
    const { store, tell } = await world();
    await tell({ relation: 'likes', value: 'tea' });
    await tell({ relation: 'likes', subject: ROME, value: 'coffee' });
    const merged = await store.change(ORIGIN, (change) => mergeEntities(change, ROME, ADA, { rule: 'host' }));
    expect(merged).toEqual({ winner: ADA, loser: ROME, merge: 1 });
    expect(await tell({ relation: 'likes', subject: ROME, value: 'tea' })).toMatchObject({
      fact: 1,
      outcome: 'known',
    });
    await expect(
      store.change(ORIGIN, (change) => mergeEntities(change, ROME, ADA, { rule: 'host' })),
    ).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    await store.change(ORIGIN, (change) => unmergeEntity(change, ROME));
    expect(await tell({ relation: 'likes', subject: ROME, value: 'tea' })).toMatchObject({ outcome: 'new' });
    await expect(store.change(ORIGIN, (change) => unmergeEntity(change, ROME))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('form chains that lead to the first of all, and respect what is distinct', async () => {
    const { store } = await world();
    await store.change(ORIGIN, (change) => mergeEntities(change, LONDON, ROME, { rule: 'host' }));
    await store.change(ORIGIN, (change) => mergeEntities(change, ROME, PARIS, { rule: 'host' }));
    const canon = canonOf(await store.read((view) => view.merges('main')));
    expect([1, 2, 3, 4].map(canon.of)).toEqual([ADA, PARIS, PARIS, PARIS]);
    expect(canon.members(ROME)).toEqual([PARIS, LONDON, ROME]);
    await store.change(ORIGIN, (change) => tellApart(change, ROME, ADA, 'a city'));
    await expect(
      store.change(ORIGIN, (change) => mergeEntities(change, ADA, LONDON, { rule: 'host' })),
    ).rejects.toMatchObject({ code: 'CONFLICT', details: { why: 'a city' } });
  });
});

test('what is erased is in no row, though the facts beside it stay', async () => {
  const { store, tell } = await world();
  await tell({ relation: 'likes', value: 'secret tea' });
  await tell({ relation: 'likes', value: 'coffee' });
  await store.change(ORIGIN, (change) => eraseFacts(change, createOntology(EMPTY_ONTOLOGY, 0), [1]));
  expect(await canonicalDump(store)).not.toContain('secret');
  expect(await believed(store, 'likes')).toEqual([['coffee', undefined, undefined]]);
});
