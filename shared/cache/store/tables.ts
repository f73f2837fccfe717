/**
 * The tables of the cache; include them in a migration of the server whose data it answers for. They have to be in
 * the same file as that data: only then is a generation raised in the very transaction that writes.
 */
export const CACHE_TABLES = `
  CREATE TABLE cache_generation (
    scope TEXT PRIMARY KEY,
    n INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE cache_entry (
    slot TEXT PRIMARY KEY,
    generation INTEGER NOT NULL,
    format INTEGER NOT NULL,
    kind TEXT NOT NULL,
    value ANY NOT NULL,
    scopes TEXT NOT NULL,
    size INTEGER NOT NULL,
    at INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    used INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX cache_entry_used ON cache_entry (used, size);
  CREATE INDEX cache_entry_expires ON cache_entry (expires);
  CREATE TABLE cache_flight (
    slot TEXT NOT NULL,
    generation INTEGER NOT NULL,
    token TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'failed', 'unkept')),
    failure TEXT,
    until INTEGER NOT NULL,
    PRIMARY KEY (slot, generation)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX cache_flight_until ON cache_flight (until);
`;
