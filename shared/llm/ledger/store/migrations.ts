import type { Migration } from '../../../db/migrate.ts';

/** Money is in nano-dollars, times in milliseconds since the epoch, days in UTC. */
export const LEDGER_MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    sql: `
      CREATE TABLE entry (
        id TEXT PRIMARY KEY,
        day TEXT NOT NULL,
        caller TEXT NOT NULL,
        plan TEXT,
        provider TEXT NOT NULL,
        model TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('open', 'settled', 'expired')),
        -- Held while it is open, spent once it is settled; all of it counts as spent once it has expired.
        amount INTEGER NOT NULL CHECK (amount >= 0),
        estimated INTEGER NOT NULL DEFAULT 0,
        input_tokens INTEGER NOT NULL DEFAULT 0,
        output_tokens INTEGER NOT NULL DEFAULT 0,
        cache_read_tokens INTEGER NOT NULL DEFAULT 0,
        cache_write_tokens INTEGER NOT NULL DEFAULT 0,
        at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX entry_day ON entry (day, caller, state, amount);
      CREATE INDEX entry_plan ON entry (plan, state, amount) WHERE plan IS NOT NULL;
      CREATE INDEX entry_open ON entry (expires_at) WHERE state = 'open';
    `,
  },
  {
    version: 2,
    // An entry may stand for many calls: those of a batch, or those of an old day that were summed up.
    sql: `
      ALTER TABLE entry ADD COLUMN calls INTEGER NOT NULL DEFAULT 1;
      ALTER TABLE entry ADD COLUMN unknown INTEGER NOT NULL DEFAULT 0;
    `,
  },
];
