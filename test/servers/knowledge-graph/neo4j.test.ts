import { describe, expect, test } from 'vitest';
import { createNeo4jGraphStore } from '../../../servers/knowledge-graph/store/neo4j.ts';
import type { Neo4j } from '../../../servers/knowledge-graph/store/neo4j-client.ts';
import { systemIds } from '../../../shared/ids.ts';
import { stallingProxy } from '../../support/neo4j/stalling-proxy.ts';
import { canonicalDump } from './canonical-dump.ts';
import { dropSpaces, openNeo4jGraph } from './open-neo4j.ts';
import { entity, episode, fact, ORIGIN, testGraphStore } from './store-contract.ts';
import { testSources } from './store-contract-sources.ts';

// The first test waits for the server, and for its indexes.
describe('a graph in Neo4j', { timeout: 180_000 }, () => {
  dropSpaces();
  testGraphStore(openNeo4jGraph);
  testSources(openNeo4jGraph);

  test('is written over several connections at once, one change after another', async (context) => {
    const { store, beside } = await openNeo4jGraph(context);
    await store.read((view) => view.last());
    const stores = [store, beside(), beside()];
    await Promise.all(
      stores.flatMap((one, index) =>
        Array.from({ length: 10 }, (_, n) =>
          one.change(ORIGIN, async (change) => {
            const row = await change.add('entity', entity(`${index} ${n}`));
            await change.add('fact', fact(row, 'is', { value: n }));
          }),
        ),
      ),
    );
    const log = await store.read((view) => view.changes(0, 100));
    expect(log.map(({ seq, added }) => [seq, added.map(({ record }) => record.row)])).toEqual(
      Array.from({ length: 30 }, (_, n) => [n + 1, [n + 1, n + 1]]),
    );
    expect((await store.verify()).filter(({ ok }) => !ok)).toEqual([]);
  });

  test('answers of one moment, whatever is changed meanwhile', async (context) => {
    const { store, beside } = await openNeo4jGraph(context);
    await store.change(ORIGIN, async (change) => {
      await change.add('entity', entity('Ada'));
      await change.add('fact', fact(1, 'is', { value: 'here' }));
    });
    const before = await canonicalDump(store);
    const other = beside();
    await store.read(async (view) => {
      const facts = await view.facts([1]);
      await other.change({ ...ORIGIN, graph: 'side' }, async (change) => {
        await change.end('fact', 1);
        await change.add('fact', fact(1, 'is', { value: 'gone' }));
      });
      expect(await view.facts([1])).toEqual(facts);
      expect(await view.history([1, 2])).toEqual(facts);
      expect(await view.graphs()).toEqual(['main']);
      expect(await view.changes(0, 9)).toHaveLength(1);
      expect((await view.last())?.seq).toBe(1);
    });
    expect(await canonicalDump(store)).not.toBe(before);
  });

  test('stores a change once whose commit was lost, with its result', async (context) => {
    const { client, clock, space } = await openNeo4jGraph(context);
    // What the driver does when the answer to a commit is lost: the work is done anew.
    const twice: Neo4j = {
      ...client,
      write: async (work, call) => {
        await client.write(work, call);
        return client.write(work, call);
      },
    };
    const store = createNeo4jGraphStore({ neo4j: twice, clock, ids: systemIds, space });
    let made = 0;
    const result = await store.change(ORIGIN, async (change) => {
      made += 1;
      return { row: await change.add('entity', entity('Ada')), seq: change.seq };
    });
    expect([result, made]).toEqual([{ row: 1, seq: 1 }, 1]);
    const [line] = await store.read((view) => view.changes(0, 9));
    if (line) await store.replay({ ...line, seq: 2, added: [], ended: [{ kind: 'entity', row: 1 }] });
    expect(await store.read((view) => view.stats('main'))).toMatchObject({ entities: 0 });
    expect((await store.read((view) => view.last()))?.seq).toBe(2);
  });

  test('has an item of a source once at a time, however long its names', async (context) => {
    const { store } = await openNeo4jGraph(context);
    const item = episode('Long', { source: 'notes', externalId: 'x'.repeat(20_000) });
    await store.change(ORIGIN, (change) => change.add('episode', item));
    await expect(store.change(ORIGIN, (change) => change.add('episode', item))).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    await store.change(ORIGIN, async (change) => {
      await change.end('episode', 1);
      await change.add('episode', item);
    });
    const found = await store.read((view) => view.episodeOf('main', 'notes', item.externalId ?? ''));
    expect(found?.row).toBe(2);
    const norm = 'ß'.repeat(10_000);
    await store.change(ORIGIN, (change) =>
      change.add('alias', { entity: 1, kind: 'name', name: 'long', norm }),
    );
    expect(await store.read((view) => view.named('main', [norm]))).toHaveLength(1);
  });

  test('finds words whatever their accents and case, and however many are asked for', async (context) => {
    const { store } = await openNeo4jGraph(context);
    await store.change(ORIGIN, async (change) => {
      await change.add('fact', fact(1, 'said', { value: 'Crème BRÛLÉE for the naïve' }));
    });
    const find = (...words: string[]) =>
      store.read(async (view) => (await view.find('fact', 'main', words, 5)).map(({ row }) => row));
    expect(await find('creme')).toEqual([1]);
    expect(await find('brûlée')).toEqual([1]);
    expect(await find('the')).toEqual([]);
    expect(await find('naive', ...Array.from({ length: 5_000 }, (_, n) => `word${n}`))).toEqual([1]);
  });

  test('says that Neo4j is silent, and has nothing of the change that was under way', async (context) => {
    const { store, server, beside } = await openNeo4jGraph(context);
    await store.change(ORIGIN, (change) => change.add('entity', entity('Ada')));
    const proxy = await stallingProxy(server.url);
    const slow = beside({ url: proxy.url, deadlineMs: 2_000 });
    await slow.read((view) => view.last());
    const lost = slow.change(ORIGIN, async (change) => {
      await change.add('entity', entity('Bob'));
      await change.entities([2]);
      proxy.stall();
      await change.add('entity', entity('Cleo'));
    });
    await expect(lost).rejects.toMatchObject({
      code: 'TIMEOUT',
      details: { why: 'A change was under way; it may be stored or not.' },
    });
    await store.change(ORIGIN, (change) => change.add('entity', entity('Dora')));
    const names = await store.read((view) => view.entitiesOf('main', undefined, 0, 9));
    expect(names.map(({ row, name }) => [row, name])).toEqual([
      [1, 'Ada'],
      [2, 'Dora'],
    ]);
  });
});
