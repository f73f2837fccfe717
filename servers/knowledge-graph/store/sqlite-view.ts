import type { Statements } from '../../../shared/db/statements.ts';
import type { Change, RecordKind, Records, Row } from '../graph.ts';
import { RECORD_KINDS } from '../graph.ts';
import { readEdges } from './sqlite-edges.ts';
import { readGone } from './sqlite-gone.ts';
import { known, type Values } from './sqlite-known.ts';
import { decodeRow, type RawRow, type RelationNames, selectRows, tableOf } from './sqlite-row.ts';
import { createSourceView } from './sqlite-sources.ts';
import { wordAsks } from './sqlite-words.ts';
import type { Erasable, FactFilter, GraphView, LoggedChange } from './store.ts';

/** Rows of all kinds before a change, by kind. */
export type RowsBefore = Partial<Record<RecordKind, number>>;

const IN = (column: string, parameter: string): string =>
  `${column} IN (SELECT value FROM json_each(@${parameter}))`;

/** Everything that can be asked of the database; the caller holds a transaction, so that answers are of one moment. */
export function createView(sql: Statements, relations: RelationNames): GraphView {
  const json = (values: readonly unknown[]): string => JSON.stringify(values);
  const all = <K extends RecordKind>(kind: K, where: string, values: Values): Row<Records[K]>[] =>
    (
      sql<[Values], RawRow>(`${selectRows(kind)} WHERE ${where}`)
        .raw()
        .all(values) as RawRow[]
    ).map((raw) => decodeRow(kind, raw, relations));
  /** In the order asked for. */
  const ordered = <T>(wanted: readonly number[], found: readonly T[], id: (one: T) => number): T[] => {
    const byId = new Map(found.map((one) => [id(one), one]));
    return wanted.flatMap((one) => byId.get(one) ?? []);
  };
  const factWhere = (filter: FactFilter): { sql: string; values: Values } | undefined => {
    const moment = known(filter.knownAt);
    const conditions = [moment.sql];
    const values: Values = { ...moment.values, limit: filter.limit ?? -1 };
    const add = (condition: string, more: Values): void => {
      conditions.push(condition);
      Object.assign(values, more);
    };
    if (filter.relations) {
      const ids = filter.relations.flatMap((name) => relations.find(name) ?? []);
      if (ids.length === 0) return undefined;
      add(IN('t.relation', 'relations'), { relations: json(ids) });
    }
    if (filter.object) {
      if ('value' in filter.object) add('t.value = @value', { value: JSON.stringify(filter.object.value) });
      else add(IN('t.object', 'objects'), { objects: json(filter.object) });
    }
    if (filter.validAt !== undefined) {
      add(
        '(t.valid_from IS NULL OR t.valid_from <= @validAt) AND (t.valid_to IS NULL OR t.valid_to > @validAt)',
        { validAt: filter.validAt },
      );
    }
    if (filter.after !== undefined) add('t.row > @after', { after: filter.after });
    return { sql: conditions.join(' AND '), values };
  };
  /** The rows of facts with one of these at an end, each once, and what else an index knows of them. */
  const endpoint = ({ direction, relations: names, object }: FactFilter): string => {
    const narrowed = [
      ...(names ? [IN('relation', 'relations')] : []),
      ...(object && !('value' in object) ? [IN('object', 'objects')] : []),
    ];
    const at = (end: string): string =>
      `SELECT row FROM fact WHERE ${[IN(end, 'entities'), ...narrowed].join(' AND ')}`;
    if (direction === 'out') return at('subject');
    return direction === 'in' ? at('object') : `${at('subject')} UNION ${at('object')}`;
  };

  const view: GraphView = {
    sources: createSourceView(sql),

    async last() {
      const row = sql<[], ChangeRow>(`${CHANGE} ORDER BY c.seq DESC LIMIT 1`).get();
      return row && toChange(row);
    },
    async change(seq) {
      const row = sql<[number], ChangeRow>(`${CHANGE} WHERE c.seq = ?`).get(seq);
      if (!row) throw new RangeError(`There is no change ${seq}.`);
      return toChange(row);
    },
    async changeAt(at) {
      const row = sql<[number], { seq: number }>(
        'SELECT seq FROM change WHERE at <= ? ORDER BY at DESC, seq DESC LIMIT 1',
      ).get(at);
      return row?.seq ?? 0;
    },
    graphs: async () =>
      sql<[], { name: string }>('SELECT name FROM graph ORDER BY id')
        .all()
        .map(({ name }) => name),
    async stats(graph) {
      const count = (kind: RecordKind): number =>
        sql<[string], { n: number }>(
          `SELECT count(*) AS n FROM ${tableOf(kind)} t JOIN graph g ON g.id = t.graph_id WHERE g.name = ? AND t.ended IS NULL`,
        ).get(graph)?.n ?? 0;
      return {
        graph,
        entities: count('entity'),
        facts: count('fact'),
        episodes: count('episode'),
        chunks: count('chunk'),
      };
    },

    rows: async (kind, rows) =>
      ordered(rows, all(kind, IN('t.row', 'rows'), { rows: json(rows) }), ({ row }) => row),
    scan: async (kind, graph, after, limit) =>
      all(kind, 'g.name = @graph AND t.row > @after ORDER BY t.row LIMIT @limit', { graph, after, limit }),
    async changes(after, limit) {
      const rows = sql<[number, number], ChangeRow>(`${CHANGE} WHERE c.seq > ? ORDER BY c.seq LIMIT ?`).all(
        after,
        limit,
      );
      return rows.map((row) => logged(row));
    },

    async entities(ids, knownAt) {
      const moment = known(knownAt);
      const found = all(
        'entity',
        `(${IN('t.row', 'ids')} OR t.row IN (SELECT row FROM entity WHERE entity <> row AND ${IN('entity', 'ids')}))
         AND ${moment.sql}`,
        { ids: json(ids), ...moment.values },
      );
      return ordered(ids, found, ({ entity }) => entity);
    },
    async entitiesOf(graph, type, after, limit, knownAt) {
      const moment = known(knownAt);
      return all(
        'entity',
        `g.name = @graph AND (@type IS NULL OR t.type = @type) AND t.row > @after AND ${moment.sql}
         ORDER BY t.row LIMIT @limit`,
        { graph, type: type ?? null, after, limit, ...moment.values },
      );
    },
    async aliases(entities, knownAt) {
      const moment = known(knownAt);
      return all('alias', `${IN('t.entity', 'entities')} AND ${moment.sql} ORDER BY t.row`, {
        entities: json(entities),
        ...moment.values,
      });
    },
    async named(graph, norms, knownAt) {
      const moment = known(knownAt);
      return all('alias', `g.name = @graph AND ${IN('t.norm', 'norms')} AND ${moment.sql} ORDER BY t.row`, {
        graph,
        norms: json(norms),
        ...moment.values,
      });
    },

    async facts(entities, filter = {}) {
      const where = factWhere(filter);
      if (!where) return [];
      return all('fact', `t.row IN (${endpoint(filter)}) AND ${where.sql} ORDER BY t.row LIMIT @limit`, {
        entities: json(entities),
        ...where.values,
      });
    },
    async factsOf(graph, relation, filter = {}) {
      const where = factWhere({ ...filter, relations: [relation] });
      if (!where) return [];
      return all('fact', `g.name = @graph AND ${where.sql} ORDER BY t.row LIMIT @limit`, {
        graph,
        ...where.values,
      });
    },
    async countFacts(entities, filter = {}) {
      const where = factWhere({ ...filter, after: undefined, limit: undefined });
      if (!where) return [];
      const { limit: _, ...values } = where.values;
      return (['out', 'in'] as const)
        .filter((direction) => (filter.direction ?? direction) === direction)
        .flatMap((direction) =>
          sql<[Values], { relation: string; facts: number }>(
            `SELECT r.name AS relation, count(*) AS facts FROM fact t JOIN relation r ON r.id = t.relation
             WHERE ${IN(direction === 'out' ? 't.subject' : 't.object', 'entities')} AND ${where.sql}
             GROUP BY r.name ORDER BY r.name`,
          )
            .all({ entities: json(entities), ...values })
            .map((row) => ({ ...row, direction })),
        );
    },
    history: async (facts) =>
      all(
        'fact',
        `(${IN('t.row', 'facts')} AND t.fact = t.row)
         OR t.row IN (SELECT row FROM fact WHERE fact <> row AND ${IN('fact', 'facts')})
         ORDER BY t.row`,
        { facts: json(facts) },
      ),
    async supports(facts, knownAt) {
      const moment = known(knownAt);
      return all('support', `${IN('t.fact', 'facts')} AND ${moment.sql} ORDER BY t.row`, {
        facts: json(facts),
        ...moment.values,
      });
    },
    supportsFrom: async (episodes) =>
      all('support', `${IN('t.episode', 'episodes')} AND t.ended IS NULL ORDER BY t.row`, {
        episodes: json(episodes),
      }),
    edges: async (graph, knownAt) => readEdges(sql, graph, knownAt),

    async episodeOf(graph, source, externalId) {
      return all(
        'episode',
        'g.name = @graph AND t.source = @source AND t.external_id = @externalId AND t.ended IS NULL',
        { graph, source, externalId },
      )[0];
    },
    episodes: async (graph, after, limit, source) =>
      all(
        'episode',
        `g.name = @graph AND t.row > @after AND t.ended IS NULL AND (@source IS NULL OR t.source = @source)
         ORDER BY t.row LIMIT @limit`,
        { graph, after, limit, source: source ?? null },
      ),
    chunks: async (episodes) =>
      all('chunk', `${IN('t.episode', 'episodes')} AND t.ended IS NULL ORDER BY t.row`, {
        episodes: json(episodes),
      }),
    mentionsIn: async (chunks) =>
      all('mention', `${IN('t.chunk', 'chunks')} AND t.ended IS NULL ORDER BY t.row`, {
        chunks: json(chunks),
      }),
    mentionsOf: async (entities, limit) =>
      all(
        'mention',
        `${IN('t.entity', 'entities')} AND t.ended IS NULL ORDER BY t.count DESC, t.row LIMIT @limit`,
        {
          entities: json(entities),
          limit,
        },
      ),

    async merges(graph, knownAt) {
      const moment = known(knownAt);
      return all('merge', `g.name = @graph AND ${moment.sql} ORDER BY t.row`, { graph, ...moment.values });
    },
    distincts: async (graph) =>
      all('distinct', 'g.name = @graph AND t.ended IS NULL ORDER BY t.row', { graph }),
    async ontology(graph, knownAt) {
      const moment = known(knownAt);
      return all('ontology', `g.name = @graph AND ${moment.sql} ORDER BY t.row DESC LIMIT 1`, {
        graph,
        ...moment.values,
      })[0];
    },
    relations: async (graph) =>
      sql<[string], { name: string; facts: number }>(
        `SELECT r.name, count(*) AS facts FROM fact t JOIN relation r ON r.id = t.relation JOIN graph g ON g.id = t.graph_id
         WHERE g.name = ? AND t.ended IS NULL GROUP BY r.name ORDER BY facts DESC, r.name`,
      ).all(graph),
    types: async (graph) =>
      sql<[string], { name: string; entities: number }>(
        `SELECT t.type AS name, count(*) AS entities FROM entity t JOIN graph g ON g.id = t.graph_id
         WHERE g.name = ? AND t.ended IS NULL GROUP BY t.type ORDER BY entities DESC, t.type`,
      ).all(graph),

    ...wordAsks(sql),
    gone: async (kind, graph, after) => readGone(sql, kind, graph, after),
  };

  const logged = ({ before, after, ...row }: ChangeRow): LoggedChange => {
    const from = JSON.parse(before) as RowsBefore;
    const to = after === null ? undefined : (JSON.parse(after) as RowsBefore);
    const values = { seq: row.seq };
    const added = RECORD_KINDS.flatMap((kind) => {
      const range = { from: from[kind] ?? 0, to: to ? (to[kind] ?? 0) : Number.MAX_SAFE_INTEGER };
      if (range.from === range.to) return [];
      return all(kind, 't.row > @from AND t.row <= @to ORDER BY t.row', range).map((record) => ({
        kind,
        record,
      }));
    }) as LoggedChange['added'];
    const ended = RECORD_KINDS.flatMap((kind) =>
      sql<[Values], { row: number }>(`SELECT row FROM ${tableOf(kind)} WHERE ended = @seq ORDER BY row`)
        .all(values)
        .map(({ row: ending }) => ({ kind, row: ending })),
    );
    const erased = sql<[Values], { kind: Erasable; row: number }>(
      'SELECT kind, row FROM erasure WHERE seq = @seq ORDER BY kind, row',
    ).all(values);
    return { ...toChange(row), added, ended, erased };
  };

  return view;
}

const CHANGE = `SELECT c.seq, c.at, g.name AS graph, c.tool, c.client, c.reason, c.rows_before AS before,
  (SELECT n.rows_before FROM change n WHERE n.seq = c.seq + 1) AS after
  FROM change c JOIN graph g ON g.id = c.graph_id`;

interface ChangeRow {
  seq: number;
  at: number;
  graph: string;
  tool: string;
  client: string | null;
  reason: string | null;
  before: string;
  after: string | null;
}

function toChange({ seq, at, graph, tool, client, reason }: Omit<ChangeRow, 'before' | 'after'>): Change {
  return { seq, at, graph, tool, ...(client !== null && { client }), ...(reason !== null && { reason }) };
}
