import type { EnginePoint } from '../../servers/memory/vectors/engine.ts';
import { pointId } from '../../servers/memory/vectors/point-id.ts';
import type { Outbox, OutboxRow } from '../../servers/memory/vectors/projection.ts';
import type { Truth } from '../../servers/memory/vectors/verification.ts';
import { type Database, write } from '../../shared/db/database.ts';
import type { Migration } from '../../shared/db/migrate.ts';

export const SPACE = { name: 'chaos/model/2#00', dimensions: 2 };

export const TRUTH_MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    sql: `
      CREATE TABLE truth (memory TEXT PRIMARY KEY, x INTEGER NOT NULL) STRICT;
      CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, memory TEXT NOT NULL, x INTEGER,
        attempts INTEGER NOT NULL DEFAULT 0, reason TEXT) STRICT;
    `,
  },
];

interface Row {
  id: number;
  memory: string;
  x: number | null;
  attempts: number;
}

const pointOf = (memory: string, x: number): EnginePoint => ({
  id: pointId(memory, SPACE.name),
  vector: Float32Array.of(1, x),
  payload: { memory, scope: 'user', kind: 'fact', at: x },
});

/** A truth in SQLite whose every change is in one transaction with its row in the outbox; no x takes a memory away. */
export function createTruth(db: Database): Outbox & Truth & { change(memory: string, x?: number): void } {
  return {
    change: (memory, x) =>
      write(db, () => {
        if (x === undefined) db.prepare('DELETE FROM truth WHERE memory = ?').run(memory);
        else db.prepare('INSERT OR REPLACE INTO truth (memory, x) VALUES (?, ?)').run(memory, x);
        db.prepare('INSERT INTO outbox (memory, x) VALUES (?, ?)').run(memory, x ?? null);
      }),
    pending: async (limit) =>
      db
        .prepare<[number], Row>('SELECT * FROM outbox WHERE reason IS NULL ORDER BY id LIMIT ?')
        .all(limit)
        .map(({ id, memory, x, attempts }): OutboxRow => {
          const gone = { op: 'remove', id: pointId(memory, SPACE.name) } as const;
          return { id, attempts, change: x === null ? gone : { op: 'upsert', point: pointOf(memory, x) } };
        }),
    done: async (ids) =>
      write(db, () => {
        for (const id of ids) db.prepare('DELETE FROM outbox WHERE id = ?').run(id);
      }),
    failed: async (id, { reason, setAside }) =>
      write(db, () => {
        db.prepare('UPDATE outbox SET attempts = attempts + 1, reason = ? WHERE id = ?').run(
          setAside ? reason : null,
          id,
        );
      }),
    async *points() {
      const rows = db.prepare<[], { memory: string; x: number }>('SELECT memory, x FROM truth').all();
      for (const { memory, x } of rows) yield pointOf(memory, x);
    },
  };
}
