import type { Asking } from './neo4j-asking.ts';
import type { Neo4jParameters } from './neo4j-client.ts';
import type { RelatedEdges } from './store.ts';

/** Rows read at a time: the driver makes objects of them. */
const BATCH = 20_000;

/** All facts between entities of a graph that a condition lets through, in the order of their rows. */
export async function readEdges(
  { names, run }: Pick<Asking, 'names' | 'run'>,
  graph: string,
  known: string,
  moment: Neo4jParameters,
): Promise<RelatedEdges> {
  const where = `t.graph = $graph AND t.object IS NOT NULL AND ${known}`;
  const facts = `MATCH (t:${names.row('fact')}) WHERE ${where}`;
  const [counted] = await run(`${facts} RETURN count(*) AS n`, { graph, ...moment });
  const length = Number(counted?.n ?? 0);
  const indexes = new Map<string, number>();
  const columns = {
    facts: new Uint32Array(length),
    subjects: new Uint32Array(length),
    objects: new Uint32Array(length),
    relations: new Uint32Array(length),
    validFrom: new Float64Array(length),
    validTo: new Float64Array(length),
  };
  for (let at = 0, after = 0; at < length; ) {
    const rows = await run(
      `${facts} AND t.row > $after WITH t ORDER BY t.row LIMIT $limit
       RETURN [t.row, t.subject, t.relation, t.object, t.validFrom, t.validTo] AS edge`,
      { graph, after, limit: BATCH, ...moment },
    );
    for (const { edge } of rows) {
      const [row, subject, relation, object, from, to] = edge as [
        number,
        number,
        string,
        number,
        number?,
        number?,
      ];
      if (!indexes.has(relation)) indexes.set(relation, indexes.size);
      columns.facts[at] = row;
      columns.subjects[at] = subject;
      columns.objects[at] = object;
      columns.relations[at] = indexes.get(relation) ?? 0;
      columns.validFrom[at] = from ?? Number.NEGATIVE_INFINITY;
      columns.validTo[at] = to ?? Number.POSITIVE_INFINITY;
      at += 1;
      after = row;
    }
  }
  return { ...columns, relationNames: [...indexes.keys()] };
}
