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

// Which index a question goes by is said with each: what is not said is guessed from statistics that nobody gathers.
const SCOPE = '(SELECT id FROM scope WHERE name = @scope)';
const NAMED =
  'json_each(@names) AS named CROSS JOIN memory m INDEXED BY memory_relation ON m.subject = named.value';
const WITH_SCOPE = 'CROSS JOIN scope s ON s.id = m.scope_id';
const VALID = `(m.valid_from IS NULL OR m.valid_from <= @now) AND (m.valid_to IS NULL OR m.valid_to > @now)`;
const CURRENT = `m.scope_id = ${SCOPE} AND m.retired_at IS NULL AND ${VALID}`;
const ACTIVE = `${CURRENT} AND m.status = 'active'`;
const KEPT = `${CURRENT} AND m.status IN ('active', 'quarantined')`;
const FACT = `m.kind = 'fact' AND m.subject IS NOT NULL`;
const RELATION = `m.kind = 'relationship' AND m.subject IS NOT NULL AND m.object IS NOT NULL`;
const TOUCHING = `(
    SELECT r.seq FROM json_each(@names) AS named CROSS JOIN memory r INDEXED BY memory_relation
      ON r.subject = named.value WHERE r.kind = 'relationship' AND r.retired_at IS NULL
    UNION SELECT r.seq FROM json_each(@names) AS named CROSS JOIN memory r INDEXED BY memory_object
      ON r.object = named.value WHERE r.kind = 'relationship' AND r.retired_at IS NULL
  ) AS touching CROSS JOIN memory m ON m.seq = touching.seq`;
const ALL_RELATIONS = 'memory m INDEXED BY memory_relationship';

type FactRow = { subject: string; predicate: string | null; object: string | null; text: string };

const FACT_WORDS = 'SELECT m.subject, m.predicate, m.object, m.text FROM';

export function graphView(sql: Statements, now: () => number): GraphView & TreeView {
  const memories = (text: string, values: object) =>
    sql<[object], MemoryRow>(text)
      .all({ ...values, now: now() })
      .map(toMemory);
  const count = (text: string, values: object): number =>
    sql<[object], { n: number }>(text).get({ ...values, now: now() })?.n ?? 0;

  return {
    factsOf: (scope, subjects) =>
      memories(
        `SELECT ${MEMORY_COLUMNS} FROM ${NAMED} ${WITH_SCOPE} WHERE ${FACT} AND ${KEPT} ORDER BY m.id`,
        {
          scope,
          names: eachOnce(subjects),
        },
      ),
    nodesNamed: (scope, predicate, subjects) =>
      sql<[object], Node>(
        `SELECT m.id, m.subject AS name FROM ${NAMED}
         WHERE ${FACT} AND m.predicate = @predicate AND ${ACTIVE} ORDER BY m.id`,
      ).all({ scope, predicate, names: eachOnce(subjects), now: now() }),
    nodesAfter: (scope, predicate, afterId, limit) =>
      sql<[object], Node>(
        `SELECT m.id, m.subject AS name FROM memory m INDEXED BY memory_node
         WHERE ${FACT} AND m.predicate = @predicate AND ${ACTIVE} AND m.id > @afterId ORDER BY m.id LIMIT @limit`,
      ).all({ scope, predicate, afterId, limit, now: now() }),
    nodesCount: (scope, predicate, afterId) =>
      count(
        `SELECT count(*) AS n FROM memory m INDEXED BY memory_node
         WHERE ${FACT} AND m.predicate = @predicate AND ${ACTIVE} AND m.id > @afterId`,
        { scope, predicate, afterId },
      ),
    factsLike(scope, text) {
      const match = allTrigrams(text);
      const asked = { scope, now: now() };
      if (match === undefined) {
        return facts(
          sql,
          `${FACT_WORDS} memory m INDEXED BY memory_scope WHERE ${FACT} AND ${ACTIVE}`,
          asked,
        );
      }
      // The newest are not in the index yet.
      const found = facts(
        sql,
        `${FACT_WORDS} fact_substrings CROSS JOIN memory m ON m.seq = fact_substrings.rowid
         WHERE fact_substrings MATCH @match AND ${FACT} AND ${ACTIVE}`,
        { ...asked, match },
      );
      const unindexed = facts(
        sql,
        `${FACT_WORDS} memory m NOT INDEXED
         WHERE m.seq > (SELECT seq FROM fact_index) AND ${FACT} AND ${ACTIVE}`,
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
        `SELECT ${MEMORY_COLUMNS} FROM json_each(@pairs) AS pair CROSS JOIN memory m INDEXED BY memory_object
           ON m.subject = pair.value ->> 0 AND m.object = pair.value ->> 1 ${WITH_SCOPE}
         WHERE ${RELATION} AND ${KEPT} ORDER BY m.id`,
        { scope, pairs: JSON.stringify(pairs) },
      ),
    relationsOf: (scope, names, afterId, limit) =>
      memories(
        `SELECT ${MEMORY_COLUMNS} FROM ${names ? TOUCHING : ALL_RELATIONS} ${WITH_SCOPE}
         WHERE ${RELATION} AND ${ACTIVE} AND m.id > @afterId ORDER BY m.id LIMIT @limit`,
        { scope, afterId, limit, ...(names && { names: eachOnce(names) }) },
      ),
    relationsCount: (scope, names, afterId) =>
      count(
        `SELECT count(*) AS n FROM ${names ? TOUCHING : ALL_RELATIONS}
         WHERE ${RELATION} AND ${ACTIVE} AND m.id > @afterId`,
        { scope, afterId, ...(names && { names: eachOnce(names) }) },
      ),
    notesAt: (scope, key) =>
      memories(
        `SELECT ${MEMORY_COLUMNS} FROM memory m INDEXED BY memory_key ${WITH_SCOPE}
         WHERE m.key = @key AND m.kind = 'note' AND ${KEPT} ORDER BY m.seq`,
        { scope, key },
      ),
    notesUnder: (scope, prefix, limit) =>
      sql<[object], KeyedNote>(
        `SELECT m.key, m.id, octet_length(m.text) AS bytes FROM memory m INDEXED BY memory_key
         WHERE m.key >= @prefix AND m.key < @end AND m.kind = 'note' AND ${KEPT} ORDER BY m.key, m.seq LIMIT @limit`,
      ).all({ scope, prefix, end: endOf(prefix), limit, now: now() }),
  };
}

export function graphChange(sql: Statements): GraphChange {
  return {
    indexFacts(limit) {
      const rows = sql<[number], { seq: number; text: string }>(
        `SELECT m.seq, m.text FROM memory m NOT INDEXED WHERE m.seq > (SELECT seq FROM fact_index)
           AND ${FACT} ORDER BY m.seq LIMIT ?`,
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

/** Names as a list to join with: one that is given twice would bring everything of it twice. */
function eachOnce(names: readonly string[]): string {
  return JSON.stringify([...new Set(names)]);
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
