import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answerQuery } from '../../../../servers/knowledge-graph/cypher/query.ts';
import { IzaError } from '../../../../shared/mcp/errors.ts';
import { loopback } from '../../../shared/llm/loopback.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';
import { canonicalDump } from '../canonical-dump.ts';
import { openSqliteGraph } from '../open-sqlite.ts';
import { entity, ORIGIN } from '../store-contract.ts';
import { payloads } from './payloads.ts';

const SECRET = 'the canary sings';

test('nothing that writes, calls or loads is answered, however it is written', async () => {
  const { url, seen } = await loopback({ body: SECRET });
  const file = join(await temporaryFolder(), 'canary.csv');
  await writeFile(file, SECRET);
  const { store, clock } = await openSqliteGraph();
  await store.change(ORIGIN, (change) => change.add('entity', entity('Ada')));
  const before = await canonicalDump(store);
  const all = payloads({ url, file });
  expect(all.length).toBeGreaterThan(600);
  const answered: string[] = [];
  for (const { statement, trick } of all) {
    const request = { graph: 'main', query: statement, parameters: { x: 'Person' }, offset: 0, limit: 10 };
    const result = await answerQuery({ store, clock }, request).catch((error: unknown) => error);
    if (!(result instanceof IzaError)) answered.push(`${trick}: ${statement}`);
    else if (result.code === 'INTERNAL' || result.message.includes(SECRET)) answered.push(statement);
  }
  expect(answered).toEqual([]);
  expect(seen).toEqual([]);
  expect(await canonicalDump(store)).toEqual(before);
  expect(await readFile(file, 'utf8')).toBe(SECRET);
});

test.each([
  ['CREATE (n)', 'line 1, column 1: CREATE is refused: it changes data', 'kg_assert'],
  ['MATCH (n)\n set n.x = 1 RETURN n', 'line 2, column 2: SET is refused', 'kg_retract'],
  ['LOAD CSV FROM $x AS y RETURN y', 'LOAD is refused: it reaches outside of the graph', 'kg_ingest'],
  ['CALL db.labels()', 'CALL is refused: procedures and subqueries', 'kg_paths'],
  ['USE other MATCH (n) RETURN n', 'USE is refused: one graph is asked at a time', 'graph'],
  ['EXPLAIN MATCH (n) RETURN n', 'EXPLAIN is refused: a query has no options', 'Leave it out'],
])('%s is refused by name, with the way out', async (query, message, hint) => {
  const { store, clock } = await openSqliteGraph();
  const request = { graph: 'main', query, parameters: {}, offset: 0, limit: 10 };
  const error = await answerQuery({ store, clock }, request).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'READ_ONLY' });
  expect((error as IzaError).message).toContain(message);
  expect((error as IzaError).details.hint).toContain(hint);
});

test('words that are refused can be names of properties, types and labels, and any name in backticks', async () => {
  const { store, clock } = await openSqliteGraph();
  const ask = (query: string) =>
    answerQuery({ store, clock }, { graph: 'main', query, parameters: {}, offset: 0, limit: 10 });
  for (const query of [
    'MATCH (n:Set)-[:create|merge]->(m {use: 1}) RETURN n.delete',
    'RETURN \'CREATE (n)\', "LOAD CSV"',
    'MATCH (`create`:`LOAD CSV`) RETURN `create`',
    'MATCH (n) RETURN n // CREATE',
  ])
    expect((await ask(query)).total, query).toBe(query.startsWith('RETURN') ? 1 : 0);
});
