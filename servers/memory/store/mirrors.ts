import { write } from '../../../shared/db/database.ts';
import type { LazyDatabase } from '../../../shared/db/lazy-database.ts';

/** A copy of a memory that another program was given. */
export interface Mirrored {
  memory: string;
  /** Of the text that was given. */
  digest: string;
  /** The other side's id of it. */
  remote: string;
}

/** The book of the copies that other programs were given. `target` names program and place. */
export interface Mirrors {
  of(target: string, scope: string): Promise<Map<string, Mirrored>>;
  /** Copies of what is no longer recalled here: forgotten, replaced in words, or gone. Scope by scope. */
  stale(target: string): Promise<Map<string, Mirrored[]>>;
  gave(target: string, scope: string, copies: readonly Mirrored[]): Promise<void>;
  took(target: string, memories: readonly string[]): Promise<void>;
}

interface Row extends Mirrored {
  scope: string;
}

const ROW = 'SELECT memory_id AS memory, digest, remote_id AS remote, scope FROM mirrored r';

export function createSqliteMirrors(lazy: LazyDatabase): Mirrors {
  return {
    async of(target, scope) {
      const db = await lazy.get();
      const rows = db
        .prepare<[string, string], Row>(`${ROW} WHERE target = ? AND scope = ?`)
        .all(target, scope);
      return new Map(rows.map(({ memory, digest, remote }) => [memory, { memory, digest, remote }]));
    },
    async stale(target) {
      const db = await lazy.get();
      const rows = db
        .prepare<[string], Row>(
          `${ROW} WHERE target = ? AND NOT EXISTS (
             SELECT 1 FROM memory m WHERE m.id = r.memory_id AND m.retired_at IS NULL AND m.status = 'active'
               AND m.superseded_by IS NULL)`,
        )
        .all(target);
      const scopes = new Map<string, Mirrored[]>();
      for (const { scope, ...row } of rows) scopes.set(scope, [...(scopes.get(scope) ?? []), row]);
      return scopes;
    },
    async gave(target, scope, copies) {
      const db = await lazy.get();
      write(db, () => {
        const insert = db.prepare(
          `INSERT INTO mirrored (target, memory_id, scope, digest, remote_id) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (target, memory_id) DO UPDATE SET scope = excluded.scope, digest = excluded.digest,
             remote_id = excluded.remote_id`,
        );
        for (const { memory, digest, remote } of copies) insert.run(target, memory, scope, digest, remote);
      });
    },
    async took(target, memories) {
      const db = await lazy.get();
      write(db, () =>
        db
          .prepare('DELETE FROM mirrored WHERE target = ? AND memory_id IN (SELECT value FROM json_each(?))')
          .run(target, JSON.stringify(memories)),
      );
    },
  };
}
