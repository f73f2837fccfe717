import type { Statements } from '../../../shared/db/statements.ts';
import { present } from './sqlite-row.ts';
import type { Attachment, MemoryChange, MemoryView } from './store.ts';

/**
 * What a change tied to memories that were there before it, or untied from them: entities and sources have no
 * versions. Rows name them and copy nothing, and go with them, so that a purge has no text to find here.
 */
export const ATTACHMENT_TABLE = `
  ALTER TABLE source ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE attachment (
    seq INTEGER PRIMARY KEY,
    change_id TEXT NOT NULL,
    memory_id TEXT NOT NULL,
    entity_id INTEGER REFERENCES entity ON DELETE CASCADE,
    source_id INTEGER REFERENCES source ON DELETE CASCADE,
    attached INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX attachment_change ON attachment (change_id);
  CREATE INDEX attachment_memory ON attachment (memory_id);
  CREATE INDEX attachment_entity ON attachment (entity_id) WHERE entity_id IS NOT NULL;
  CREATE INDEX attachment_source ON attachment (source_id) WHERE source_id IS NOT NULL;
`;

interface AttachmentRow {
  memory: string;
  scope: string;
  entity: number | null;
  source: number | null;
  attached: number;
  last: number;
}

export function attachmentView(sql: Statements): Pick<MemoryView, 'attachments'> {
  return {
    attachments: (change) =>
      sql<[string], AttachmentRow>(
        `SELECT a.memory_id AS memory, s.name AS scope, a.entity_id AS entity, a.source_id AS source, a.attached,
           NOT EXISTS (SELECT 1 FROM attachment l WHERE l.memory_id = a.memory_id AND l.entity_id IS a.entity_id
             AND l.source_id IS a.source_id AND l.seq > a.seq AND l.change_id <> a.change_id) AS last
         FROM attachment a JOIN memory m ON m.id = a.memory_id AND m.retired_at IS NULL
         JOIN scope s ON s.id = m.scope_id
         WHERE a.change_id = ? ORDER BY a.seq`,
      )
        .all(change)
        .map(({ entity, source, attached, last, ...row }): Attachment => {
          return { ...row, ...present({ entity, source }), attached: attached === 1, last: last === 1 };
        }),
  };
}

/** `isNew` tells the memories that the change itself added: taking it back takes those away with all that they have. */
export function attachmentChange(
  sql: Statements,
  change: string,
  isNew: (memoryId: string) => boolean,
): Pick<MemoryChange, 'link' | 'unlink' | 'addSource' | 'attach'> {
  /** A memory of this change has no source before the first one that is named here: that need not be looked for. */
  const sourced = new Set<string>();
  const note = (memoryId: string, what: { entity?: number; source?: number }, attached: boolean): void => {
    if (isNew(memoryId)) return;
    sql(
      'INSERT INTO attachment (change_id, memory_id, entity_id, source_id, attached) VALUES (?, ?, ?, ?, ?)',
    ).run(change, memoryId, what.entity ?? null, what.source ?? null, attached ? 1 : 0);
  };
  const link = (memoryId: string, entity: number): void => {
    const { changes } = sql(
      'INSERT INTO mention (memory_id, entity_id) VALUES (?, ?) ON CONFLICT DO NOTHING',
    ).run(memoryId, entity);
    if (changes > 0) note(memoryId, { entity }, true);
  };
  const cut = (memoryId: string, entity: number): void => {
    const { changes } = sql('DELETE FROM mention WHERE memory_id = ? AND entity_id = ?').run(
      memoryId,
      entity,
    );
    if (changes > 0) note(memoryId, { entity }, false);
  };
  const withdraw = (memoryId: string, source: number, withdrawn: boolean): void => {
    const { changes } = sql('UPDATE source SET withdrawn = ? WHERE id = ? AND withdrawn <> ?').run(
      withdrawn ? 1 : 0,
      source,
      withdrawn ? 1 : 0,
    );
    if (changes > 0) note(memoryId, { source }, !withdrawn);
  };
  return {
    link,
    unlink(memoryId) {
      const linked = sql<[string], { id: number }>(
        'SELECT entity_id AS id FROM mention WHERE memory_id = ? ORDER BY entity_id',
      ).all(memoryId);
      for (const { id } of linked) cut(memoryId, id);
    },

    addSource(memory, { title, uri, quote, message, client, at }) {
      const isFirst = isNew(memory.id) && !sourced.has(memory.id);
      sourced.add(memory.id);
      // The same client telling the same from the same source again is no further evidence.
      const source = {
        memory: memory.id,
        title: title ?? null,
        uri: uri ?? null,
        quote: quote ?? null,
        message: message ?? null,
        by: client ?? null,
      };
      const known = isFirst
        ? undefined
        : sql<[object], { id: number; withdrawn: number }>(
            `SELECT id, withdrawn FROM source WHERE memory_id = @memory AND title IS @title AND uri IS @uri
               AND quote IS @quote AND message IS @message AND client IS @by`,
          ).get(source);
      if (known) {
        withdraw(memory.id, known.id, false);
        return known.withdrawn === 1;
      }
      const { lastInsertRowid } = sql(
        `INSERT INTO source (memory_id, title, uri, quote, message, client, at)
         VALUES (@memory, @title, @uri, @quote, @message, @by, @at)`,
      ).run({ ...source, at });
      note(memory.id, { source: Number(lastInsertRowid) }, true);
      return true;
    },

    attach({ memory, entity, source, attached }) {
      if (source !== undefined) withdraw(memory, source, !attached);
      else if (entity !== undefined) (attached ? link : cut)(memory, entity);
    },
  };
}
