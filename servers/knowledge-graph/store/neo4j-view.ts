import type { RecordKind, Records, Row } from '../graph.ts';
import { type Asking, EVER, known, moment } from './neo4j-asking.ts';
import type { Neo4jParameters, Neo4jRow } from './neo4j-client.ts';
import { readEdges } from './neo4j-edges.ts';
import { readChanges, toChange } from './neo4j-log.ts';
import { decodeRow, keyOf } from './neo4j-row.ts';
import { createSourceView } from './neo4j-sources.ts';
import { wordAsks } from './neo4j-words.ts';
import type { FactFilter, GraphView } from './store.ts';

export function createView(asking: Asking): GraphView {
  const { names, seq, run } = asking;
  const all = async <K extends RecordKind>(
    kind: K,
    conditions: readonly (string | undefined)[],
    parameters: Neo4jParameters,
    order = 'ORDER BY t.row',
  ): Promise<Row<Records[K]>[]> => {
    const where = conditions.filter((condition) => condition !== undefined).join(' AND ');
    const found = await run(
      `MATCH (t:${names.row(kind)}) WHERE ${where} WITH t ${order} RETURN properties(t) AS t`,
      { seq, ...parameters },
    );
    return found.map(({ t }) => decodeRow(kind, t as Neo4jRow, seq));
  };
  const one = async (statement: string, parameters: Neo4jParameters = {}): Promise<Neo4jRow | undefined> =>
    (await run(statement, { seq, ...parameters }))[0];
  const countOf = async (kind: RecordKind, graph: string): Promise<number> => {
    const row = await one(
      `MATCH (t:${names.row(kind)}) WHERE t.graph = $graph AND ${known()} RETURN count(*) AS n`,
      { graph },
    );
    return Number(row?.n ?? 0);
  };
  const tally = async (kind: RecordKind, graph: string, property: string, as: string): Promise<Neo4jRow[]> =>
    run(
      `MATCH (t:${names.row(kind)}) WHERE t.graph = $graph AND ${known()}
       RETURN t.${property} AS name, count(*) AS ${as} ORDER BY ${as} DESC, name`,
      { seq, graph },
    );
  const LAST = `MATCH (c:${names.change}) WHERE c.seq <= $seq`;

  return {
    sources: createSourceView(asking),

    async last() {
      const row = await one(`${LAST} AND c.seq = $seq RETURN properties(c) AS c`);
      if (row) return toChange(row.c as Neo4jRow);
      // Inside a change, which is not in the log yet.
      const before = await one(`${LAST} RETURN properties(c) AS c ORDER BY c.seq DESC LIMIT 1`);
      return before && toChange(before.c as Neo4jRow);
    },
    async change(wanted) {
      const row = await one(`${LAST} AND c.seq = $wanted RETURN properties(c) AS c`, { wanted });
      if (!row) throw new RangeError(`There is no change ${wanted}.`);
      return toChange(row.c as Neo4jRow);
    },
    async changeAt(at) {
      const row = await one(
        `${LAST} AND c.at <= $at RETURN c.seq AS seq ORDER BY c.at DESC, c.seq DESC LIMIT 1`,
        {
          at,
        },
      );
      return Number(row?.seq ?? 0);
    },
    async graphs() {
      const rows = await run(
        `MATCH (g:${names.graph}) WHERE g.added <= $seq RETURN g.name AS name ORDER BY g.added`,
        { seq },
      );
      return rows.map(({ name }) => String(name));
    },
    stats: async (graph) => ({
      graph,
      entities: await countOf('entity', graph),
      facts: await countOf('fact', graph),
      episodes: await countOf('episode', graph),
      chunks: await countOf('chunk', graph),
    }),

    rows: async (kind, rows) =>
      ordered(rows, await all(kind, ['t.row IN $rows', EVER], { rows }), ({ row }) => row),
    scan: (kind, graph, after, limit) =>
      all(kind, ['t.graph = $graph', 't.row > $after', EVER], { graph, after, limit }, PAGE),
    changes: (after, limit) => readChanges(asking, after, limit),

    entities: async (ids, knownAt) =>
      ordered(
        ids,
        await all('entity', ['t.entity IN $ids', known(knownAt)], { ids, ...moment(knownAt, seq) }),
        ({ entity }) => entity,
      ),
    entitiesOf: (graph, type, after, limit, knownAt) =>
      all(
        'entity',
        [
          't.graph = $graph',
          type === undefined ? undefined : 't.type = $type',
          't.row > $after',
          known(knownAt),
        ],
        { graph, type, after, limit, ...moment(knownAt, seq) },
        PAGE,
      ),
    aliases: (entities, knownAt) =>
      all('alias', ['t.entity IN $entities', known(knownAt)], { entities, ...moment(knownAt, seq) }),
    named: (graph, norms, knownAt) =>
      all('alias', ['t.key IN $keys', known(knownAt)], {
        keys: norms.map((norm) => keyOf(graph, norm)),
        ...moment(knownAt, seq),
      }),

    facts: (entities, filter = {}) =>
      all(
        'fact',
        [endpoint(filter), ...factWhere(filter)],
        { entities, ...factValues(filter, seq) },
        paged(filter),
      ),
    factsOf: (graph, relation, filter = {}) =>
      all(
        'fact',
        ['t.relation = $relation', 't.graph = $graph', ...factWhere({ ...filter, relations: undefined })],
        { graph, relation, ...factValues(filter, seq) },
        paged(filter),
      ),
    async countFacts(entities, filter = {}) {
      const where = factWhere({ ...filter, after: undefined });
      const counts = [];
      for (const direction of ['out', 'in'] as const) {
        if ((filter.direction ?? direction) !== direction) continue;
        const rows = await run(
          `MATCH (t:${names.row('fact')}) WHERE ${[endpoint({ direction }), ...where].join(' AND ')}
           RETURN t.relation AS relation, count(*) AS facts ORDER BY relation`,
          { entities, ...factValues(filter, seq) },
        );
        for (const { relation, facts } of rows)
          counts.push({ relation: String(relation), facts: Number(facts), direction });
      }
      return counts;
    },
    history: (facts) => all('fact', ['t.fact IN $facts', EVER], { facts }),
    supports: (facts, knownAt) =>
      all('support', ['t.fact IN $facts', known(knownAt)], { facts, ...moment(knownAt, seq) }),
    supportsFrom: (episodes) => all('support', ['t.episode IN $episodes', known()], { episodes }),
    edges: (graph, knownAt) => readEdges(asking, graph, known(knownAt), moment(knownAt, seq)),

    async episodeOf(graph, source, externalId) {
      const found = await all('episode', ['t.key = $key', known()], {
        key: keyOf(graph, source, externalId),
      });
      return found[0];
    },
    episodes: (graph, after, limit, source) =>
      all(
        'episode',
        [
          't.graph = $graph',
          't.row > $after',
          known(),
          source === undefined ? undefined : 't.source = $source',
        ],
        { graph, after, limit, source },
        PAGE,
      ),
    chunks: (episodes) => all('chunk', ['t.episode IN $episodes', known()], { episodes }),
    mentionsIn: (chunks) => all('mention', ['t.chunk IN $chunks', known()], { chunks }),
    mentionsOf: (entities, limit) =>
      all(
        'mention',
        ['t.entity IN $entities', known()],
        { entities, limit },
        'ORDER BY t.count DESC, t.row LIMIT $limit',
      ),

    merges: (graph, knownAt) =>
      all('merge', ['t.graph = $graph', known(knownAt)], { graph, ...moment(knownAt, seq) }),
    distincts: (graph) => all('distinct', ['t.graph = $graph', known()], { graph }),
    async ontology(graph, knownAt) {
      const found = await all(
        'ontology',
        ['t.graph = $graph', known(knownAt)],
        { graph, ...moment(knownAt, seq) },
        'ORDER BY t.row DESC LIMIT 1',
      );
      return found[0];
    },
    relations: async (graph) =>
      (await tally('fact', graph, 'relation', 'facts')) as { name: string; facts: number }[],
    types: async (graph) =>
      (await tally('entity', graph, 'type', 'entities')) as { name: string; entities: number }[],

    ...wordAsks(asking),
  };
}

const PAGE = 'ORDER BY t.row LIMIT $limit';

/** In the order asked for. */
function ordered<T>(wanted: readonly number[], found: readonly T[], id: (one: T) => number): T[] {
  const byId = new Map(found.map((one) => [id(one), one]));
  return wanted.flatMap((one) => byId.get(one) ?? []);
}

function endpoint({ direction }: FactFilter): string {
  if (direction === 'out') return 't.subject IN $entities';
  if (direction === 'in') return 't.object IN $entities';
  return '(t.subject IN $entities OR t.object IN $entities)';
}

function factWhere({ relations, object, validAt, knownAt, after }: FactFilter): string[] {
  return [
    known(knownAt),
    ...(relations ? ['t.relation IN $relations'] : []),
    ...(object ? ['value' in object ? 't.value = $value' : 't.object IN $objects'] : []),
    ...(validAt !== undefined
      ? ['(t.validFrom IS NULL OR t.validFrom <= $validAt) AND (t.validTo IS NULL OR t.validTo > $validAt)']
      : []),
    ...(after !== undefined ? ['t.row > $after'] : []),
  ];
}

function factValues(
  { relations, object, validAt, knownAt, after, limit }: FactFilter,
  seq: number,
): Neo4jParameters {
  return {
    ...moment(knownAt, seq),
    relations,
    ...(object && ('value' in object ? { value: JSON.stringify(object.value) } : { objects: object })),
    validAt,
    after,
    limit,
  };
}

function paged({ limit }: FactFilter): string {
  return limit === undefined ? 'ORDER BY t.row' : PAGE;
}
