import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../../../servers/knowledge-graph/cypher/budget.ts';
import { answerQuery } from '../../../../servers/knowledge-graph/cypher/query.ts';
import { openSqliteGraph } from '../open-sqlite.ts';
import { entity, fact, ORIGIN } from '../store-contract.ts';
import { smallGraph } from './small-graph.ts';

describe('kg_query', () => {
  test('answers with nodes, relationships and paths', async () => {
    const { value } = await smallGraph();
    const query = "MATCH p = (a {id: 'e3'})-[r:works_at]->(b) RETURN a, r, p, {n: a.name} AS m";
    const [cy, bolt] = [
      { id: 'e3', name: 'Cy', type: 'Person' },
      { id: 'e5', name: 'Bolt', type: 'Startup' },
    ];
    const works = {
      id: 'f4',
      type: 'works_at',
      from: 'e3',
      to: 'e5',
      valid_from: '2021-06-01',
      confidence: 0.8,
    };
    expect(await value('kg_query', { query })).toEqual({
      columns: ['a', 'r', 'p', 'm'],
      rows: [[cy, works, { nodes: [cy, bolt], relationships: [works] }, { n: 'Cy' }]],
      total: 1,
    });
  });

  test('pages through the rows, and names the columns where there are none', async () => {
    const { value } = await smallGraph();
    const query = 'MATCH (n) RETURN n.name AS name';
    const first = await value('kg_query', { query, limit: 4 });
    expect(first).toMatchObject({ columns: ['name'], rows: [['Ada'], ['Ben'], ['Cy'], ['Acme']], total: 6 });
    const { next } = first as { next: { tool: string; arguments: object } };
    expect(await value(next.tool, next.arguments)).toEqual({
      columns: ['name'],
      rows: [['Bolt'], ['Iza']],
      total: 6,
    });
    expect(await value('kg_query', { query: 'MATCH (n:Nothing) RETURN n, n.x' })).toEqual({
      columns: ['n', 'n.x'],
      rows: [],
      total: 0,
    });
  });

  test('asks of other moments', async () => {
    const { rows, clock, value } = await smallGraph();
    const query = "MATCH (:Person {name: 'Ben'})-[r:works_at]->(c) RETURN c.name, r.valid_to";
    expect(await rows(query)).toEqual([['Bolt', null]]);
    expect(await rows(query, {}, { as_of: '2020-06-01' })).toEqual([['Acme', '2022-01-01']]);
    expect(await rows(query, {}, { all_times: true })).toEqual([
      ['Acme', '2022-01-01'],
      ['Bolt', null],
    ]);
    const before = new Date(clock.now()).toISOString();
    clock.advance(60_000);
    await value('kg_retract', { facts: ['f3'], reason: 'wrong' });
    expect(await rows(query)).toEqual([]);
    expect(await rows(query, {}, { known_at: before })).toEqual([['Bolt', null]]);
  });

  test.each([
    // Labels: the ontology's subtypes, either, both.
    ['MATCH (c:company) RETURN c.name', [['Acme'], ['Bolt']]],
    ['MATCH (c:Company:Startup) RETURN c.name', [['Bolt']]],
    ['MATCH (c:Startup|Project) RETURN c.name ORDER BY c.name DESC', [['Iza'], ['Bolt']]],
    ['MATCH (c) WHERE c:Company AND NOT c:Startup RETURN labels(c)', [[['Company']]]],
    // By name, alias, key and value.
    ["MATCH (n {name: 'Cy'}) RETURN id(n)", [['e3']]],
    ["MATCH (n) WHERE 'Countess' IN n.aliases RETURN n.name, n.aliases", [['Ada', ['Ada', 'Countess']]]],
    ["MATCH (n) WHERE 'ada@example.org' IN n.keys RETURN n.name", [['Ada']]],
    ['MATCH (n) WHERE n.born = 1985 RETURN n.name', [['Ben']]],
    ["MATCH (n {name: 'ada'}) RETURN n.name", []],
    [
      "MATCH (n) WHERE n.id IN ['e2', 'e6', 'x'] RETURN n.name, n.summary",
      [
        ['Ben', null],
        ['Iza', 'Memory for Claude.'],
      ],
    ],
    // Directions and types.
    ["MATCH (a {name: 'Ben'})--(b) RETURN b.name", [['Bolt'], ['Ada'], ['Cy']]],
    ["MATCH (a {name: 'Ben'})<-[:knows]-(b) RETURN b.name", [['Ada']]],
    [
      "MATCH (a {name: 'Cy'})-[r:maintains|WORKS_AT]->(b) RETURN type(r), b.name",
      [
        ['works_at', 'Bolt'],
        ['maintains', 'Iza'],
      ],
    ],
    ["MATCH (a)-[:knows {valid_from: '2019-05-01'}]->(b) RETURN a.name", [['Ada']]],
    [
      'MATCH (b:Startup)-[r:employs]->(p) RETURN p.name, type(r), startNode(r).name',
      [
        ['Ben', 'works_at', 'Ben'],
        ['Cy', 'works_at', 'Cy'],
      ],
    ],
    // Several patterns; a relationship is gone along once.
    [
      'MATCH (a)-[:works_at]->(c)<-[:works_at]-(b) RETURN a.name, b.name',
      [
        ['Ben', 'Cy'],
        ['Cy', 'Ben'],
      ],
    ],
    [
      'MATCH (a)-[:works_at]->(c), (b)-[:works_at]->(c), (a)-[:knows]->(b) RETURN a.name, b.name',
      [['Ben', 'Cy']],
    ],
    ["MATCH (a {name: 'Ada'})-[:knows*2]-(b) RETURN b.name", [['Cy']]],
    [
      "MATCH (a {name: 'Ada'})-[r:knows*0..2]->(b) RETURN b.name, size(r)",
      [
        ['Ada', 0],
        ['Ben', 1],
        ['Cy', 2],
      ],
    ],
    ['MATCH (b)<-[r:knows*2]-(a) RETURN [x IN r | x.valid_from]', [[['2021-06-01', '2019-05-01']]]],
    [
      'MATCH (a:Person) MATCH (a)-[:knows]->(b) RETURN a.name, b.name',
      [
        ['Ada', 'Ben'],
        ['Ben', 'Cy'],
      ],
    ],
    // Shortest paths.
    ["MATCH p = shortestPath((a {name: 'Ada'})-[:knows*]->(b {name: 'Cy'})) RETURN length(p)", [[2]]],
    ["MATCH p = shortestPath((a {name: 'Cy'})-[:knows*]->(b {name: 'Ada'})) RETURN length(p)", []],
    ["MATCH p = shortestPath((a {name: 'Ada'})-[*..2]-(b:Project)) RETURN p", []],
    // OPTIONAL MATCH.
    [
      "MATCH (p:Person) OPTIONAL MATCH (p)-[r:knows]->(q) WHERE q.name = 'Cy' RETURN p.name, q.name",
      [
        ['Ada', null],
        ['Ben', 'Cy'],
        ['Cy', null],
      ],
    ],
    ['OPTIONAL MATCH (n:Nothing) OPTIONAL MATCH (n)--(m) RETURN n, m', [[null, null]]],
    // Conditions with null.
    ['MATCH (p:Person) WHERE p.born < 1990 RETURN p.name', [['Ben']]],
    ['MATCH (p:Person) WHERE NOT p.born < 1990 RETURN p.name', [['Ada']]],
    ['MATCH (p:Person) WHERE p.born IS NULL RETURN p.name', [['Cy']]],
    [
      "MATCH (p:Person) WHERE p.name STARTS WITH 'A' XOR p.name ENDS WITH 'n' RETURN p.name",
      [['Ada'], ['Ben']],
    ],
    [
      "RETURN null = null, null IN [1], 1 IN [null, 1], true OR null, false AND null, 'a' < 1, [1] = [1]",
      [[null, null, true, true, false, null, true]],
    ],
    ['RETURN 1 + 2 * 3 - 4 / 2, 7 % 4, -(1), 1 < 2 < 3, 3 > 2 > 2', [[5, 3, -1, true, false]]],
    [
      "RETURN 'it\\'s ' + \"q\\u0041\", [1, 2] + 3, {a: {b: 4}}.a.b, [5, 6][-1]",
      [["it's qA", [1, 2, 3], 4, 6]],
    ],
    [
      'RETURN any(x IN [1, 2] WHERE x > 1), all(x IN [1, 2] WHERE x > 1), none(x IN [] WHERE x), single(x IN [1, 1] WHERE x = 1)',
      [[true, false, true, false]],
    ],
    [
      'RETURN any(x IN [1, null] WHERE x > 1), any(x IN [2, null] WHERE x > 1), all(x IN [2, null] WHERE x > 1), none(x IN [null] WHERE x > 1), single(x IN [2, null] WHERE x > 1)',
      [[null, true, null, null, null]],
    ],
    [
      "RETURN toUpper('a') + toLower('B'), size('abc'), head([1]), last([]), coalesce(null, 2), trim(' x '), toString(1), abs(-1), round(1.4)",
      [['Ab', 3, 1, null, 2, 'x', '1', 1, 1]],
    ],
    // Results.
    [
      'MATCH (p:Person) RETURN count(*), count(p.born), min(p.born), max(p.born), sum(p.born), avg(p.born), collect(p.born)',
      [[3, 2, 1985, 1990, 3975, 1987.5, [1990, 1985]]],
    ],
    ['MATCH (n:Nothing) RETURN count(*), sum(n.x), avg(n.x), collect(n)', [[0, 0, null, []]]],
    ['MATCH (n:Nothing) RETURN n.name, count(*)', []],
    [
      'MATCH (p:Person)-[:works_at]->(c) RETURN c.name, count(*) AS n ORDER BY n DESC, c.name',
      [
        ['Bolt', 2],
        ['Acme', 1],
      ],
    ],
    ['MATCH (p)-[:works_at]->(c) RETURN DISTINCT c.name ORDER BY c.name SKIP 1 LIMIT 1', [['Bolt']]],
    ['MATCH (p)-[:works_at]->(c) RETURN count(DISTINCT c)', [[2]]],
    ['MATCH (p:Person) RETURN p.name ORDER BY p.born', [['Ben'], ['Ada'], ['Cy']]],
    ['UNWIND [3, 1, null] AS x RETURN x ORDER BY x', [[1], [3], [null]]],
    ['UNWIND [] AS x RETURN x', []],
    [
      'MATCH (p:Person) WITH p ORDER BY p.name DESC LIMIT 2 MATCH (p)-[:works_at]->(c) RETURN p.name, c.name',
      [
        ['Cy', 'Bolt'],
        ['Ben', 'Bolt'],
      ],
    ],
    [
      "MATCH (a:Person {name: 'Ada'}) WITH * MATCH (b {born: a.born}) RETURN b.name, 1 AS `one two`",
      [['Ada', 1]],
    ],
    ['MATCH (n /* a comment */) // another\nRETURN count(n);', [[6]]],
  ])('%s', async (query, answer) => {
    const { rows } = await smallGraph();
    expect(await rows(query)).toEqual(answer);
  });

  test.each([
    ['', 'INVALID_INPUT'],
    ['MATCH (a RETURN a', '/query, line 1, column 10: expected ")", found "RETURN".'],
    ['MATCH (a)\nRETRUN a', '/query, line 2, column 1: expected RETURN, found "RETRUN".'],
    ['MATCH (a) RETURN b', '/query, line 1, column 18: there is no variable "b" here.'],
    ['RETURN foo(1)', '/query, line 1, column 8: there is no function "foo".'],
    ['RETURN toLower()', '/query, line 1, column 8: tolower takes 1 argument.'],
    ['MATCH (n) WHERE count(n) > 1 RETURN n', '/query, line 1, column 17: count stands only in RETURN'],
    ['MATCH (n) RETURN n.x + count(*)', '/query, line 1, column 18: "n" stands beside'],
    ['MATCH (a)-[*]->(b) RETURN a', '/query, line 1, column 10: a length needs an upper bound of at most 6'],
    ["MATCH (n) WHERE n.name =~ 'A.*' RETURN n", '/query, line 1, column 25: regular expressions'],
    ["RETURN 'a", "/query, line 1, column 8: the quote ' is not closed."],
    ['MATCH (n) RETURN n.a AS x, n.b AS x', 'two columns are called "x"'],
    ['RETURN $x', '/params: $x not given.'],
    ['RETURN 1 / 0', 'a division by zero'],
    ['RETURN 1 LIMIT -1', 'LIMIT needs a whole number that is not negative'],
    [`RETURN ${'('.repeat(50)}1${')'.repeat(50)}`, 'more than 40 brackets'],
    [`RETURN ${'x'.repeat(10_000)}`, 'query'],
  ])('explains %s', async (query, message) => {
    const { error } = await smallGraph();
    expect(await error(query)).toContain(message);
  });

  test('sees entities that are one as one node', async () => {
    const { store, clock } = await openSqliteGraph();
    await store.change(ORIGIN, async (change) => {
      const [a, b, c] = [
        await change.add('entity', entity('Ada')),
        await change.add('entity', entity('Countess')),
        await change.add('entity', entity('Engine', 'Machine')),
      ];
      for (const [id, name] of [
        [a, 'Ada'],
        [b, 'Countess'],
        [c, 'Engine'],
      ] as const)
        await change.add('alias', { entity: id, kind: 'name', name, norm: name.toLowerCase() });
      await change.add('fact', fact(b, 'wrote_about', c));
      await change.add('merge', { winner: a, loser: b, rule: 'test' });
    });
    const ask = async (query: string) =>
      (await answerQuery({ store, clock }, { graph: 'main', query, parameters: {}, offset: 0, limit: 10 }))
        .rows;
    expect(await ask('MATCH (n:Person) RETURN n.name, n.aliases')).toEqual([['Ada', ['Ada', 'Countess']]]);
    expect(await ask('MATCH (a)-[:wrote_about]->(b) RETURN a.id, b.id')).toEqual([['e1', 'e3']]);
    expect(await ask('MATCH (b)<--(a) RETURN a.id')).toEqual([['e1']]);
  });

  test('stops at each of its limits, and says which', async () => {
    const { store, clock } = await openSqliteGraph();
    await store.change(ORIGIN, async (change) => {
      for (let index = 0; index < 30; index += 1) await change.add('entity', entity(`P${index}`));
      for (let index = 1; index <= 30; index += 1)
        for (let other = 1; other <= 30; other += 1) await change.add('fact', fact(index, 'knows', other));
    });
    const ask = (query: string, limits: Partial<typeof LIMITS>, signal?: AbortSignal) =>
      answerQuery(
        { store, clock },
        { graph: 'main', query, parameters: {}, offset: 0, limit: 10 },
        { limits: { ...LIMITS, ...limits }, ...(signal && { signal }) },
      );
    const walk = 'MATCH (a)-[:knows*1..4]->(b) RETURN count(*)';
    await expect(ask(walk, { rows: 5_000 })).rejects.toThrow('more than 5000 rows on the way');
    await expect(ask(walk, { reads: 500 })).rejects.toThrow('more than 500 entities and facts to be read');
    await expect(ask('MATCH (a), (b) RETURN collect(a)', { values: 800 })).rejects.toThrow(
      'more than 800 values in one list',
    );
    const doubling = `WITH [1] AS x ${'WITH [x, x] AS x '.repeat(28)}RETURN x`;
    await expect(ask(doubling, {})).rejects.toThrow('more than 100000 values in one list');
    await expect(ask(walk, {}, AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' });
    let time = 0;
    const slow = { ...clock, monotonic: () => (time += 3_000) };
    await expect(
      answerQuery(
        { store, clock: slow },
        { graph: 'main', query: walk, parameters: {}, offset: 0, limit: 10 },
      ),
    ).rejects.toMatchObject({ code: 'TIMEOUT' });
  });
});
