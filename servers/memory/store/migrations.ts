import type { Migration } from '../../../shared/db/migrate.ts';
import { RECEIPT_TABLE } from '../../../shared/db/receipt.ts';

/**
 * The word index covers the active memories only, through a view, so that retracted ones neither match nor weigh in
 * the ranking. `secure-delete` takes the words of a removed memory out of the index at once instead of marking
 * them (https://sqlite.org/fts5.html#the_secure_delete_configuration_option).
 */
const FIRST_FLOOR = `
  CREATE TABLE scope (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
  ) STRICT;

  CREATE TABLE memory (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    scope_id INTEGER NOT NULL REFERENCES scope,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'retracted')),
    at INTEGER NOT NULL,
    retracted_at INTEGER
  ) STRICT;
  CREATE UNIQUE INDEX memory_fingerprint ON memory (scope_id, fingerprint) WHERE status = 'active';

  CREATE TABLE tag (
    memory_seq INTEGER NOT NULL REFERENCES memory ON DELETE CASCADE,
    name TEXT NOT NULL,
    PRIMARY KEY (memory_seq, name)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    memory_seq INTEGER NOT NULL REFERENCES memory ON DELETE CASCADE,
    title TEXT,
    uri TEXT,
    quote TEXT,
    client TEXT,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX source_memory ON source (memory_seq);

  CREATE VIEW active_memory AS SELECT seq, text FROM memory WHERE status = 'active';
  CREATE VIRTUAL TABLE memory_words USING fts5 (
    text,
    content = 'active_memory',
    content_rowid = 'seq',
    tokenize = 'porter unicode61 remove_diacritics 2'
  );
  INSERT INTO memory_words (memory_words, rank) VALUES ('secure-delete', 1);

  CREATE TRIGGER memory_added AFTER INSERT ON memory WHEN new.status = 'active' BEGIN
    INSERT INTO memory_words (rowid, text) VALUES (new.seq, new.text);
  END;
  CREATE TRIGGER memory_retracted AFTER UPDATE OF status ON memory
  WHEN old.status = 'active' AND new.status <> 'active' BEGIN
    INSERT INTO memory_words (memory_words, rowid, text) VALUES ('delete', old.seq, old.text);
  END;
  CREATE TRIGGER memory_deleted AFTER DELETE ON memory WHEN old.status = 'active' BEGIN
    INSERT INTO memory_words (memory_words, rowid, text) VALUES ('delete', old.seq, old.text);
  END;
`;

export const MEMORY_MIGRATIONS: readonly Migration[] = [{ version: 1, sql: RECEIPT_TABLE + FIRST_FLOOR }];
