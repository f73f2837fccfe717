import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auditOf, catchUp, rebuild, verifyCopy } from '../../../servers/knowledge-graph/projection.ts';
import type { GraphStore, KnownAt } from '../../../servers/knowledge-graph/store/store.ts';
import { canonicalDump } from './canonical-dump.ts';
import { copyIn, dropSpaces, openNeo4jGraph } from './open-neo4j.ts';
import { openSqliteGraph } from './open-sqlite.ts';
import { applier, askAll, randomChange } from './random-changes.ts';

const replayInto = async (copy: GraphStore, from: GraphStore): Promise<void> => {
  for (let after = 0; ; ) {
    const changes = await from.read((view) => view.changes(after, 50));
    for (const change of changes) await copy.replay(change);
    after += changes.length;
    if (changes.length < 50) return;
  }
};

describe('SQLite and Neo4j', { timeout: 600_000 }, () => {
  dropSpaces();

  test('do the same with the same changes, and each is rebuilt from the log of the other', async (context) => {
    const neo4j = await openNeo4jGraph(context);
    const sqlite = await openSqliteGraph();
    const changes = fc.sample(randomChange, { numRuns: 250, seed: 20_261_120 });
    const copy = copyIn(await openNeo4jGraph(context));
    const inNeo4j = applier(neo4j.store);
    const inSqlite = applier(sqlite.store);
    let steps = 0;
    for (const [n, change] of changes.entries()) {
      neo4j.clock.advance(change.ms);
      sqlite.clock.advance(change.ms);
      const outcome = await inSqlite(change);
      expect([n, await inNeo4j(change)]).toEqual([n, outcome]);
      steps += change.steps.length;
      if (n % 60 === 0) {
        await catchUp(sqlite.store, copy);
        const { ok, store, copy: copied } = await verifyCopy(sqlite.store, copy);
        expect([n, ok, copied]).toEqual([n, true, store]);
      }
      if (n % 25 === 0) {
        for (const knownAt of ['now', 'ever', n >> 1] satisfies KnownAt[]) {
          const expected = await sqlite.store.read((view) => askAll(view, knownAt, n));
          expect(await neo4j.store.read((view) => askAll(view, knownAt, n))).toBe(expected);
        }
      }
    }
    expect(steps).toBeGreaterThan(2_000);
    const dump = await canonicalDump(sqlite.store);
    const lastSeq = (await sqlite.store.read((view) => view.last()))?.seq ?? 0;
    expect(await canonicalDump(neo4j.store)).toBe(dump);

    // What is believed, as people query it, was kept by the same transactions.
    const believed = await sqlite.store.read((view) => auditOf(view, lastSeq));
    expect(await copyIn(neo4j).audit()).toEqual(believed);
    await catchUp(sqlite.store, copy);
    expect(await copy.audit()).toEqual(believed);
    await rebuild(sqlite.store, copy);
    expect(await copy.audit()).toEqual(believed);
    expect(believed.facts).toBeGreaterThan(100);

    const ofNeo4j = await openSqliteGraph();
    await replayInto(ofNeo4j.store, neo4j.store);
    expect(await canonicalDump(ofNeo4j.store)).toBe(dump);
    const ofSqlite = await openNeo4jGraph(context);
    await replayInto(ofSqlite.store, sqlite.store);
    expect(await canonicalDump(ofSqlite.store)).toBe(dump);
    expect((await ofSqlite.store.verify()).filter(({ ok }) => !ok)).toEqual([]);
  });
});
