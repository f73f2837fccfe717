import type { Statements } from '../../../shared/db/statements.ts';
import { known } from './sqlite-known.ts';
import type { KnownAt, RelatedEdges } from './store.ts';

/** Rows read at a time: enough that the call costs nothing, few enough to be short-lived garbage. */
const BATCH = 20_000;

type EdgeRow = [
  row: number,
  subject: number,
  relation: number,
  object: number,
  from: number | null,
  to: number | null,
];

/** All facts between entities of a graph, in the order of their rows. */
export function readEdges(sql: Statements, graph: string, knownAt: KnownAt = 'now'): RelatedEdges {
  const moment = known(knownAt);
  const values = { graph, ...moment.values };
  const where = `graph_id = (SELECT id FROM graph WHERE name = @graph) AND object IS NOT NULL AND ${moment.sql}`;
  const length =
    sql<[object], { n: number }>(`SELECT count(*) AS n FROM fact t WHERE ${where}`).get(values)?.n ?? 0;
  const names = sql<[], { id: number; name: string }>('SELECT id, name FROM relation ORDER BY id').all();
  const indexes = new Map(names.map(({ id }, index) => [id, index]));
  const columns = {
    facts: new Uint32Array(length),
    subjects: new Uint32Array(length),
    objects: new Uint32Array(length),
    relations: new Uint32Array(length),
    relationNames: names.map(({ name }) => name),
    validFrom: new Float64Array(length),
    validTo: new Float64Array(length),
  };
  const batch = sql<[object], EdgeRow>(
    `SELECT row, subject, relation, object, valid_from, valid_to FROM fact t
     WHERE row > @after AND ${where} ORDER BY row LIMIT ${BATCH}`,
  ).raw();
  for (let at = 0, after = 0; at < length; ) {
    for (const [row, subject, relation, object, from, to] of batch.all({ ...values, after }) as EdgeRow[]) {
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
  return columns;
}
