import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { answerQuery } from '../../../../servers/knowledge-graph/cypher/query.ts';
import { IzaError } from '../../../../shared/mcp/errors.ts';
import { loopback } from '../../../shared/llm/loopback.ts';
import { graphOfTest } from '../../../support/neo4j/client.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';
import { canonicalDump } from '../canonical-dump.ts';
import { dropSpaces, openNeo4jGraph } from '../open-neo4j.ts';
import { openSqliteGraph } from '../open-sqlite.ts';
import { entity, fact, ORIGIN } from '../store-contract.ts';
import { payloads } from './payloads.ts';
import { edgesOf, nodesOf, queriesOf } from './random-queries.ts';

describe('queries beside a real Neo4j', { timeout: 180_000 }, () => {
  dropSpaces();

  test('nothing that writes, calls or loads is answered where Neo4j holds the graph', async (context) => {
    const { store, clock } = await openNeo4jGraph(context);
    await store.change(ORIGIN, (change) => change.add('entity', entity('Ada')));
    const { url, seen } = await loopback({ body: 'the canary sings' });
    const file = join(await temporaryFolder(), 'canary.csv');
    await writeFile(file, 'the canary sings');
    const before = await canonicalDump(store);
    const answered: string[] = [];
    for (const { statement, trick } of payloads({ url, file })) {
      const request = { graph: 'main', query: statement, parameters: { x: 'Person' }, offset: 0, limit: 10 };
      const result = await answerQuery({ store, clock }, request).catch((error: unknown) => error);
      if (!(result instanceof IzaError)) answered.push(`${trick}: ${statement}`);
    }
    expect(answered).toEqual([]);
    expect(seen).toEqual([]);
    expect(await canonicalDump(store)).toEqual(before);
  });

  test('random queries give what Neo4j gives for the same graph, on both engines', async (context) => {
    const { graph: suffix, ask, tell } = await graphOfTest(context);
    const nodes = nodesOf(suffix);
    const edges = edgesOf(nodes.length);
    for (const type of new Set(nodes.map((node) => node.type)))
      await tell(
        `UNWIND $nodes AS n CREATE (:${type} {graph: $graph, at: n.at, name: n.name, born: n.born})`,
        { nodes: nodes.filter((node) => node.type === type) },
      );
    for (const relation of new Set(edges.map((edge) => edge.relation)))
      await tell(
        `UNWIND $edges AS e MATCH (a {graph: $graph, at: e.from}), (b {graph: $graph, at: e.to})
         CREATE (a)-[:${relation} {confidence: e.confidence}]->(b)`,
        { edges: edges.filter((edge) => edge.relation === relation) },
      );
    const queries = queriesOf(suffix, 110);
    // Before the engine writes into the same database: its nodes have their types as labels, too.
    const answers: string[][] = [];
    for (const query of queries)
      answers.push((await ask(query)).map((row) => JSON.stringify(Object.values(row))));
    // They find something.
    expect(answers.flat().length).toBeGreaterThan(queries.length * 3);
    const engines = [
      { opened: await openSqliteGraph(), every: 1 },
      // Where each answer takes many calls.
      { opened: await openNeo4jGraph(context), every: 4 },
    ];
    for (const {
      opened: { store },
    } of engines)
      await store.change(ORIGIN, async (change) => {
        for (const { name, type } of nodes) {
          const id = await change.add('entity', entity(name, type));
          await change.add('alias', { entity: id, kind: 'name', name, norm: name.toLowerCase() });
        }
        for (const { at, born } of nodes)
          if (born !== null) await change.add('fact', fact(at + 1, 'born', { value: born }));
        for (const { from, to, relation, confidence } of edges)
          await change.add('fact', fact(from + 1, relation, to + 1, { confidence }));
      });
    const differing: unknown[] = [];
    for (const [index, query] of queries.entries()) {
      const inOrder = (some: string[]): string[] => (query.includes('ORDER BY') ? some : some.toSorted());
      const theirs = inOrder(answers[index] ?? []);
      for (const { opened, every } of engines) {
        if (index % every !== 0) continue;
        const request = { graph: 'main', query, parameters: {}, offset: 0, limit: 100_000 };
        const ours = inOrder((await answerQuery(opened, request)).rows.map((row) => JSON.stringify(row)));
        if (JSON.stringify(ours) !== JSON.stringify(theirs)) differing.push({ query, ours, theirs });
      }
    }
    expect(differing).toEqual([]);
  });
});
