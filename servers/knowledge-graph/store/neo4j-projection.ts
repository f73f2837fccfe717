import type { RecordKind } from '../graph.ts';
import type { Neo4jTransaction } from './neo4j-client.ts';
import { drawAnew, drawFacts, type FactEnds, wipeFacts } from './neo4j-projected-facts.ts';
import type { Neo4jNames } from './neo4j-schema.ts';
import type { LoggedChange } from './store.ts';

/**
 * What is believed now as people query it: `(:Entity:Person {id: 'e12', name, graph, …})`, and a relationship for each
 * row of a fact, `[:WORKS_AT {id: 'f7', validFrom, validTo, …}]`, to an entity or to a `(:Value {value})` of its own.
 * A merged entity has a `MERGED_INTO` and its facts are drawn at the one that stands for it; they say in `subject`
 * and `object` whose they are, so that undoing a merge is exact. Ended rows are gone.
 *
 * @param facts what facts that these changes end have at their ends, by row
 * @param changes follow each other, and what was projected before
 */
export async function project(
  tx: Neo4jTransaction,
  names: Neo4jNames,
  changes: readonly LoggedChange[],
  facts: ReadonlyMap<number, FactEnds>,
): Promise<void> {
  const last = changes.at(-1);
  if (!last) return;
  const { added, ended } = netOf(changes);
  const touched = new Set<number>();
  const merged = new Set<number>();

  await wipeFacts(
    tx,
    names,
    ended.fact.flatMap((row) => facts.get(row) ?? []),
    touched,
  );
  await wipeEntities(tx, names, ended.entity, touched);
  await wipeMerges(tx, names, ended.merge, merged);
  await drawEntities(tx, names, added.entity);
  await drawMerges(tx, names, added.merge, merged);
  await drawFacts(tx, names, added.fact);
  await drawAnew(tx, names, merged);
  for (const entity of merged) touched.add(entity);
  if (touched.size > 0) {
    // What nothing is said about any more.
    await tx.run(
      `MATCH (n:${names.entity}) WHERE n.entity IN $touched AND n.row IS NULL AND NOT (n)--() DELETE n`,
      {
        touched: [...touched],
      },
    );
  }
  await tx.run(`MERGE (c:${names.copy} {name: 'copy'}) SET c.seq = $seq`, { seq: last.seq });
}

/** The rows of facts that are ended, of which the projection has to know the ends. */
export function endedFacts(changes: readonly LoggedChange[]): number[] {
  return netOf(changes).ended.fact;
}

type Added = {
  [K in 'entity' | 'fact' | 'merge']: Extract<LoggedChange['added'][number], { kind: K }>['record'][];
};

/** What several changes come to: a row that one adds and another ends was never there. */
function netOf(changes: readonly LoggedChange[]): {
  added: Added;
  ended: { [K in keyof Added]: number[] };
} {
  const key = (kind: string, row: number): string => `${kind} ${row}`;
  const came = new Set(
    changes.flatMap(({ added }) => added.map(({ kind, record }) => key(kind, record.row))),
  );
  const went = new Set(changes.flatMap(({ ended }) => ended.map(({ kind, row }) => key(kind, row))));
  const added: Added = { entity: [], fact: [], merge: [] };
  const ended = { entity: [] as number[], fact: [] as number[], merge: [] as number[] };
  for (const change of changes) {
    for (const { kind, record } of change.added) {
      if (isDrawn(kind) && !went.has(key(kind, record.row))) (added[kind] as unknown[]).push(record);
    }
    for (const { kind, row } of change.ended) {
      if (isDrawn(kind) && !came.has(key(kind, row))) ended[kind].push(row);
    }
  }
  return { added, ended };
}

function isDrawn(kind: RecordKind): kind is keyof Added {
  return kind === 'entity' || kind === 'fact' || kind === 'merge';
}

async function wipeEntities(
  tx: Neo4jTransaction,
  names: Neo4jNames,
  rows: readonly number[],
  touched: Set<number>,
): Promise<void> {
  if (rows.length === 0) return;
  const wiped = await tx.run(
    `MATCH (n:${names.entity}) WHERE n.row IN $rows
     REMOVE n:$([label IN labels(n) WHERE label <> '${names.entity}'])
     SET n = {entity: n.entity, id: n.id} RETURN n.entity AS entity`,
    { rows },
  );
  for (const { entity } of wiped) touched.add(Number(entity));
}

async function wipeMerges(
  tx: Neo4jTransaction,
  names: Neo4jNames,
  rows: readonly number[],
  merged: Set<number>,
): Promise<void> {
  if (rows.length === 0) return;
  const wiped = await tx.run(
    `UNWIND $rows AS row MATCH (a:${names.entity})-[m:MERGED_INTO {merge: row}]->(b:${names.entity})
     DELETE m RETURN a.entity AS a, b.entity AS b`,
    { rows },
  );
  for (const { a, b } of wiped) merged.add(Number(a)).add(Number(b));
}

async function drawEntities(
  tx: Neo4jTransaction,
  names: Neo4jNames,
  entities: Added['entity'],
): Promise<void> {
  if (entities.length === 0) return;
  await tx.run(
    `UNWIND $entities AS e MERGE (n:${names.entity} {entity: e.entity})
     SET n = e.properties SET n:$(e.label)`,
    {
      entities: entities.map(({ entity, row, graph, type, name, summary }) => ({
        entity,
        label: labelOf(names, type),
        properties: { entity, id: `e${entity}`, row, graph, type, name, summary },
      })),
    },
  );
}

async function drawMerges(
  tx: Neo4jTransaction,
  names: Neo4jNames,
  merges: Added['merge'],
  merged: Set<number>,
): Promise<void> {
  if (merges.length === 0) return;
  await tx.run(
    `UNWIND $merges AS m
     MERGE (a:${names.entity} {entity: m.loser}) ON CREATE SET a.id = 'e' + m.loser
     MERGE (b:${names.entity} {entity: m.winner}) ON CREATE SET b.id = 'e' + m.winner
     CREATE (a)-[:MERGED_INTO {merge: m.row, rule: m.rule, evidence: m.evidence}]->(b)`,
    {
      merges: merges.map(({ row, winner, loser, rule, evidence }) => ({
        row,
        winner,
        loser,
        rule,
        evidence,
      })),
    },
  );
  for (const { winner, loser } of merges) merged.add(winner).add(loser);
}

/** A type as a label: letters, digits and low lines, and none of the labels that we use ourselves. */
function labelOf(names: Neo4jNames, type: string): string {
  const label = type.replace(/[^\p{L}\p{N}]+/gu, '_') || '_';
  const taken = label === names.entity || label === names.value || label.startsWith(`${names.space}Kg`);
  return taken ? `${label}_` : label;
}
