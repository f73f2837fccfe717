import { expect, test } from 'vitest';
import { catchUp, keepUp, verifyCopy } from '../../servers/knowledge-graph/projection.ts';
import { createNeo4jGraphStore } from '../../servers/knowledge-graph/store/neo4j.ts';
import { createNeo4jCopy } from '../../servers/knowledge-graph/store/neo4j-copy.ts';
import { systemIds } from '../../shared/ids.ts';
import { testClock } from '../clock.ts';
import { openSqliteGraph } from '../servers/knowledge-graph/open-sqlite.ts';
import { entity, fact, ORIGIN } from '../servers/knowledge-graph/store-contract.ts';
import { clientOf } from '../support/neo4j/client.ts';
import { ownNeo4j } from '../support/neo4j/for-tests.ts';

test('Neo4j killed amid changes: what was acknowledged is there once, nothing is half there, the copy catches up', async (context) => {
  const server = await ownNeo4j(context);
  const store = createNeo4jGraphStore({
    neo4j: clientOf(server, { deadlineMs: 60_000, retryMs: 1_000 }),
    clock: testClock(),
    ids: systemIds,
  });
  // A copy of another graph in the same database, under labels of its own.
  const { store: sqlite } = await openSqliteGraph();
  const copy = createNeo4jCopy({ neo4j: clientOf(server, { deadlineMs: 60_000 }), space: 'Copy' });
  await catchUp(sqlite, copy);

  const acknowledged: number[] = [];
  let killed = false;
  const write = async (n: number): Promise<void> => {
    const row = await store.change(ORIGIN, async (change) => {
      const one = await change.add('entity', entity(`Entity ${n}`));
      await change.entities([one]);
      if (n === 12) {
        killed = process.kill(server.pid, 'SIGKILL');
      }
      await change.add('fact', fact(one, 'numbered', { value: n }));
      return one;
    });
    acknowledged.push(row);
  };
  for (let n = 1; n <= 11; n += 1) await write(n);
  await expect(write(12)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(killed).toBe(true);

  let failures = 0;
  const projection = keepUp(sqlite, copy, {
    everyMs: 50,
    onError: () => {
      failures += 1;
    },
  });
  for (let n = 0; n < 20; n += 1)
    await sqlite.change(ORIGIN, (change) => change.add('entity', entity(`${n}`)));
  await expect.poll(() => failures, { timeout: 60_000 }).toBeGreaterThan(1);

  await server.again();
  await write(13);
  const kept = await store.read((view) => view.entitiesOf('main', undefined, 0, 100));
  expect(kept.map(({ row, name }) => [row, name])).toEqual([
    ...Array.from({ length: 11 }, (_, n) => [n + 1, `Entity ${n + 1}`]),
    [12, 'Entity 13'],
  ]);
  expect(acknowledged).toEqual(kept.map(({ row }) => row));
  expect((await store.verify()).filter(({ ok }) => !ok)).toEqual([]);

  await expect.poll(() => copy.seq().catch(() => 0), { timeout: 100_000 }).toBe(20);
  await projection.close();
  const after = createNeo4jCopy({ neo4j: clientOf(server), space: 'Copy' });
  expect(await verifyCopy(sqlite, after)).toMatchObject({ ok: true, copy: { seq: 20, entities: 20 } });
});
