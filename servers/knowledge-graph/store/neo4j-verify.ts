import { RECORD_KINDS } from '../graph.ts';
import type { Neo4jTransaction } from './neo4j-client.ts';
import type { Neo4jNames } from './neo4j-schema.ts';
import type { GraphStore } from './store.ts';

type Check = Awaited<ReturnType<GraphStore['verify']>>[number];

/** Fields that name rows which have to be there. */
const REFERENCES = [
  ['chunk', 'episode', 'episode'],
  ['mention', 'chunk', 'chunk'],
  ['support', 'episode', 'episode'],
] as const;

/** Looks the whole store through; on a large one this takes a while. */
export async function verifyGraph(tx: Neo4jTransaction, names: Neo4jNames): Promise<Check[]> {
  const count = async (statement: string): Promise<number> => Number((await tx.run(statement))[0]?.n ?? 0);
  let orphans = 0;
  for (const [kind, field, target] of REFERENCES) {
    orphans += await count(
      `MATCH (t:${names.row(kind)}) WHERE NOT EXISTS { MATCH (:${names.row(target)} {row: t.${field}}) }
       RETURN count(*) AS n`,
    );
  }
  const gaps = await count(
    `MATCH (k:${names.counter} {name: 'counter'}) OPTIONAL MATCH (c:${names.change})
     WITH k, coalesce(max(c.seq), 0) AS newest, count(c) AS changes
     RETURN abs(newest - changes) + abs(k.seq - newest) AS n`,
  );
  let early = 0;
  for (const kind of RECORD_KINDS) {
    early += await count(
      `MATCH (t:${names.row(kind)})
       WHERE t.ended < t.added OR NOT EXISTS { MATCH (:${names.change} {seq: t.added}) }
         OR (t.ended IS NOT NULL AND NOT EXISTS { MATCH (:${names.change} {seq: t.ended}) })
       RETURN count(*) AS n`,
    );
  }
  return [
    check('references', orphans === 0, `${orphans} rows refer to nothing`),
    check('change log', gaps === 0, `${gaps} changes are missing`),
    check(
      'times',
      early === 0,
      `${early} rows were added or ended by no change, or ended before they were added`,
    ),
  ];
}

function check(name: string, ok: boolean, detail: string): Check {
  return { name, ok, ...(!ok && { detail }) };
}
