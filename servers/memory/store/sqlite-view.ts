import type { Statements } from '../../../shared/db/statements.ts';
import type { Memory } from '../memory.ts';
import { NEWEST } from './newest-texts.ts';
import { attachmentView } from './sqlite-attachments.ts';
import { entityView } from './sqlite-entities.ts';
import { allWordsOfOne, anyWord, BEGIN, filterSql } from './sqlite-filter.ts';
import { graphView } from './sqlite-graph.ts';
import { learningView } from './sqlite-learning.ts';
import { MEMORY_COLUMNS, type MemoryRow, present, toMemory } from './sqlite-row.ts';
import { SESSION, type SessionRow, toSession } from './sqlite-session.ts';
import { sourceView } from './sqlite-sources.ts';
import type { Action, Conflict, MemoryView, Operation, ScopeCount, Usage } from './store.ts';

const MEMORY = `SELECT ${MEMORY_COLUMNS} FROM memory m JOIN scope s ON s.id = m.scope_id`;
/** The words are matched first and the filter tests what matched: CROSS JOIN keeps SQLite from turning that round. */
const MATCHED =
  'FROM memory_words CROSS JOIN memory m ON m.seq = memory_words.rowid CROSS JOIN scope s ON s.id = m.scope_id';

/** The index has only as much of a fingerprint as tells texts apart: in full it would be the largest of all. */
const SAME_FINGERPRINT =
  's.name = ? AND substr(m.fingerprint, 1, 12) = substr(?, 1, 12) AND m.fingerprint = ?';

/** Matches of which `withAll` tests the filter: what most texts have does not tell copies from others anyway. */
const MOST_LOOKED_AT = 200;

/** Everything that can be asked of the database; the caller holds a transaction, so that answers are of one moment. */
export function createView(sql: Statements, now: () => number): MemoryView {
  const one = (where: string, ...values: unknown[]) => {
    const row = sql<unknown[], MemoryRow>(`${MEMORY} WHERE ${where}`).get(...values);
    return row && toMemory(row);
  };
  const many = (where: string, ...values: unknown[]) =>
    sql<unknown[], MemoryRow>(`${MEMORY} WHERE ${where}`)
      .all(...values)
      .map(toMemory);

  return {
    ...attachmentView(sql),
    ...entityView(sql),
    ...graphView(sql, now),
    ...learningView(sql),
    ...sourceView(sql),
    current: (id) => one('m.id = ? AND m.retired_at IS NULL', id),
    bySeq(seqs) {
      const rows = many('m.seq IN (SELECT value FROM json_each(?))', JSON.stringify(seqs));
      const found = new Map(rows.map((memory) => [memory.seq, memory]));
      return seqs.flatMap((seq) => found.get(seq) ?? []);
    },
    exported: (scopes, afterId, limit) =>
      many(
        `m.id IN (
           SELECT DISTINCT x.id FROM memory x JOIN scope y ON y.id = x.scope_id
           WHERE x.id > ? AND y.name IN (SELECT value FROM json_each(?)) ORDER BY x.id LIMIT ?
         ) ORDER BY m.id, m.version`,
        afterId,
        JSON.stringify(scopes),
        limit,
      ),
    isTaken: (id) =>
      sql<[string, string]>(
        'SELECT 1 FROM memory WHERE id = ? UNION ALL SELECT 1 FROM conversation WHERE id = ? LIMIT 1',
      ).get(id, id) !== undefined,
    exportedSessions: (scopes, afterId, limit) =>
      sql<[string, string, number], SessionRow>(
        `${SESSION} WHERE c.id > ? AND s.name IN (SELECT value FROM json_each(?)) ORDER BY c.id LIMIT ?`,
      )
        .all(afterId, JSON.stringify(scopes), limit)
        .map(toSession),
    activeAfter: (seq, limit) =>
      many("m.seq > ? AND m.retired_at IS NULL AND m.status = 'active' ORDER BY m.seq LIMIT ?", seq, limit),
    versions: (id) => many('m.id = ? ORDER BY m.version', id),
    byKey: (scope, kind, key, at) =>
      one(
        `m.key = ? AND s.name = ? AND m.kind = ? AND m.retired_at IS NULL AND m.status = 'active'
           AND coalesce(m.valid_from, m.created_at) <= ? AND coalesce(m.valid_to, ?) > ?
         ORDER BY coalesce(m.valid_from, m.created_at) DESC, m.seq DESC LIMIT 1`,
        key,
        scope,
        kind,
        at,
        Number.MAX_SAFE_INTEGER,
        at,
      ),
    withKey: (scopes, key) =>
      many(
        `m.key = ? AND s.name IN (SELECT value FROM json_each(?)) AND m.retired_at IS NULL
         ORDER BY coalesce(m.valid_from, m.created_at), m.seq`,
        key,
        JSON.stringify(scopes),
      ),
    byFingerprint(scope, fingerprint) {
      // Not put in order by SQLite: making ready to sort takes longer than finding that there is nothing.
      const found = many(
        `${SAME_FINGERPRINT} AND m.retired_at IS NULL AND m.status = 'active' AND m.kind <> 'message'`,
        scope,
        fingerprint,
        fingerprint,
      );
      const end = ({ validTo = Number.MAX_SAFE_INTEGER }: Memory): number => validTo;
      return found.sort((a, b) => end(b) - end(a) || a.seq - b.seq)[0];
    },
    twins: (scope, fingerprint, limit) =>
      many(
        `${SAME_FINGERPRINT} AND m.retired_at IS NULL AND m.status IN ('active', 'quarantined')
           AND m.kind <> 'message' ORDER BY m.seq DESC LIMIT ?`,
        scope,
        fingerprint,
        fingerprint,
        limit,
      ),
    byRelation: (scope, subject, predicate) =>
      many(
        `m.subject = ? AND m.predicate = ? AND s.name = ? AND m.retired_at IS NULL AND m.status = 'active'
         ORDER BY m.seq`,
        subject,
        predicate,
        scope,
      ),
    find(words, filter, limit, offset = 0) {
      const { where, values } = filterSql(filter, now());
      const match = words.length > 0 ? { match: anyWord(words) } : {};
      const query =
        words.length > 0
          ? `${MATCHED} WHERE memory_words MATCH @match AND ${where} ORDER BY bm25(memory_words), m.seq DESC`
          : filter.between
            ? // Read from the end of that time in the index of beginnings, which CROSS JOIN makes SQLite begin with.
              `FROM memory m CROSS JOIN scope s ON s.id = m.scope_id WHERE ${where} ORDER BY ${BEGIN} DESC, m.seq DESC`
            : `FROM memory m JOIN scope s ON s.id = m.scope_id WHERE ${where} ORDER BY m.seq DESC`;
      return sql<[object], { seq: number }>(`SELECT m.seq ${query} LIMIT @limit OFFSET @offset`)
        .all({ ...values, ...match, limit, offset })
        .map(({ seq }) => seq);
    },
    withAll(groups, filter, limit, among) {
      if (among?.length === 0) return [];
      const { where, values } = filterSql(filter, now());
      const which = among
        ? 'rowid IN (SELECT value FROM json_each(@among))'
        : 'rowid > (SELECT max(seq) FROM memory) - @newest';
      return sql<[object], { seq: number }>(
        `SELECT m.seq FROM (
           SELECT rowid AS seq FROM memory_words WHERE memory_words MATCH @match AND ${which} LIMIT @most) AS found
         CROSS JOIN memory m ON m.seq = found.seq CROSS JOIN scope s ON s.id = m.scope_id
         WHERE ${where} ORDER BY m.seq DESC LIMIT @limit`,
      )
        .all({
          ...values,
          match: allWordsOfOne(groups),
          ...(among ? { among: JSON.stringify(among) } : { newest: NEWEST }),
          most: MOST_LOOKED_AT,
          limit,
        })
        .map(({ seq }) => seq);
    },
    count(filter) {
      const { where, values } = filterSql(filter, now());
      return (
        sql<[object], { n: number }>(
          `SELECT count(*) AS n FROM memory m JOIN scope s ON s.id = m.scope_id WHERE ${where}`,
        ).get(values)?.n ?? 0
      );
    },
    size: () => sql<[], { n: number }>('SELECT coalesce(max(seq), 0) AS n FROM memory').get()?.n ?? 0,
    around: (seqs, distance) =>
      sql<[object], MemoryRow>(
        `SELECT DISTINCT ${MEMORY_COLUMNS} FROM json_each(@seqs) AS wanted
         JOIN memory c ON c.seq = wanted.value
         JOIN memory m ON m.conversation_id = c.conversation_id
           AND m.position BETWEEN c.position - @distance AND c.position + @distance
         JOIN scope s ON s.id = m.scope_id
         WHERE m.retired_at IS NULL AND m.status = 'active' ORDER BY m.conversation_id, m.position`,
      )
        .all({ seqs: JSON.stringify(seqs), distance })
        .map(toMemory),
    frequency: (word) =>
      sql<[string], { doc: number }>('SELECT doc FROM memory_vocabulary WHERE term = ?').get(word)?.doc ?? 0,
    operations: (after, limit, { memory, change, scopes } = {}) =>
      sql<[object], OperationRow>(
        `SELECT o.seq, o.change_id, o.at, o.client, o.tool, o.action, s.name AS scope, o.memory_id, o.from_seq, o.to_seq
         FROM operation o JOIN scope s ON s.id = o.scope_id
         WHERE o.seq > @after AND (@memory IS NULL OR o.memory_id = @memory)
           AND (@change IS NULL OR o.change_id = @change)
           AND (@scopes IS NULL OR s.name IN (SELECT value FROM json_each(@scopes)))
         ORDER BY o.seq LIMIT @limit`,
      )
        .all({
          after,
          limit,
          memory: memory ?? null,
          change: change ?? null,
          scopes: scopes ? JSON.stringify(scopes) : null,
        })
        .map(toOperation),
    lastOperation: () =>
      sql<[], { n: number }>('SELECT coalesce(max(seq), 0) AS n FROM operation').get()?.n ?? 0,
    sessions: (scopes, limit) =>
      sql<[string, number], SessionRow>(
        `${SESSION} WHERE s.name IN (SELECT value FROM json_each(?)) ORDER BY c.last_at DESC, c.id LIMIT ?`,
      )
        .all(JSON.stringify(scopes), limit)
        .map(toSession),
    session(scope, name) {
      const row = sql<[string, string], SessionRow>(`${SESSION} WHERE s.name = ? AND c.name = ?`).get(
        scope,
        name,
      );
      return row && toSession(row);
    },
    sessionsAfter: (id, limit) =>
      sql<[string, number], SessionRow>(`${SESSION} WHERE c.id > ? ORDER BY c.id LIMIT ?`)
        .all(id, limit)
        .map(toSession),
    conversation: (session) =>
      sql<[string], { id: string; position: number; mark: string }>(
        `SELECT id, position, fingerprint AS mark FROM memory
         WHERE conversation_id = ? AND retired_at IS NULL AND status IN ('active', 'archived') ORDER BY position`,
      ).all(session),
    usage: (ids) =>
      new Map(
        sql<[string], { id: string } & Usage>(
          `SELECT memory_id AS id, uses, last_used_at AS lastUsedAt, half_life AS halfLife FROM usage
           WHERE memory_id IN (SELECT value FROM json_each(?))`,
        )
          .all(JSON.stringify(ids))
          .map(({ id, ...usage }) => [id, usage]),
      ),
    usageBySeq: (seqs) =>
      new Map(
        sql<[string], { seq: number } & Usage>(
          `SELECT m.seq, u.uses, u.last_used_at AS lastUsedAt, u.half_life AS halfLife
           FROM json_each(?) AS w CROSS JOIN memory m ON m.seq = w.value CROSS JOIN usage u ON u.memory_id = m.id`,
        )
          .all(JSON.stringify(seqs))
          .map(({ seq, ...usage }) => [seq, usage]),
      ),
    conflicts: (scopes, limit) =>
      sql<[string, number], Conflict>(
        `SELECT c.id, s.name AS scope, c.reason, c.older, c.newer, c.at FROM conflict c JOIN scope s ON s.id = c.scope_id
         WHERE c.resolution IS NULL AND s.name IN (SELECT value FROM json_each(?)) ORDER BY c.at, c.id LIMIT ?`,
      ).all(JSON.stringify(scopes), limit),
    conflict: (id) =>
      sql<[string], Conflict>(
        `SELECT c.id, s.name AS scope, c.reason, c.older, c.newer, c.at FROM conflict c JOIN scope s ON s.id = c.scope_id
         WHERE c.resolution IS NULL AND c.id = ?`,
      ).get(id),
    scopes: () =>
      sql<[], ScopeCount>(
        `SELECT s.name AS scope, s.generation,
           count(m.seq) FILTER (WHERE m.kind <> 'message') AS memories,
           count(m.seq) FILTER (WHERE m.kind = 'message') AS messages
         FROM scope s LEFT JOIN memory m ON m.scope_id = s.id AND m.retired_at IS NULL AND m.status = 'active'
         GROUP BY s.id ORDER BY s.name`,
      ).all(),
    generation: (scopes) =>
      sql<[string], { n: number }>(
        'SELECT coalesce(sum(generation), 0) AS n FROM scope WHERE name IN (SELECT value FROM json_each(?))',
      ).get(JSON.stringify(scopes))?.n ?? 0,
  };
}

interface OperationRow {
  seq: number;
  change_id: string;
  at: number;
  client: string | null;
  tool: string;
  action: Action;
  scope: string;
  memory_id: string;
  from_seq: number | null;
  to_seq: number | null;
}

function toOperation(row: OperationRow): Operation {
  const { seq, change_id: change, at, tool, action, scope, memory_id: memory } = row;
  const optional = present({ client: row.client, from: row.from_seq, to: row.to_seq });
  return { seq, change, at, tool, action, scope, memory, ...optional };
}
