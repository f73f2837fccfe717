import type { Statements } from '../../../shared/db/statements.ts';
import type { Fact, GraphChange, GraphView, KeyedNote, Node, TreeView } from './graph.ts';
import { MEMORY_COLUMNS, type MemoryRow, present, toMemory } from './sqlite-row.ts';

/**
 * The index of substrings covers the facts that have a subject, up to the version in `fact_index`: indexing takes
 * longer than all else that is done for a row, so it is caught up with when somebody searches, not when facts come
 * in. Words of what is purged or redacted leave it at once, as they leave `memory_words`.
 */
export const GRAPH_TABLES = `
  CREATE INDEX memory_object ON memory (object, subject, scope_id)
    WHERE kind = 'relationship' AND retired_at IS NULL;
  CREATE INDEX memory_relationship ON memory (scope_id, id)
    WHERE kind = 'relationship' AND retired_at IS NULL;
  CREATE INDEX memory_node ON memory (predicate, scope_id, id)
    WHERE kind = 'fact' AND predicate IS NOT NULL AND retired_at IS NULL;

  CREATE TABLE fact_index (seq INTEGER NOT NULL) STRICT;
  INSERT INTO fact_index VALUES (0);
  CREATE VIRTUAL TABLE fact_substrings USING fts5 (
    text,
    content = '',
    detail = none,
    tokenize = 'trigram'
  );
  INSERT INTO fact_substrings (fact_substrings, rank) VALUES ('secure-delete', 1);

  CREATE TRIGGER fact_redacted AFTER UPDATE OF text ON memory
  WHEN old.kind = 'fact' AND old.subject IS NOT NULL AND old.seq <= (SELECT seq FROM fact_index) BEGIN
    INSERT INTO fact_substrings (fact_substrings, rowid, text) VALUES ('delete', old.seq, old.text);
  END;
  CREATE TRIGGER fact_deleted AFTER DELETE ON memory
  WHEN old.kind = 'fact' AND old.subject IS NOT NULL AND old.seq <= (SELECT seq FROM fact_index) BEGIN
    INSERT INTO fact_substrings (fact_substrings, rowid, text) VALUES ('delete', old.seq, old.text);
  END;
`;

const SCOPE = '(SELECT id FROM scope WHERE name = @scope)';
const NAMES = '(SELECT value FROM json_each(@names))';
const MEMORY = `SELECT ${MEMORY_COLUMNS} FROM memory m JOIN scope s ON s.id = m.scope_id`;
const VALID = `(m.valid_from IS NULL OR m.valid_from <= @now) AND (m.valid_to IS NULL OR m.valid_to > @now)`;
const CURRENT = `m.scope_id = ${SCOPE} AND m.retired_at IS NULL AND ${VALID}`;
const ACTIVE = `${CURRENT} AND m.status = 'active'`;
const KEPT = `${CURRENT} AND m.status IN ('active', 'quarantined')`;
const RELATION = `m.kind = 'relationship' AND m.subject IS NOT NULL AND m.object IS NOT NULL`;
const NODE = `m.kind = 'fact' AND m.predicate = @predicate AND m.subject IS NOT NULL`;
/** Two searches by an index each, where one OR of both would be none. */
const TOUCHING = `m.seq IN (
  SELECT seq FROM memory WHERE kind = 'relationship' AND retired_at IS NULL AND subject IN ${NAMES}
  UNION SELECT seq FROM memory WHERE kind = 'relationship' AND retired_at IS NULL AND object IN ${NAMES})`;

type FactRow = { subject: string; predicate: string | null; object: string | null; text: string };

const FACT = `SELECT m.subject, m.predicate, m.object, m.text FROM memory m`;

export function graphView(sql: Statements, now: () => number): GraphView & TreeView {
  const memories = (text: string, values: object) =>
    sql<[object], MemoryRow>(text)
      .all({ ...values, now: now() })
      .map(toMemory);
  const count = (text: string, values: object): number =>
    sql<[object], { n: number }>(text).get({ ...values, now: now() })?.n ?? 0;

  return {
    factsOf: (scope, subjects) =>
      memories(`${MEMORY} WHERE m.kind = 'fact' AND m.subject IN ${NAMES} AND ${KEPT} ORDER BY m.id`, {
        scope,
        names: JSON.stringify(subjects),
      }),
    nodesNamed: (scope, predicate, subjects) =>
      sql<[object], Node>(
        `SELECT m.id, m.subject AS name FROM memory m
         WHERE m.subject IN ${NAMES} AND ${NODE} AND ${ACTIVE} ORDER BY m.id`,
      ).all({ scope, predicate, names: JSON.stringify(subjects), now: now() }),
    nodesAfter: (scope, predicate, afterId, limit) =>
      sql<[object], Node>(
        `SELECT m.id, m.subject AS name FROM memory m INDEXED BY memory_node
         WHERE ${NODE} AND ${ACTIVE} AND m.id > @afterId ORDER BY m.id LIMIT @limit`,
      ).all({ scope, predicate, afterId, limit, now: now() }),
    nodesCount: (scope, predicate, afterId) =>
      count(
        `SELECT count(*) AS n FROM memory m INDEXED BY memory_node
         WHERE ${NODE} AND ${ACTIVE} AND m.id > @afterId`,
        { scope, predicate, afterId },
      ),
    factsLike(scope, text) {
      const match = allTrigrams(text);
      const asked = { scope, now: now() };
      if (match === undefined) {
        return facts(sql, `${FACT} WHERE m.kind = 'fact' AND m.subject IS NOT NULL AND ${ACTIVE}`, asked);
      }
      // The newest are not in the index yet.
      const found = facts(
        sql,
        `${FACT} WHERE m.kind = 'fact' AND ${ACTIVE}
           AND m.seq IN (SELECT rowid FROM fact_substrings WHERE fact_substrings MATCH @match)`,
        { ...asked, match },
      );
      const unindexed = facts(
        sql,
        `${FACT} WHERE m.seq > (SELECT seq FROM fact_index) AND m.kind = 'fact' AND m.subject IS NOT NULL AND ${ACTIVE}`,
        asked,
      );
      return concat(found, unindexed);
    },
    factsBehind: () =>
      sql<[], { n: number }>(
        'SELECT coalesce(max(seq), 0) - (SELECT seq FROM fact_index) AS n FROM memory',
      ).get()?.n ?? 0,
    relationsBetween: (scope, pairs) =>
      memories(
        `${MEMORY} JOIN json_each(@pairs) pair ON m.subject = pair.value ->> 0 AND m.object = pair.value ->> 1
         WHERE ${RELATION} AND ${KEPT} ORDER BY m.id`,
        { scope, pairs: JSON.stringify(pairs) },
      ),
    relationsOf: (scope, names, afterId, limit) =>
      memories(
        `${MEMORY} WHERE ${RELATION} AND ${ACTIVE} AND m.id > @afterId
           ${names ? `AND ${TOUCHING}` : ''} ORDER BY m.id LIMIT @limit`,
        { scope, afterId, limit, ...(names && { names: JSON.stringify(names) }) },
      ),
    relationsCount: (scope, names, afterId) =>
      count(
        `SELECT count(*) AS n FROM memory m WHERE ${RELATION} AND ${ACTIVE} AND m.id > @afterId
           ${names ? `AND ${TOUCHING}` : ''}`,
        { scope, afterId, ...(names && { names: JSON.stringify(names) }) },
      ),
    notesAt: (scope, key) =>
      memories(`${MEMORY} WHERE m.key = @key AND m.kind = 'note' AND ${KEPT} ORDER BY m.seq`, { scope, key }),
    notesUnder: (scope, prefix, limit) =>
      sql<[object], KeyedNote>(
        `SELECT m.key, m.id, octet_length(m.text) AS bytes FROM memory m
         WHERE m.key >= @prefix AND m.key < @end AND m.kind = 'note' AND ${KEPT} ORDER BY m.key, m.seq LIMIT @limit`,
      ).all({ scope, prefix, end: endOf(prefix), limit, now: now() }),
  };
}

export function graphChange(sql: Statements): GraphChange {
  return {
    indexFacts(limit) {
      const rows = sql<[number], { seq: number; text: string }>(
        `SELECT m.seq, m.text FROM memory m WHERE m.seq > (SELECT seq FROM fact_index)
           AND m.kind = 'fact' AND m.subject IS NOT NULL ORDER BY m.seq LIMIT ?`,
      ).all(limit);
      for (const { seq, text } of rows) {
        sql('INSERT INTO fact_substrings (rowid, text) VALUES (?, ?)').run(seq, text);
      }
      const last = rows.at(-1);
      const whole = rows.length < limit;
      if (whole) sql('UPDATE fact_index SET seq = (SELECT coalesce(max(seq), 0) FROM memory)').run();
      else if (last) sql('UPDATE fact_index SET seq = ?').run(last.seq);
      return whole;
    },
  };
}

function* facts(sql: Statements, text: string, values: object): Iterable<Fact> {
  for (const row of sql<[object], FactRow>(text).iterate(values)) {
    yield {
      subject: row.subject,
      text: row.text,
      ...present({ predicate: row.predicate, object: row.object }),
    };
  }
}

function* concat<T>(...parts: Iterable<T>[]): Iterable<T> {
  for (const part of parts) yield* part;
}

/** An FTS5 query for texts with every three letters in a row of this one; undefined where it has fewer. */
function allTrigrams(text: string): string | undefined {
  const letters = [...text.replaceAll('\0', ' ')];
  if (letters.length < 3) return undefined;
  const found = new Set(letters.slice(2).map((_, at) => letters.slice(at, at + 3).join('')));
  return [...found].map((trigram) => `"${trigram.replaceAll('"', '""')}"`).join(' AND ');
}

/** The first text that comes after all those that begin with this one. */
function endOf(prefix: string): string {
  return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
}
