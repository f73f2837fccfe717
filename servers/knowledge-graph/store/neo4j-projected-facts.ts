import type { Fact } from '../graph.ts';
import type { Neo4jTransaction } from './neo4j-client.ts';
import type { Neo4jNames } from './neo4j-schema.ts';

/** Where a row of a fact is drawn; without an object it has a value. */
export type FactEnds = Pick<Fact, 'row' | 'subject' | 'object'>;

/** Condition on an entity that stands for itself. */
const TOP = (node: string): string => `NOT EXISTS { MATCH (${node})-[:MERGED_INTO]->() }`;

/** The way from an entity to the one that stands for it. */
function standsFor(names: Neo4jNames, entity: string, node: string): string {
  return `(:${names.entity} {entity: ${entity}})-[:MERGED_INTO*0..]->(${node}:${names.entity}) WHERE ${TOP(node)}`;
}

/** Adds to `touched` what may be left without anything said about it. */
export async function wipeFacts(
  tx: Neo4jTransaction,
  names: Neo4jNames,
  facts: readonly FactEnds[],
  touched: Set<number>,
): Promise<void> {
  const rows = facts.map(({ row, subject, object }) => ({ row, subject, object }));
  const between = rows.filter(({ object }) => object !== undefined);
  const valued = rows.filter(({ object }) => object === undefined);
  if (between.length > 0) {
    // With both ends known the server looks from the one that has fewer relationships.
    await tx.run(
      `UNWIND $facts AS f MATCH ${standsFor(names, 'f.subject', 'a')} MATCH ${standsFor(names, 'f.object', 'b')}
       MATCH (a)-[r {row: f.row}]->(b) DELETE r`,
      { facts: between },
    );
  }
  if (valued.length > 0) {
    await tx.run(`UNWIND $rows AS row MATCH (v:${names.value} {row: row}) DETACH DELETE v`, {
      rows: valued.map(({ row }) => row),
    });
  }
  for (const { subject, object } of facts) {
    touched.add(subject);
    if (object !== undefined) touched.add(object);
  }
}

export async function drawFacts(
  tx: Neo4jTransaction,
  names: Neo4jNames,
  facts: readonly Fact[],
): Promise<void> {
  const drawn = facts.map((fact) => ({
    type: typeOf(fact.relation),
    properties: propertiesOf(fact),
    ...(fact.object === undefined && { value: fact.value }),
  }));
  const ends = new Set(
    facts.flatMap(({ subject, object }) => (object === undefined ? [subject] : [subject, object])),
  );
  if (ends.size === 0) return;
  await tx.run(
    `UNWIND $ends AS entity MERGE (n:${names.entity} {entity: entity}) ON CREATE SET n.id = 'e' + entity`,
    { ends: [...ends] },
  );
  const subject = `UNWIND $facts AS f MATCH ${standsFor(names, 'f.properties.subject', 'a')}`;
  const between = drawn.filter(({ properties }) => properties.object !== undefined);
  if (between.length > 0) {
    await tx.run(
      `${subject} MATCH ${standsFor(names, 'f.properties.object', 'b')}
       CREATE (a)-[r:$(f.type)]->(b) SET r = f.properties`,
      { facts: between },
    );
  }
  const valued = drawn.filter(({ properties }) => properties.object === undefined);
  if (valued.length > 0) {
    await tx.run(
      `${subject} CREATE (a)-[r:$(f.type)]->(v:${names.value} {row: f.properties.row, graph: f.properties.graph})
       SET r = f.properties, v.value = f.value`,
      { facts: valued },
    );
  }
}

/** Draws the facts of entities, and of all that are one with them, where they belong now. */
export async function drawAnew(
  tx: Neo4jTransaction,
  names: Neo4jNames,
  entities: ReadonlySet<number>,
): Promise<void> {
  if (entities.size === 0) return;
  const members = new Set(entities);
  for (let edge = [...entities]; edge.length > 0; ) {
    const found = await tx.run(
      `MATCH (a:${names.entity})-[:MERGED_INTO]-(b:${names.entity}) WHERE a.entity IN $edge
       RETURN DISTINCT b.entity AS entity`,
      { edge },
    );
    edge = found.map(({ entity }) => Number(entity)).filter((entity) => !members.has(entity));
    for (const entity of edge) members.add(entity);
  }
  await tx.run(
    `MATCH (m:${names.entity})-[r]-() WHERE m.entity IN $members AND r.row IS NOT NULL
     WITH DISTINCT r
     MATCH ${standsFor(names, 'r.subject', 'a')}
     OPTIONAL MATCH ${standsFor(names, 'r.object', 'b')}
     WITH r, a, coalesce(b, endNode(r)) AS b WHERE startNode(r) <> a OR endNode(r) <> b
     CREATE (a)-[n:$(type(r))]->(b) SET n = properties(r) DELETE r`,
    { members: [...members] },
  );
}

/** A relation as Neo4j's relationships are named: `works_at` is WORKS_AT. */
function typeOf(relation: string): string {
  const type = relation.toUpperCase().replace(/[^\p{L}\p{N}]+/gu, '_') || '_';
  return type === 'MERGED_INTO' ? 'MERGED_INTO_' : type;
}

function propertiesOf({
  row,
  fact,
  graph,
  relation,
  subject,
  object,
  validFrom,
  validTo,
  confidence,
  text,
}: Fact) {
  return { id: `f${fact}`, row, graph, relation, subject, object, validFrom, validTo, confidence, text };
}
