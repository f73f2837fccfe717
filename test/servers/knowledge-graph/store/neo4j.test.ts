import { describe, expect, test } from 'vitest';
import {
  connectNeo4j,
  type Neo4jTransaction,
} from '../../../../servers/knowledge-graph/store/neo4j-client.ts';
import { systemClock } from '../../../../shared/clock.ts';
import { createLogger } from '../../../../shared/log.ts';
import { nobody } from '../../../shared/llm/loopback.ts';
import { clientOf, graphOfTest } from '../../../support/neo4j/client.ts';
import { sharedNeo4j } from '../../../support/neo4j/for-tests.ts';
import { stallingProxy } from '../../../support/neo4j/stalling-proxy.ts';

// The first test waits for the server.
describe('a real Neo4j server', { timeout: 180_000 }, () => {
  test('refuses a wrong password, and the error tells what to set', async (context) => {
    const server = await sharedNeo4j(context);
    await expect(
      clientOf({ ...server, password: 'a wrong one' }).read((tx) => tx.run('RETURN 1')),
    ).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: `Neo4j at ${server.url} refused the user or the password.`,
      details: {
        why: 'Neo4j said Unauthorized.',
        hint: 'Check neo4j.user in the settings of the knowledge graph, and the environment variable that neo4j.passwordEnv names.',
      },
    });
  });

  test('gives back what it was given, integers as numbers where they are exact', async (context) => {
    const { ask, tell } = await graphOfTest(context);
    await tell('CREATE (:Thing {graph: $graph, id: $id, share: $share, vector: $vector, names: $names})', {
      id: 7,
      share: 0.25,
      vector: Float32Array.of(1, 0.5),
      names: ['Ada', 'Łódź'],
    });
    expect(
      await ask(
        `MATCH (n:Thing {graph: $graph})
         RETURN n.id AS id, valueType(n.id) AS type, n.share AS share, n.vector AS vector,
           valueType(n.vector) AS vectorType, n.names AS names, n.gone AS gone`,
      ),
    ).toEqual([
      {
        id: 7,
        type: 'INTEGER NOT NULL',
        share: 0.25,
        vector: [1, 0.5],
        vectorType: 'LIST<FLOAT NOT NULL> NOT NULL',
        names: ['Ada', 'Łódź'],
        gone: null,
      },
    ]);
    expect(
      await ask('RETURN $time AS time, $edge AS edge, $edge + 2 AS past', {
        time: 1_795_000_000_000,
        edge: Number.MAX_SAFE_INTEGER,
      }),
    ).toEqual([{ time: 1_795_000_000_000, edge: 9007199254740991, past: 9007199254740993n }]);
    await expect(ask('RETURN $wide AS wide', { wide: 2n ** 63n })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });

  test('nodes, relationships, paths and dates are plain data', async (context) => {
    const { ask, tell } = await graphOfTest(context);
    await tell('CREATE (:A {graph: $graph, id: 1})-[:KNOWS {since: 3}]->(:B {graph: $graph, id: 2})');
    const [row] = await ask(
      "MATCH p = (:A {graph: $graph})-[k]->(b) RETURN b, k, p, date('2026-11-20') AS day, {n: [1]} AS map",
    );
    const a = expect.objectContaining({ labels: ['A'] });
    const b = expect.objectContaining({ labels: ['B'], properties: { graph: expect.any(String), id: 2 } });
    const knows = expect.objectContaining({ type: 'KNOWS', properties: { since: 3 } });
    expect(row).toEqual({
      b,
      k: knows,
      p: { nodes: [a, b], relationships: [knows] },
      day: '2026-11-20',
      map: { n: [1] },
    });
  });

  test('stops at a limit of rows', async (context) => {
    const { client } = await graphOfTest(context);
    const rows = await client.read((tx) => tx.run('UNWIND range(1, 1000000) AS n RETURN n', {}, 3));
    expect(rows).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  test('has a full-text index', async (context) => {
    const { graph, ask, tell, schema } = await graphOfTest(context);
    await schema(
      'INDEX',
      `words_${graph}`,
      `CREATE FULLTEXT INDEX words_${graph} FOR (n:F${graph}) ON EACH [n.text]`,
    );
    await tell(`UNWIND $texts AS text CREATE (:F${graph} {graph: $graph, text: text})`, {
      texts: ['the quick brown fox', 'a slow green turtle', 'a quick green bird'],
    });
    const found = await ask(
      `CALL db.index.fulltext.queryNodes('words_${graph}', 'quick green') YIELD node, score
       RETURN node.text AS text ORDER BY score DESC, text`,
    );
    expect(found.map(({ text }) => text)).toEqual([
      'a quick green bird',
      'a slow green turtle',
      'the quick brown fox',
    ]);
  });

  test('has a vector index', async (context) => {
    const { graph, ask, tell, schema } = await graphOfTest(context);
    await schema(
      'INDEX',
      `near_${graph}`,
      `CREATE VECTOR INDEX near_${graph} FOR (n:V${graph}) ON (n.vector)
       OPTIONS {indexConfig: {
         \`vector.dimensions\`: 2, \`vector.similarity_function\`: 'cosine', \`vector.quantization.enabled\`: false}}`,
    );
    await tell(
      `CREATE (:V${graph} {graph: $graph, id: 1, vector: $x}), (:V${graph} {graph: $graph, id: 2, vector: $y})`,
      {
        x: Float32Array.of(1, 0),
        y: Float32Array.of(0, 1),
      },
    );
    // The score is (1 + cosine) / 2, of 4/5 and 3/5. Quantised, as by default, it would be 0.9008 and 0.7984.
    const near = await ask(
      `CALL db.index.vector.queryNodes('near_${graph}', 2, $q) YIELD node, score RETURN node.id AS id, score`,
      { q: Float32Array.of(4, 3) },
    );
    expect(near).toEqual([
      { id: 1, score: expect.closeTo(0.9, 5) },
      { id: 2, score: expect.closeTo(0.8, 5) },
    ]);
  });

  test('a uniqueness constraint is a conflict, and its transaction leaves nothing', async (context) => {
    const { graph, client, ask, tell, schema } = await graphOfTest(context);
    await schema(
      'CONSTRAINT',
      `one_${graph}`,
      `CREATE CONSTRAINT one_${graph} FOR (n:U${graph}) REQUIRE n.id IS UNIQUE`,
    );
    await tell(`CREATE (:U${graph} {graph: $graph, id: 1})`);
    await expect(
      client.write(async (tx) => {
        await tx.run(`CREATE (:U${graph} {graph: $graph, id: 2})`, { graph });
        await tx.run(`CREATE (:U${graph} {graph: $graph, id: 1})`, { graph });
      }),
    ).rejects.toMatchObject({
      code: 'CONFLICT',
      message: 'Neo4j has something with the same id already.',
      details: { why: 'Neo4j said ConstraintValidationFailed.' },
    });
    expect(await ask(`MATCH (n:U${graph}) RETURN n.id AS id`)).toEqual([{ id: 1 }]);
  });

  test('what the work throws takes the transaction back and comes out as it is', async (context) => {
    const { client, graph, ask } = await graphOfTest(context);
    const mine = new Error('of the work');
    const failing = client.write(async (tx) => {
      await tx.run('CREATE (:R {graph: $graph})', { graph });
      throw mine;
    });
    await expect(failing).rejects.toBe(mine);
    expect(await ask('MATCH (n:R {graph: $graph}) RETURN count(n) AS n')).toEqual([{ n: 0 }]);
  });

  test('a wrong statement is told by its place, without the words of the server', async (context) => {
    const { client } = await graphOfTest(context);
    await expect(client.read((tx) => tx.run('RETURN 1 AS one\nRETRUN 2'))).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: 'Neo4j refused the statement.',
      details: { why: 'SyntaxError at line 2, column 1.' },
    });
  });

  test('a deadlock is tried again', async (context) => {
    const { client, graph, ask, tell } = await graphOfTest(context);
    await tell('CREATE (:L {graph: $graph, id: 1, n: 0}), (:L {graph: $graph, id: 2, n: 0})');
    let waiting = 2;
    const { promise: both, resolve } = Promise.withResolvers<void>();
    let attempts = 0;
    const add = async (tx: Neo4jTransaction, first: number, second: number): Promise<void> => {
      attempts += 1;
      const one = 'MATCH (n:L {graph: $graph, id: $id}) SET n.n = n.n + 1';
      await tx.run(one, { graph, id: first });
      waiting -= 1;
      if (waiting === 0) resolve();
      await both;
      await tx.run(one, { graph, id: second });
    };
    await Promise.all([client.write((tx) => add(tx, 1, 2)), client.write((tx) => add(tx, 2, 1))]);
    expect(attempts).toBe(3);
    expect(await ask('MATCH (n:L {graph: $graph}) RETURN n.n AS n')).toEqual([{ n: 2 }, { n: 2 }]);
  });

  test('what takes too long is stopped on the server', async (context) => {
    const { server, ask } = await graphOfTest(context);
    const client = clientOf(server, { deadlineMs: 500 });
    await expect(
      client.read((tx) =>
        tx.run('UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN count(*) AS slow'),
      ),
    ).rejects.toMatchObject({ code: 'TIMEOUT', message: `Neo4j at ${server.url} did not answer in time.` });
    await expect
      .poll(
        () =>
          ask(
            "SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery CONTAINS 'AS' + ' slow' RETURN 1 AS one",
          ),
        {
          timeout: 30_000,
        },
      )
      .toEqual([]);
    expect(await client.read((tx) => tx.run('RETURN 1 AS one'))).toEqual([{ one: 1 }]);
  });

  test('a call can be cancelled', async (context) => {
    const { client } = await graphOfTest(context);
    const controller = new AbortController();
    const slow = client.read(
      async (tx) => {
        await tx.run('RETURN 1');
        controller.abort();
        return tx.run('UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN count(*) AS n');
      },
      { signal: controller.signal },
    );
    await expect(slow).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  test('a server that falls silent costs the calls of that moment, not those after it', async (context) => {
    const server = await sharedNeo4j(context);
    const proxy = await stallingProxy(server.url);
    const client = clientOf({ ...server, url: proxy.url }, { deadlineMs: 1_000 });
    expect(await client.read((tx) => tx.run('RETURN 1 AS one'))).toEqual([{ one: 1 }]);
    proxy.stall();
    await expect(client.read((tx) => tx.run('RETURN 1 AS one'))).rejects.toMatchObject({ code: 'TIMEOUT' });
    proxy.resume();
    await expect
      .poll(
        () => client.read((tx) => tx.run('RETURN 1 AS one'), { deadlineMs: 5_000 }).catch(() => undefined),
        {
          timeout: 30_000,
        },
      )
      .toEqual([{ one: 1 }]);
  });
});

describe('without a server', () => {
  test('calls fail, and say what to start', async () => {
    const url = (await nobody()).replace('http:', 'bolt:');
    const client = clientOf({ url, user: 'neo4j', password: 'none' });
    await expect(client.write((tx) => tx.run('RETURN 1'))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: `Neo4j at ${url} cannot be reached.`,
      details: {
        hint: 'Start Neo4j (`docker compose up -d neo4j`) or correct neo4j.url in the settings of the knowledge graph.',
      },
    });
  });

  test('a password that is not set is told by the name of its variable', async () => {
    const client = clientOf({ url: 'bolt://127.0.0.1:1', user: 'neo4j', password: '' });
    await expect(client.read((tx) => tx.run('RETURN 1'))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: 'The password of Neo4j is missing: NEO4J_PASSWORD is not set.',
    });
  });

  test.each(['http://127.0.0.1:7687', 'bolt://neo4j:secret@127.0.0.1', 'bolt:', '127.0.0.1:7687'])(
    '%s is no address',
    (url) => {
      const connect = () =>
        connectNeo4j({
          settings: { url, user: 'neo4j', passwordEnv: 'NEO4J_PASSWORD' },
          env: {},
          clock: systemClock,
          log: createLogger('silent'),
        });
      expect(connect).toThrow('The address of Neo4j is not one of bolt or neo4j, without user and password.');
    },
  );

  test('a closed connection stays closed', async () => {
    const client = clientOf({ url: 'bolt://127.0.0.1:1', user: 'neo4j', password: 'none' });
    await client.close();
    await expect(client.read((tx) => tx.run('RETURN 1'))).rejects.toMatchObject({
      message: 'The connection to Neo4j is closed.',
    });
  });
});
