import type { Statements } from '../../../shared/db/statements.ts';
import type { Memory } from '../memory.ts';
import { INHERIT } from './embedding-tables.ts';
import type { NewestTexts } from './newest-texts.ts';
import { attachmentChange } from './sqlite-attachments.ts';
import { entityChange } from './sqlite-entities.ts';
import { graphChange } from './sqlite-graph.ts';
import { learningChange } from './sqlite-learning.ts';
import { INSERT_MEMORY, toValues } from './sqlite-row.ts';
import type { Action, ChangeOrigin, MemoryChange, MemoryView } from './store.ts';

export interface ChangeContext {
  now: number;
  id: string;
  origin: ChangeOrigin;
}

/** What a transaction may do. Every method writes its line in the log of operations. */
export function createChange(
  sql: Statements,
  view: MemoryView,
  newest: NewestTexts,
  { now, id, origin }: ChangeContext,
): MemoryChange {
  const touched = new Map<string, number>();
  const added = new Set<string>();
  const client = origin.client ?? null;

  /** The scope's row; the first time in a change its generation grows. */
  const scopeId = (name: string): number => {
    const known = touched.get(name);
    if (known !== undefined) return known;
    const row = sql<[string], { id: number }>(
      `INSERT INTO scope (name, generation) VALUES (?, 1)
       ON CONFLICT (name) DO UPDATE SET generation = generation + 1 RETURNING id`,
    ).get(name);
    if (!row) throw new Error('a scope that was just added is not there');
    touched.set(name, row.id);
    return row.id;
  };

  const log = (action: Action, memory: Memory, from?: number, to?: number): void => {
    sql(
      `INSERT INTO operation (change_id, at, client, tool, action, scope_id, memory_id, from_seq, to_seq)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(id, now, client, origin.tool, action, scopeId(memory.scope), memory.id, from ?? null, to ?? null);
  };

  const insert = (memory: Omit<Memory, 'seq'>): Memory => {
    const { lastInsertRowid } = sql(INSERT_MEMORY).run(...toValues(memory, scopeId(memory.scope)));
    // Not by a trigger: for a statement that may be taken back in part, as one with a trigger may, FTS5 writes out at
    // once what it gathers to the end of the transaction otherwise, and that takes longer than the statement.
    sql('INSERT INTO memory_words (rowid, text) VALUES (?, ?)').run(lastInsertRowid, memory.text);
    const inserted = { ...memory, seq: Number(lastInsertRowid) };
    newest.added(inserted.seq, inserted.kind, inserted.text);
    if (inserted.version > 1) {
      const { seq, id: memoryId, version } = inserted;
      for (const statement of INHERIT) sql(statement).run({ seq, id: memoryId, version });
    }
    return inserted;
  };

  /** A name that no other memory gives would tell of the one that is erased. */
  const forgetNames = (memory: Memory): void => {
    // Those that it was about before, too.
    const named = sql<[string, string], { id: number }>(
      `SELECT entity_id AS id FROM mention WHERE memory_id = ?
       UNION SELECT entity_id FROM attachment WHERE memory_id = ? AND entity_id IS NOT NULL`,
    ).all(memory.id, memory.id);
    for (const table of ['mention', 'attachment'])
      sql(`DELETE FROM ${table} WHERE memory_id = ?`).run(memory.id);
    for (const { id: entity } of named) {
      sql(
        `DELETE FROM entity WHERE id = ? AND NOT EXISTS (SELECT 1 FROM mention WHERE entity_id = entity.id)
           AND NOT EXISTS (SELECT 1 FROM attachment WHERE entity_id = entity.id)`,
      ).run(entity);
    }
  };

  return {
    ...view,
    ...entityChange(sql, scopeId, view),
    ...graphChange(sql),
    ...learningChange(sql, now),
    ...attachmentChange(sql, id, (memoryId) => added.has(memoryId)),
    now,
    id,
    mayBeAlike: newest.alike,
    mayBegin: newest.begun,

    add(memoryId, scope, content, fingerprint, action = 'add') {
      const first = insert({
        ...content,
        id: memoryId,
        version: 1,
        scope,
        fingerprint,
        createdAt: now,
        recordedAt: now,
      });
      log(action, first, undefined, first.seq);
      added.add(memoryId);
      return first;
    },

    revise(memory, content, action, fingerprint = memory.fingerprint) {
      sql('UPDATE memory SET retired_at = ? WHERE seq = ?').run(Math.max(now, memory.recordedAt), memory.seq);
      const { id: memoryId, scope, version } = memory;
      const next = insert({
        ...content,
        id: memoryId,
        version: version + 1,
        scope,
        fingerprint,
        createdAt: memory.createdAt,
        recordedAt: Math.max(now, memory.recordedAt),
      });
      log(action, next, memory.seq, next.seq);
      return next;
    },

    restore(memory) {
      const first = sql<[string], { at: number }>(
        'SELECT created_at AS at FROM memory WHERE id = ? LIMIT 1',
      ).get(memory.id);
      const restored = insert({ ...memory, createdAt: first?.at ?? memory.recordedAt });
      if (!first) added.add(memory.id);
      log('add', restored, undefined, restored.seq);
      return restored;
    },

    purge(memory) {
      log('purge', memory, memory.seq);
      forgetNames(memory);
      for (const table of ['source', 'usage', 'missed']) {
        sql(`DELETE FROM ${table} WHERE memory_id = ?`).run(memory.id);
      }
      // What others quote of it is its text too.
      sql('UPDATE source SET quote = NULL WHERE message = ?').run(memory.id);
      sql('DELETE FROM conflict WHERE older = ? OR newer = ?').run(memory.id, memory.id);
      sql('DELETE FROM memory WHERE id = ?').run(memory.id);
      if (memory.session === undefined) return;
      // So would what a conversation is called, of which nothing is left.
      sql(
        `DELETE FROM conversation WHERE id = ?
           AND NOT EXISTS (SELECT 1 FROM memory WHERE conversation_id = conversation.id)`,
      ).run(memory.session);
    },

    redact(memory, text, fingerprint) {
      sql(
        `UPDATE memory SET text = ?, fingerprint = ?, sealed = NULL, data = NULL, subject = NULL, predicate = NULL,
           object = NULL, key = NULL, tags = '[]' WHERE id = ?`,
      ).run(text, fingerprint, memory.id);
      sql('UPDATE source SET title = NULL, uri = NULL, quote = NULL WHERE memory_id = ?').run(memory.id);
      sql('UPDATE source SET quote = NULL WHERE message = ?').run(memory.id);
      forgetNames(memory);
      log('redact', memory, memory.seq, memory.seq);
    },

    saveSession({ id: sessionId, scope, name, title, startedAt = now, lastAt = now }) {
      sql(
        `INSERT INTO conversation (id, scope_id, name, title, started_at, last_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (scope_id, name) DO UPDATE SET last_at = max(last_at, excluded.last_at),
           title = coalesce(excluded.title, title)`,
      ).run(sessionId, scopeId(scope), name, title ?? null, startedAt, lastAt);
      const saved = view.session(scope, name);
      if (!saved) throw new Error('a session that was just saved is not there');
      return saved;
    },

    use(memoryId, { uses, lastUsedAt, halfLife }) {
      sql(
        `INSERT INTO usage (memory_id, uses, last_used_at, half_life) VALUES (?, ?, ?, ?)
         ON CONFLICT (memory_id) DO UPDATE SET uses = excluded.uses, last_used_at = excluded.last_used_at,
           half_life = excluded.half_life`,
      ).run(memoryId, uses, lastUsedAt, Math.round(halfLife));
    },

    addConflict({ id: conflictId, scope, reason, older, newer }) {
      sql('INSERT INTO conflict (id, scope_id, reason, older, newer, at) VALUES (?, ?, ?, ?, ?, ?)').run(
        conflictId,
        scopeId(scope),
        reason,
        older,
        newer,
        now,
      );
    },

    resolveConflict: (conflictId, resolution) =>
      sql('UPDATE conflict SET resolution = ? WHERE id = ? AND resolution IS NULL').run(
        resolution,
        conflictId,
      ).changes > 0,
  };
}
