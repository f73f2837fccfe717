import { describe, expect, test } from 'vitest';
import { cypherWriter } from '../../../../servers/knowledge-graph/export/cypher.ts';
import { type GraphOfTest, graphOfTest } from '../../../support/neo4j/client.ts';
import { setUp } from '../set-up.ts';
import { littleGraph, ODD } from './little-graph.ts';

async function statements(graph: string): Promise<string[]> {
  const server = await setUp();
  await littleGraph(server, graph);
  const { parts } = await server.value('kg_export', { format: 'cypher', graph });
  const [{ text }] = parts as [{ text: string }];
  return text.trimEnd().split('\n');
}

/** Runs statements as a client would that ends them at `;`. */
async function run({ tell, schema }: GraphOfTest, lines: readonly string[]): Promise<void> {
  for (const line of lines) {
    const statement = line.replace(/;$/, '');
    const index = /^CREATE INDEX (\w+) /.exec(statement)?.[1];
    if (index) await schema('INDEX', index, statement);
    else await tell(statement);
  }
}

// The server takes a while to start, longer where much else runs.
describe('on a real Neo4j', { timeout: 180_000 }, () => {
  test('the statements make the graph, and once more the same', async (context) => {
    const neo4j = await graphOfTest(context);
    const lines = await statements(neo4j.graph);
    await run(neo4j, lines);
    await run(
      neo4j,
      lines.filter((line) => !line.startsWith('CREATE INDEX')),
    );
    const entities = await neo4j.ask(
      'MATCH (n:Entity {graph: $graph}) RETURN n.id AS id, COLLECT { UNWIND labels(n) AS label RETURN label ORDER BY label } AS labels, n.name AS name, n.summary AS summary, n.keys AS keys, n.merged AS merged ORDER BY id',
    );
    expect(entities).toMatchObject([
      {
        id: 'e1',
        labels: ['Entity', 'Person'],
        name: 'Ada Lovelace',
        summary: ODD,
        keys: ['ada@example.org'],
      },
      { id: 'e2', labels: ['Entity', 'Machine'], name: 'Analytical Engine' },
      { id: 'e3', labels: ['Entity', 'Person'], name: 'Charles Babbage', merged: ['e5'] },
      { id: 'e4', labels: ['Entity', 'Place'], name: 'London' },
    ]);
    const facts = await neo4j.ask(
      'MATCH (a {graph: $graph})-[r]->(b) RETURN r.id AS id, a.id AS subject, type(r) AS type, coalesce(b.value, b.id) AS object, toString(r.valid_from) AS begin, toString(r.valid_to) AS end, r.quotes AS quotes, r.confidence AS confidence ORDER BY id',
    );
    expect(facts.map(({ id, subject, type, object }) => [id, subject, type, object])).toEqual([
      ['f1', 'e1', 'WROTE_ABOUT', 'e2'],
      ['f2', 'e3', 'DESIGNED', 'e2'],
      ['f3', 'e1', 'LIVED_IN', 'e4'],
      ['f4', 'e1', 'AGE', 36],
      ['f5', 'e1', 'HEIGHT', -1.5],
      ['f6', 'e1', 'FAMOUS', true],
      ['f7', 'e1', 'NOTE', '=HYPERLINK("https://example.org")'],
      ['f8', 'e3', 'LIVED_IN', 'e4'],
    ]);
    expect(facts[0]).toMatchObject({
      begin: '1843-01-01T00:00:00Z',
      end: null,
      quotes: ['weaves algebraical patterns'],
      confidence: 0.9,
    });
  });

  test('texts that look like statements stay texts', async (context) => {
    const neo4j = await graphOfTest(context);
    const odd = [
      "' }) DETACH DELETE n //",
      '\\u0027 }) DETACH DELETE n //',
      '\\\\u0027 }) DETACH DELETE n //',
      '\\\\\\u0027}) //',
      '\\U0027 \\uuuu0027',
      'a\\',
      '`}) //',
      'line\nand \u2028 another\r\tend;',
      '$graph {} [] // /* */',
    ];
    const writer = cypherWriter(neo4j.graph);
    for (const [at, text] of odd.entries()) {
      const entity = { id: `e${at}`, type: text, name: text, also: [text], keys: [], merged: [] };
      const fact = {
        id: `f${at}`,
        fact: `f${at}`,
        subject: `e${at}`,
        relation: text,
        value: text,
        confidence: 1,
      };
      await neo4j.tell(writer.entity(entity).replace(/;\n$/, ''));
      await neo4j.tell(writer.fact({ ...fact, text, sources: [] }).replace(/;\n$/, ''));
    }
    const rows = await neo4j.ask(
      'MATCH (n:Entity {graph: $graph})-[r]->(v:Value) RETURN n.name AS name, n.type AS type, n.also AS also, r.relation AS relation, r.text AS text, v.value AS value ORDER BY n.id',
    );
    expect(rows).toEqual(
      odd.map((text) => ({ name: text, type: text, also: [text], relation: text, text, value: text })),
    );
  });
});
