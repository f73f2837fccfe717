import { describe, expect, test } from 'vitest';
import { loopback } from '../../../shared/llm/loopback.ts';
import { clientOf, graphOfTest } from '../../../support/neo4j/client.ts';

/*
 * What a Neo4j with APOC does with statements that must only read: the ground on which a check of other people's
 * statements has to stand. The kind that EXPLAIN gives and the READ mode of a session each let something through.
 */
describe('what only reads on a Neo4j with APOC', { timeout: 180_000 }, () => {
  test('writes are of another kind, and refused in a transaction that reads', async (context) => {
    const { client, ask } = await graphOfTest(context);
    const writes: [statement: string, kind: string][] = [
      ['CREATE (:Evil)', 'w'],
      ['CREATE (n:Evil) RETURN n', 'rw'],
      ['MERGE (n:Evil) RETURN n', 'rw'],
      ['MATCH (n:Evil) DETACH DELETE n', 'w'],
      ['MATCH (n:Evil) FOREACH (x IN [1] | SET n.x = x)', 'w'],
      ['EXPLAIN CREATE (:Evil)', 'w'],
      ['CYPHER runtime=slotted CREATE (:Evil)', 'w'],
      ['CREATE INDEX evil FOR (n:Evil) ON (n.x)', 's'],
      ["CREATE USER evil SET PASSWORD 'evil-evil'", 's'],
      ["CALL db.createLabel('Evil')", 'w'],
      ["CALL apoc.create.node(['Evil'], {}) YIELD node RETURN node", 'rw'],
      ["CALL apoc.cypher.doIt('CREATE (:Evil)', {}) YIELD value RETURN value", 'rw'],
      ["CALL apoc.periodic.submit('evil', 'CREATE (:Evil)') YIELD name RETURN name", 'rw'],
    ];
    for (const [statement, kind] of writes) {
      expect([statement, (await client.plan(statement)).kind]).toEqual([statement, kind]);
      if (statement.startsWith('EXPLAIN')) continue;
      await expect(
        client.read((tx) => tx.run(statement)),
        statement,
      ).rejects.toMatchObject({ code: 'READ_ONLY' });
    }
    expect(await ask('MATCH (n:Evil) RETURN count(n) AS n')).toEqual([{ n: 0 }]);
  });

  test('statements inside statements count as reading, and are refused when they write', async (context) => {
    const { client, ask } = await graphOfTest(context);
    const hidden = [
      "CALL apoc.cypher.run('CREATE (n:Evil) RETURN n', {}) YIELD value RETURN value",
      "CALL apoc.when(true, 'CREATE (n:Evil) RETURN n', '') YIELD value RETURN value",
      "RETURN apoc.cypher.runFirstColumnSingle('CREATE (n:Evil) RETURN n', {}) AS n",
    ];
    for (const statement of hidden) {
      expect((await client.plan(statement)).kind).toBe('r');
      await expect(
        client.read((tx) => tx.run(statement)),
        statement,
      ).rejects.toMatchObject({ code: 'READ_ONLY' });
    }
    expect(await ask('MATCH (n:Evil) RETURN count(n) AS n')).toEqual([{ n: 0 }]);
  });

  test('LOAD CSV and apoc.load count as reading, and reach the network', async (context) => {
    const { client } = await graphOfTest(context);
    const { url, seen } = await loopback({ body: '1,2\n' });
    const csv = `${url}/a.csv`;
    const json = await loopback({ body: { a: 1 } });
    const reads: [statement: string, step: { operator: string; details: string }, row: unknown][] = [
      ['LOAD CSV FROM $csv AS x RETURN x', { operator: 'LoadCSV', details: 'x' }, ['1', '2']],
      [
        'CALL { LOAD CSV FROM $csv AS x RETURN x } RETURN x',
        { operator: 'LoadCSV', details: 'x' },
        ['1', '2'],
      ],
      [
        'RETURN COLLECT { LOAD CSV FROM $csv AS y RETURN y } AS x',
        { operator: 'LoadCSV', details: 'y' },
        [['1', '2']],
      ],
      [
        'CALL apoc.load.json($json) YIELD value AS x RETURN x',
        { operator: 'ProcedureCall', details: 'apoc.load.json($json) :: (value :: MAP)' },
        { a: 1 },
      ],
    ];
    const parameters = { csv, json: json.url };
    for (const [statement, step, row] of reads) {
      const plan = await client.plan(statement, parameters);
      expect(plan.kind).toBe('r');
      expect(plan.steps).toContainEqual(expect.objectContaining({ operator: step.operator }));
      if (step.operator === 'ProcedureCall')
        expect(plan.steps[1]?.details).toContain('apoc.load.json($json)');
      expect(await client.read((tx) => tx.run(statement, parameters)), statement).toEqual([{ x: row }]);
    }
    // EXPLAIN reached nothing.
    expect(seen.length).toBe(3);
    expect(json.seen.length).toBe(1);
  });

  test('a function that runs a statement hides all of its operators, and its name stands in the plan', async (context) => {
    const { client } = await graphOfTest(context);
    const { url, seen } = await loopback({ body: '1,2\n' });
    const spellings = [
      'RETURN apoc.cypher.runFirstColumnSingle($inner, {url: $url}) AS x',
      'RETURN `apoc`.`cypher`.`runFirstColumnSingle`($inner, {url: $url}) AS x',
      'RETURN apoc . cypher /* */ . \\u0072unFirstColumnSingle($inner, {url: $url}) AS x',
    ];
    const parameters = { inner: 'LOAD CSV FROM $url AS l RETURN l', url };
    for (const statement of spellings) {
      const { kind, steps } = await client.plan(statement, parameters);
      expect(kind).toBe('r');
      expect(steps.map(({ operator }) => operator)).toEqual(['ProduceResults', 'Projection']);
      expect(steps[1]?.details).toContain('apoc.cypher.runFirstColumnSingle(');
      expect(await client.read((tx) => tx.run(statement, parameters))).toEqual([{ x: ['1', '2'] }]);
    }
    expect(seen.length).toBe(3);
  });

  test('inside an expression even LOAD CSV and CALL are no steps of the plan, only words in one', async (context) => {
    const { client } = await graphOfTest(context);
    const { url } = await loopback({ body: '1,2\n' });
    const json = await loopback({ body: { a: 1 } });
    const nested: [statement: string, words: string, row: unknown][] = [
      ['RETURN [i IN [1] | COLLECT { LOAD CSV FROM $url AS y RETURN y }] AS x', 'LOAD CSV', [[['1', '2']]]],
      [
        'RETURN [i IN [1] | COLLECT { CALL apoc.load.json($json) YIELD value RETURN value }] AS x',
        'apoc.load.json',
        [[{ a: 1 }]],
      ],
    ];
    const parameters = { url, json: json.url };
    for (const [statement, words, row] of nested) {
      const { kind, steps } = await client.plan(statement, parameters);
      expect(kind).toBe('r');
      expect(steps.map(({ operator }) => operator)).toEqual(['ProduceResults', 'Projection']);
      expect(steps[1]?.details).toContain(words);
      expect(await client.read((tx) => tx.run(statement, parameters))).toEqual([{ x: row }]);
    }
  });

  test('files are read from the import folder only, where one is set', async (context) => {
    const { client } = await graphOfTest(context);
    for (const statement of [
      "LOAD CSV FROM 'file:///etc/hostname' AS x RETURN x",
      "LOAD CSV FROM 'file:///../../../../../../etc/hostname' AS x RETURN x",
      "CALL apoc.load.json('file:///etc/hostname') YIELD value RETURN value",
    ]) {
      expect((await client.plan(statement)).kind).toBe('r');
      await expect(
        client.read((tx) => tx.run(statement)),
        statement,
      ).rejects.toMatchObject({
        code: 'INVALID_INPUT',
      });
    }
  });

  test('administration runs in a transaction that reads, some of it as a read', async (context) => {
    const { client } = await graphOfTest(context);
    const allowed: [statement: string, kind: string][] = [
      ["TERMINATE TRANSACTIONS 'neo4j-transaction-999999' YIELD message RETURN message", 'r'],
      ['SHOW SETTINGS YIELD name RETURN count(*) > 0 AS any', 'r'],
      ["CALL db.stats.collect('QUERIES') YIELD success RETURN success", 'r'],
      ['CALL apoc.util.sleep(1)', 'r'],
      ["CALL dbms.killConnection('bolt-999999') YIELD message RETURN message", 's'],
      ['CALL dbms.listConfig() YIELD name RETURN count(*) > 0 AS any', 's'],
      ['CALL db.clearQueryCaches() YIELD value RETURN value', 's'],
      ["CALL apoc.log.stream('neo4j.log') YIELD line RETURN count(*) > 0 AS any", 's'],
      ['SHOW USERS YIELD user RETURN count(*) > 0 AS any', 's'],
    ];
    for (const [statement, kind] of allowed) {
      expect([statement, (await client.plan(statement)).kind]).toEqual([statement, kind]);
      await client.read((tx) => tx.run(statement));
    }
  });

  test('a parameter cannot add a statement, and two are refused', async (context) => {
    const { server, ask } = await graphOfTest(context);
    const client = clientOf(server);
    await expect(client.plan('RETURN 1 AS x; CREATE (:Evil)')).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(await ask('RETURN $x AS x', { x: '1; CREATE (:Evil)' })).toEqual([{ x: '1; CREATE (:Evil)' }]);
  });
});
