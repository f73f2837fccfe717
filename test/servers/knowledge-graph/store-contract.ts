import { describe, expect, type TestContext, test } from 'vitest';
import type {
  AliasRecord,
  EntityRecord,
  EpisodeRecord,
  FactRecord,
} from '../../../servers/knowledge-graph/graph.ts';
import type { GraphChange, GraphStore } from '../../../servers/knowledge-graph/store/store.ts';
import type { TestClock } from '../../clock.ts';
import { canonicalDump } from './canonical-dump.ts';

export interface OpenedGraph {
  store: GraphStore;
  clock: TestClock;
}

/** Opens a new empty store, which is closed with the test. */
export type OpenGraph = (context: TestContext) => Promise<OpenedGraph>;

export const ORIGIN = { graph: 'main', tool: 'test', client: 'contract 1' } as const;

export const entity = (name: string, type = 'Person'): EntityRecord => ({ entity: 0, type, name });
export const fact = (
  subject: number,
  relation: string,
  object: number | { value: string | number | boolean },
  rest: Partial<FactRecord> = {},
): FactRecord => ({
  fact: 0,
  subject,
  relation,
  ...(typeof object === 'number' ? { object } : object),
  confidence: 1,
  ...rest,
});
export const episode = (title: string, rest: Partial<EpisodeRecord> = {}): EpisodeRecord => ({
  kind: 'document',
  title,
  hash: 'h1',
  ...rest,
});
export const alias = (of: number, name: string, kind: AliasRecord['kind'] = 'name'): AliasRecord => ({
  entity: of,
  kind,
  name,
  norm: name.toLowerCase(),
});

const two = async (change: GraphChange): Promise<[number, number]> => [
  await change.add('entity', entity('Ada')),
  await change.add('entity', entity('Acme', 'Organisation')),
];

/** What every engine has to do. */
export function testGraphStore(open: OpenGraph): void {
  describe('changes', () => {
    test('number themselves and their rows from 1, and stand in the log with all that they did', async (context) => {
      const { store, clock } = await open(context);
      clock.set(1_000);
      const [ada, acme] = await store.change(ORIGIN, two);
      clock.set(2_000);
      const works = await store.change({ ...ORIGIN, reason: 'she said so' }, (change) =>
        change.add('fact', fact(ada, 'works_at', acme, { validFrom: 500 })),
      );
      expect([ada, acme, works]).toEqual([1, 2, 1]);
      clock.set(3_000);
      await store.change(ORIGIN, async (change) => {
        await change.end('fact', works);
        await change.add('fact', fact(ada, 'works_at', acme, { fact: works, validFrom: 500, validTo: 900 }));
      });
      const log = await store.read((view) => view.changes(0, 10));
      expect(log.map(({ seq, at, reason }) => [seq, at, reason])).toEqual([
        [1, 1_000, undefined],
        [2, 2_000, 'she said so'],
        [3, 3_000, undefined],
      ]);
      expect(log[2]?.ended).toEqual([{ kind: 'fact', row: 1 }]);
      expect(log[2]?.added).toEqual([
        {
          kind: 'fact',
          record: {
            row: 2,
            graph: 'main',
            added: 3,
            fact: 1,
            subject: 1,
            relation: 'works_at',
            object: 2,
            validFrom: 500,
            validTo: 900,
            confidence: 1,
          },
        },
      ]);
      expect(await store.read((view) => view.changeAt(2_999))).toBe(2);
      expect(await store.read((view) => view.changeAt(999))).toBe(0);
    });

    test('that fail or do nothing leave no trace, and do not spoil those beside them', async (context) => {
      const { store } = await open(context);
      const outcomes = await Promise.allSettled([
        store.change(ORIGIN, (change) => change.add('entity', entity('Ada'))),
        store.change(ORIGIN, async (change) => {
          await change.add('entity', entity('Bob'));
          throw new Error('no');
        }),
        store.change(ORIGIN, async (change) => {
          await change.add('fact', fact(1, 'knows_nobody_yet', { value: true }));
          return change.add('entity', entity('Cleo'));
        }),
        store.change(ORIGIN, async () => 'nothing'),
      ]);
      expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : 'failed'))).toEqual([
        1,
        'failed',
        2,
        'nothing',
      ]);
      const names = await store.read((view) => view.entitiesOf('main', undefined, 0, 10));
      expect(names.map(({ name, added }) => [name, added])).toEqual([
        ['Ada', 1],
        ['Cleo', 2],
      ]);
      expect((await store.read((view) => view.last()))?.seq).toBe(2);
    });

    test('with a receipt happen once, and are refused with other arguments', async (context) => {
      const { store } = await open(context);
      const receipt = { tool: 'kg_assert', key: 'k', inputHash: 'a' };
      const make = (change: GraphChange) => change.add('entity', entity('Ada'));
      expect(await store.change({ ...ORIGIN, receipt }, make)).toBe(1);
      expect(await store.change({ ...ORIGIN, receipt }, make)).toBe(1);
      expect(await store.read((view) => view.stats('main'))).toMatchObject({ entities: 1 });
      await expect(
        store.change({ ...ORIGIN, receipt: { ...receipt, inputHash: 'b' } }, make),
      ).rejects.toMatchObject({
        code: 'IDEMPOTENCY_CONFLICT',
      });
    });

    test('see what they did so far, while nobody else does', async (context) => {
      const { store } = await open(context);
      await store.change(ORIGIN, async (change) => {
        const ada = await change.add('entity', entity('Ada'));
        await change.add('alias', alias(ada, 'Ada'));
        expect((await change.named('main', ['ada'])).map((one) => one.entity)).toEqual([ada]);
      });
      expect(await store.read((view) => view.named('main', ['ada']))).toHaveLength(1);
      expect(await store.read((view) => view.named('other', ['ada']))).toEqual([]);
    });

    test('never go back in time', async (context) => {
      const { store, clock } = await open(context);
      clock.set(5_000);
      await store.change(ORIGIN, two);
      clock.set(4_000);
      await store.change(ORIGIN, two);
      expect((await store.read((view) => view.changes(0, 9))).map(({ at }) => at)).toEqual([5_000, 5_000]);
      expect(await store.read((view) => view.changeAt(5_000))).toBe(2);
    });
  });

  describe('facts', () => {
    test('are found by end, relation, moment of validity and moment of knowledge', async (context) => {
      const { store } = await open(context);
      const [ada, acme] = await store.change(ORIGIN, two);
      await store.change(ORIGIN, async (change) => {
        await change.add('fact', fact(ada, 'works_at', acme, { validFrom: 100, validTo: 200 }));
        await change.add('fact', fact(ada, 'likes', { value: 'tea' }));
        await change.add('fact', fact(acme, 'knows', acme));
      });
      await store.change(ORIGIN, (change) => change.end('fact', 2));
      const rows = (ids: number[], filter?: object) =>
        store.read(async (view) => (await view.facts(ids, filter)).map(({ row }) => row));
      expect(await rows([ada])).toEqual([1]);
      expect(await rows([ada], { knownAt: 2 })).toEqual([1, 2]);
      expect(await rows([ada], { knownAt: 1 })).toEqual([]);
      expect(await rows([acme])).toEqual([1, 3]);
      expect(await rows([acme], { direction: 'out' })).toEqual([3]);
      expect(await rows([acme], { direction: 'in' })).toEqual([1, 3]);
      expect(await rows([ada, acme], { relations: ['works_at', 'unheard_of'] })).toEqual([1]);
      expect(await rows([ada], { knownAt: 'ever' })).toEqual([1, 2]);
      expect(await rows([ada], { knownAt: 'ever', object: { value: 'tea' } })).toEqual([2]);
      expect(await rows([ada], { object: [acme] })).toEqual([1]);
      expect(await rows([ada], { object: [ada] })).toEqual([]);
      expect(await rows([ada], { validAt: 99 })).toEqual([]);
      expect(await rows([ada], { validAt: 100 })).toEqual([1]);
      expect(await rows([ada], { validAt: 200 })).toEqual([]);
      expect(await rows([ada, acme], { after: 1, limit: 1 })).toEqual([3]);
      expect(await store.read((view) => view.countFacts([acme]))).toEqual([
        { relation: 'knows', facts: 1, direction: 'out' },
        { relation: 'knows', facts: 1, direction: 'in' },
        { relation: 'works_at', facts: 1, direction: 'in' },
      ]);
      expect(await store.read((view) => view.factsOf('main', 'works_at'))).toHaveLength(1);
    });

    test('keep their values as they were given', async (context) => {
      const { store } = await open(context);
      const values = ['', 'Ünï "quoted" \u0000 end', 0, -1.5, 1e21, true, false];
      await store.change(ORIGIN, async (change) => {
        await change.addAll(
          'fact',
          values.map((value) => fact(1, 'is', { value })),
        );
      });
      const kept = await store.read((view) => view.facts([1]));
      expect(kept.map(({ value }) => value)).toEqual(values);
    });

    test('are handed over as columns', async (context) => {
      const { store } = await open(context);
      await store.change(ORIGIN, async (change) => {
        await change.add('fact', fact(7, 'knows', 9, { validFrom: 5 }));
        await change.add('fact', fact(7, 'likes', { value: 1 }));
        await change.add('fact', fact(9, 'likes', 7));
      });
      const edges = await store.read((view) => view.edges('main'));
      const name = (index: number) => edges.relationNames[edges.relations[index] ?? -1];
      expect(edges.facts).toHaveLength(2);
      expect([...edges.facts]).toEqual([1, 3]);
      expect([...edges.subjects]).toEqual([7, 9]);
      expect([...edges.objects]).toEqual([9, 7]);
      expect([name(0), name(1)]).toEqual(['knows', 'likes']);
      expect([...edges.validFrom]).toEqual([5, Number.NEGATIVE_INFINITY]);
      expect([...edges.validTo]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
    });
  });

  describe('words', () => {
    test('find chunks, facts and names, whatever signs are in the query', async (context) => {
      const { store } = await open(context);
      await store.change(ORIGIN, async (change) => {
        const [ada] = await two(change);
        await change.add('alias', alias(ada, 'Ada Lovelace'));
        await change.add('alias', { entity: ada, kind: 'key', name: 'ada@example.org', norm: 'email:ada' });
        const paper = await change.add('episode', episode('Notes'));
        await change.add('chunk', {
          episode: paper,
          ord: 0,
          text: 'The engine weaves algebraic patterns.',
          headings: ['Preface'],
          start: 0,
          end: 37,
          tokens: 9,
        });
        await change.add('fact', fact(ada, 'said', { value: 'poetical science' }, { text: 'Ada said so.' }));
      });
      const find = (kind: 'chunk' | 'fact' | 'alias', ...words: string[]) =>
        store.read(async (view) => (await view.find(kind, 'main', words, 5)).map(({ row }) => row));
      expect(await find('chunk', 'pattern')).toEqual([1]);
      expect(await find('chunk', 'preface')).toEqual([1]);
      expect(await find('fact', 'science')).toEqual([1]);
      expect(await find('alias', 'lovelace')).toEqual([1]);
      expect(await find('alias', 'example')).toEqual([]);
      const signs = [
        '"',
        'a"b',
        'NEAR(',
        '*',
        'patterns*',
        '-x',
        'text:y',
        '^z',
        ')',
        'AND',
        '\\',
        '~',
        '{]!:/',
      ];
      expect(await find('chunk', ...signs)).toEqual([1]);
      expect(await find('chunk', '', '  ')).toEqual([]);
    });

    test('are counted up to a number, ended rows among them', async (context) => {
      const { store } = await open(context);
      await store.change(ORIGIN, async (change) => {
        const [ada] = await two(change);
        for (const text of ['grey cat', 'grey dog', 'grey owl']) {
          await change.add('fact', fact(ada, 'has', { value: text }));
        }
        await change.end('fact', 2);
      });
      const counts = (words: string[], most: number) =>
        store.read((view) => view.frequencies('fact', words, most));
      expect(await counts(['grey', 'dogs', 'horse', '"', 'grey'], 10)).toEqual([3, 1, 0, 0, 3]);
      expect(await counts(['grey', 'owl'], 2)).toEqual([2, 1]);
      expect(await counts([], 2)).toEqual([]);
    });

    test('that are gone since a change are told of', async (context) => {
      const { store } = await open(context);
      const chunk = (ord: number) => ({
        episode: 1,
        ord,
        text: 'words',
        headings: [],
        start: 0,
        end: 5,
        tokens: 2,
      });
      await store.change(ORIGIN, async (change) => {
        await two(change);
        await change.add('episode', episode('Notes'));
        for (const ord of [0, 1, 2]) await change.add('chunk', chunk(ord));
        await change.add('mention', { chunk: 1, entity: 1, count: 1 });
      });
      const gone = (kind: 'chunk' | 'mention', after: number, graph = 'main') =>
        store.read((view) => view.gone(kind, graph, after));
      expect(await gone('chunk', 0)).toEqual([]);
      await store.change(ORIGIN, async (change) => {
        await change.end('chunk', 3);
        await change.end('mention', 1);
      });
      await store.change(ORIGIN, async (change) => {
        await change.erase('chunk', 3);
        await change.erase('chunk', 1);
      });
      const [first, third] = [
        { row: 1, ended: 3, erased: true },
        { row: 3, ended: 2, erased: true },
      ];
      expect(await gone('chunk', 1)).toEqual([first, third]);
      expect(await gone('chunk', 2)).toEqual([first, third]);
      expect(await gone('chunk', 3)).toEqual([]);
      expect(await gone('mention', 1)).toEqual([{ row: 1, ended: 2, erased: false }]);
      expect(await gone('chunk', 1, 'other')).toEqual([]);
    });
  });

  describe('erasing', () => {
    test('takes words out of rows and searches, and says so in the log', async (context) => {
      const { store } = await open(context);
      await store.change(ORIGIN, async (change) => {
        const ada = await change.add('entity', entity('Ada Secretname'));
        await change.add('alias', alias(ada, 'Ada Secretname'));
        await change.add('fact', fact(ada, 'said', { value: 'secretword' }));
      });
      await store.change(ORIGIN, async (change) => {
        for (const kind of ['entity', 'alias', 'fact'] as const) await change.erase(kind, 1);
      });
      const found = await store.read((view) => view.find('fact', 'main', ['secretword'], 5));
      expect(found).toEqual([]);
      const dump = await canonicalDump(store);
      expect(dump).not.toMatch(/secret/i);
      const [, erasing] = await store.read((view) => view.changes(0, 5));
      expect(erasing?.erased).toEqual([
        { kind: 'alias', row: 1 },
        { kind: 'entity', row: 1 },
        { kind: 'fact', row: 1 },
      ]);
      expect(await store.read((view) => view.entities([1]))).toEqual([]);
    });
  });

  test('a store is rebuilt from the log of another', async (context) => {
    const { store, clock } = await open(context);
    const [ada, acme] = await store.change(ORIGIN, two);
    for (let n = 1; n <= 30; n += 1) {
      clock.set(n * 10);
      await store.change({ ...ORIGIN, graph: n % 3 ? 'main' : 'side' }, async (change) => {
        const row = await change.add('fact', fact(ada, `relation_${n % 4}`, n % 2 ? acme : { value: n }));
        if (n % 5 === 0) await change.end('fact', row - 1);
        if (n % 7 === 0) await change.erase('fact', row - 2);
      });
    }
    const { store: copy } = await open(context);
    for (const change of await store.read((view) => view.changes(0, 100))) await copy.replay(change);
    expect(await canonicalDump(copy)).toBe(await canonicalDump(store));
    const [first] = await store.read((view) => view.changes(0, 1));
    if (first) await expect(copy.replay(first)).rejects.toThrow(/does not follow/);
    expect((await copy.verify()).filter(({ ok }) => !ok)).toEqual([]);
  });
}
