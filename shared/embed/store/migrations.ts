import type { Migration } from '../../db/migrate.ts';

/** `used_day` counts days since the epoch: finer would make every read a write. */
export const EMBEDDING_MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    sql: `
      CREATE TABLE embedding (
        key TEXT PRIMARY KEY,
        vector BLOB NOT NULL,
        used_day INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX embedding_used ON embedding (used_day);
    `,
  },
];
