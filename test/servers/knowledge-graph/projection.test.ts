import { describe, expect, test } from 'vitest';
import { catchUp, keepUp, rebuild, verifyCopy } from '../../../servers/knowledge-graph/projection.ts';
import type { Neo4jRow } from '../../../servers/knowledge-graph/store/neo4j-client.ts';
import { stallingProxy } from '../../support/neo4j/stalling-proxy.ts';
import { copyIn, dropSpaces, type OpenedNeo4j, openNeo4jGraph } from './open-neo4j.ts';
import { openSqliteGraph } from './open-sqlite.ts';
import { entity, fact, ORIGIN } from './store-contract.ts';

/** Every relationship, as `Ada e1 -WORKS_AT f1-> Acme e2`. */
async function drawn({ client, space }: OpenedNeo4j): Promise<string[]> {
  const rows = await client.read((tx) =>
    tx.run(
      `MATCH (a:${space}Entity)-[r]->(b)
       RETURN coalesce(a.name, '?') + ' ' + a.id + ' -' + type(r) + coalesce(' ' + r.id, '') + '-> '
         + coalesce(b.name + ' ' + b.id, b.id, toString(b.value)) AS line ORDER BY line`,
    ),
  );
  return rows.map(({ line }: Neo4jRow) => String(line));
}

describe('the graph as people query it in Neo4j', { timeout: 180_000 }, () => {
  dropSpaces();

  test('has entities by type and relationships by relation, as they are believed now', async (context) => {
    const opened = await openNeo4jGraph(context);
    const { store, client, space } = opened;
    await store.change(ORIGIN, async (change) => {
      const ada = await change.add('entity', { ...entity('Ada'), summary: 'A mathematician' });
      const acme = await change.add('entity', entity('Acme', 'Software Company'));
      await change.add('fact', fact(ada, 'works_at', acme, { validFrom: 100, text: 'Ada works at Acme.' }));
      await change.add('fact', fact(ada, 'born in', { value: 1815 }));
      await change.add('fact', fact(acme, 'knows', 9));
    });
    expect(await drawn(opened)).toEqual([
      'Acme e2 -KNOWS f3-> e9',
      'Ada e1 -BORN_IN f2-> 1815',
      'Ada e1 -WORKS_AT f1-> Acme e2',
    ]);
    const [row] = await client.read((tx) =>
      tx.run(
        `MATCH (a:${space}Entity:Person {name: 'Ada'})-[r:WORKS_AT]->(b:Software_Company)
         RETURN properties(a) AS a, properties(r) AS r, labels(b) AS b`,
      ),
    );
    expect(row).toEqual({
      a: {
        entity: 1,
        id: 'e1',
        row: 1,
        graph: 'main',
        type: 'Person',
        name: 'Ada',
        summary: 'A mathematician',
      },
      r: {
        ...{ id: 'f1', row: 1, graph: 'main', relation: 'works_at', subject: 1, object: 2 },
        ...{ validFrom: 100, confidence: 1, text: 'Ada works at Acme.' },
      },
      b: expect.arrayContaining([`${space}Entity`, 'Software_Company']),
    });

    await store.change(ORIGIN, async (change) => {
      await change.end('entity', 2);
      await change.add('entity', { entity: 2, type: 'Company', name: 'Acme Ltd' });
      await change.end('fact', 2);
      await change.erase('fact', 3);
    });
    expect(await drawn(opened)).toEqual(['Ada e1 -WORKS_AT f1-> Acme Ltd e2']);
    const left = await client.read((tx) =>
      tx.run(
        `MATCH (n) WHERE n:${space}Entity OR n:${space}Value
         RETURN [label IN labels(n) WHERE label <> '${space}Entity'] AS labels, n.id AS id ORDER BY id`,
      ),
    );
    expect(left).toEqual([
      { labels: ['Person'], id: 'e1' },
      { labels: ['Company'], id: 'e2' },
    ]);
  });

  test('draws what is said about merged entities at the one that stands for them, and undoes it', async (context) => {
    const opened = await openNeo4jGraph(context);
    const { store } = opened;
    await store.change(ORIGIN, async (change) => {
      for (const name of ['Ada', 'A. Lovelace', 'Lady L.', 'Acme']) await change.add('entity', entity(name));
      await change.add('fact', fact(1, 'likes', 4));
      await change.add('fact', fact(2, 'likes', 4));
      await change.add('fact', fact(4, 'knows', 3));
      await change.add('fact', fact(3, 'is', { value: true }));
    });
    const apart = await drawn(opened);
    await store.change(ORIGIN, async (change) => {
      await change.add('merge', { winner: 2, loser: 3, rule: 'test' });
      await change.add('merge', { winner: 1, loser: 2, rule: 'test' });
      await change.add('fact', fact(3, 'wrote', 2));
    });
    expect(await drawn(opened)).toEqual([
      'A. Lovelace e2 -MERGED_INTO-> Ada e1',
      'Acme e4 -KNOWS f3-> Ada e1',
      'Ada e1 -IS f4-> true',
      'Ada e1 -LIKES f1-> Acme e4',
      'Ada e1 -LIKES f2-> Acme e4',
      'Ada e1 -WROTE f5-> Ada e1',
      'Lady L. e3 -MERGED_INTO-> A. Lovelace e2',
    ]);
    await store.change(ORIGIN, (change) => change.end('merge', 2));
    expect(await drawn(opened)).toContain('A. Lovelace e2 -WROTE f5-> A. Lovelace e2');
    await store.change(ORIGIN, async (change) => {
      await change.end('merge', 1);
      await change.end('fact', 5);
    });
    expect(await drawn(opened)).toEqual(apart);
  });

  test('keeps types and relations with the names of our own labels apart from them', async (context) => {
    const opened = await openNeo4jGraph(context);
    const { store, client, space } = opened;
    await store.change(ORIGIN, async (change) => {
      await change.add('entity', entity('a', `${space}KgFact`));
      await change.add('entity', entity('b', `${space}Value`));
      await change.add('entity', entity('c', '`)-[`'));
      await change.add('fact', fact(1, 'merged_into', 2));
      await change.add('fact', fact(1, "x`]->() DETACH DELETE n //'", 3));
    });
    const labels = await client.read((tx) =>
      tx.run(
        `MATCH (n:${space}Entity) UNWIND labels(n) AS label WITH label WHERE label <> '${space}Entity'
         RETURN collect(label) AS labels`,
      ),
    );
    expect(labels).toEqual([{ labels: [`${space}KgFact_`, `${space}Value_`, '_'] }]);
    expect(await drawn(opened)).toEqual([
      'a e1 -MERGED_INTO_ f1-> b e2',
      'a e1 -X_DETACH_DELETE_N_ f2-> c e3',
    ]);
    expect((await store.verify()).every(({ ok }) => ok)).toBe(true);
  });
});

describe('a copy in Neo4j of a graph in SQLite', { timeout: 180_000 }, () => {
  const some = async (store: OpenedNeo4j['store'], n: number): Promise<void> => {
    for (let made = 0; made < n; made += 1) {
      await store.change(ORIGIN, async (change) => {
        const one = await change.add('entity', entity(`Entity ${made}`));
        await change.add('fact', fact(one, 'follows', Math.max(1, one - 1)));
      });
    }
  };

  test('takes what it lacks, once, whoever brings it, and is checked and built anew', async (context) => {
    const { store } = await openSqliteGraph();
    const opened = await openNeo4jGraph(context);
    const copy = copyIn(opened);
    await some(store, 30);
    await Promise.all([catchUp(store, copy), catchUp(store, copyIn(opened))]);
    expect(await copy.seq()).toBe(30);
    expect(await verifyCopy(store, copy)).toMatchObject({
      ok: true,
      copy: { seq: 30, entities: 30, facts: 30 },
    });
    const [change] = await store.read((view) => view.changes(29, 1));
    if (change) await copy.apply([change], []);
    await expect(copy.apply([{ ...change, seq: 32 } as never], [])).rejects.toThrow(
      'Change 32 does not follow change 30.',
    );

    // Somebody was there.
    await opened.client.write((tx) => tx.run(`MATCH (:${opened.space}Entity {id: 'e7'})-[r]->() DELETE r`));
    expect(await verifyCopy(store, copy)).toMatchObject({
      ok: false,
      store: { facts: 30 },
      copy: { facts: 29 },
    });
    expect(await rebuild(store, copy)).toBe(30);
    expect(await verifyCopy(store, copy)).toMatchObject({ ok: true });

    const { store: other } = await openSqliteGraph();
    await some(other, 3);
    await expect(catchUp(other, copy)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  test('catches up after Neo4j fell silent, with nothing half taken', async (context) => {
    const { store } = await openSqliteGraph();
    const opened = await openNeo4jGraph(context);
    await catchUp(store, copyIn(opened));
    const proxy = await stallingProxy(opened.server.url);
    const copy = copyIn(opened, { url: proxy.url, deadlineMs: 3_000 });
    await some(store, 5);
    const failures: number[] = [];
    const codes: unknown[] = [];
    const projection = keepUp(store, copy, {
      everyMs: 20,
      onError: (error, count) => {
        failures.push(count);
        codes.push((error as { code?: unknown }).code);
      },
    });
    const direct = copyIn(opened);
    await expect.poll(() => direct.seq(), { timeout: 60_000 }).toBe(5);
    proxy.stall();
    await some(store, 5);
    await expect.poll(() => failures.length, { timeout: 60_000 }).toBeGreaterThan(0);
    expect(codes[0]).toMatch(/TIMEOUT|UNAVAILABLE/);
    expect(await direct.audit()).toMatchObject({ seq: 5, entities: 5, facts: 5 });
    proxy.resume();
    await expect.poll(() => direct.seq(), { timeout: 60_000 }).toBe(10);
    await projection.close();
    expect(await verifyCopy(store, direct)).toMatchObject({ ok: true, copy: { entities: 10 } });
  });

  test('says that the password is wrong', async (context) => {
    const { store } = await openSqliteGraph();
    const { server, space } = await openNeo4jGraph(context);
    const copy = copyIn({ server: { ...server, password: 'a wrong one' }, space });
    await expect(catchUp(store, copy)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: `Neo4j at ${server.url} refused the user or the password.`,
    });
  });
});
