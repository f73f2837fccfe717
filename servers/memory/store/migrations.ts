import type { Migration } from '../../../shared/db/migrate.ts';
import { RECEIPT_TABLE } from '../../../shared/db/receipt.ts';
import { JOB_TABLE } from '../../../shared/jobs/store.ts';
import { EMBEDDING_TABLES } from './embedding-tables.ts';
import { ATTACHMENT_TABLE } from './sqlite-attachments.ts';
import { GRAPH_TABLES } from './sqlite-graph.ts';
import { LEARNING_TABLES } from './sqlite-learning.ts';

/**
 * What 0.1.0 began with. The word index covers the active memories only, through a view, so that retracted ones neither match nor weigh in
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

/**
 * A row of `memory` is a version: closed by `retired_at`, never changed but to redact or purge it. All versions are
 * in the word index, so that what was known earlier can be searched as it was.
 */
const VERSIONS = `
  DROP TRIGGER memory_added;
  DROP TRIGGER memory_retracted;
  DROP TRIGGER memory_deleted;
  DROP TABLE memory_words;
  DROP VIEW active_memory;
  ALTER TABLE memory RENAME TO old_memory;
  ALTER TABLE tag RENAME TO old_tag;
  ALTER TABLE source RENAME TO old_source;
  DROP INDEX memory_fingerprint;
  DROP INDEX source_memory;

  ALTER TABLE scope ADD COLUMN generation INTEGER NOT NULL DEFAULT 0;

  CREATE TABLE conversation (
    id TEXT PRIMARY KEY,
    scope_id INTEGER NOT NULL REFERENCES scope,
    name TEXT NOT NULL,
    title TEXT,
    started_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    UNIQUE (scope_id, name)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE memory (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    scope_id INTEGER NOT NULL REFERENCES scope,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    sealed BLOB,
    fingerprint TEXT NOT NULL,
    key TEXT,
    subject TEXT,
    predicate TEXT,
    object TEXT,
    data TEXT,
    tags TEXT NOT NULL DEFAULT '[]',
    valid_from INTEGER,
    valid_to INTEGER,
    created_at INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    retired_at INTEGER,
    status TEXT NOT NULL CHECK (status IN ('active', 'retracted', 'archived', 'quarantined')),
    superseded_by TEXT,
    importance REAL NOT NULL,
    sensitivity INTEGER NOT NULL,
    trust INTEGER NOT NULL,
    pinned INTEGER NOT NULL DEFAULT 0,
    conversation_id TEXT REFERENCES conversation,
    position INTEGER,
    role TEXT,
    speaker TEXT,
    UNIQUE (id, version)
  ) STRICT;
  CREATE UNIQUE INDEX memory_current ON memory (id) WHERE retired_at IS NULL;
  CREATE INDEX memory_fingerprint ON memory (scope_id, substr(fingerprint, 1, 12)) WHERE retired_at IS NULL;
  CREATE INDEX memory_key ON memory (key, scope_id) WHERE key IS NOT NULL AND retired_at IS NULL;
  CREATE INDEX memory_relation ON memory (subject, predicate, scope_id)
    WHERE subject IS NOT NULL AND retired_at IS NULL;
  CREATE INDEX memory_conversation ON memory (conversation_id, position) WHERE conversation_id IS NOT NULL;
  CREATE INDEX memory_scope ON memory (scope_id, kind) WHERE retired_at IS NULL;

  CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    memory_id TEXT NOT NULL,
    title TEXT,
    uri TEXT,
    quote TEXT,
    message TEXT,
    client TEXT,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX source_memory ON source (memory_id);

  CREATE TABLE entity (
    id INTEGER PRIMARY KEY,
    scope_id INTEGER NOT NULL REFERENCES scope,
    name TEXT NOT NULL,
    norm TEXT NOT NULL,
    type TEXT,
    UNIQUE (norm, scope_id)
  ) STRICT;
  CREATE TABLE alias (
    entity_id INTEGER NOT NULL REFERENCES entity ON DELETE CASCADE,
    name TEXT NOT NULL,
    norm TEXT NOT NULL,
    PRIMARY KEY (entity_id, norm)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX alias_norm ON alias (norm);
  CREATE TABLE mention (
    memory_id TEXT NOT NULL,
    entity_id INTEGER NOT NULL REFERENCES entity ON DELETE CASCADE,
    PRIMARY KEY (memory_id, entity_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX mention_entity ON mention (entity_id);

  CREATE TABLE operation (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    change_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    client TEXT,
    tool TEXT NOT NULL,
    action TEXT NOT NULL,
    scope_id INTEGER NOT NULL REFERENCES scope,
    memory_id TEXT NOT NULL,
    from_seq INTEGER,
    to_seq INTEGER
  ) STRICT;
  CREATE INDEX operation_memory ON operation (memory_id);
  CREATE INDEX operation_change ON operation (change_id);

  CREATE TABLE usage (
    memory_id TEXT PRIMARY KEY,
    uses INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    half_life INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE conflict (
    id TEXT PRIMARY KEY,
    scope_id INTEGER NOT NULL REFERENCES scope,
    reason TEXT NOT NULL,
    older TEXT NOT NULL,
    newer TEXT NOT NULL,
    at INTEGER NOT NULL,
    resolution TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX conflict_open ON conflict (scope_id, at) WHERE resolution IS NULL;

  INSERT INTO memory (seq, id, version, scope_id, kind, text, fingerprint, tags, created_at, recorded_at, status, importance,
      sensitivity, trust)
    SELECT seq, id, 1, scope_id, kind, text, fingerprint,
      (SELECT json_group_array(name) FROM (SELECT name FROM old_tag WHERE memory_seq = seq ORDER BY name)),
      at, at, status, 0.5, 1, 4
    FROM old_memory ORDER BY seq;
  INSERT INTO source (memory_id, title, uri, quote, client, at)
    SELECT m.id, o.title, o.uri, o.quote, o.client, o.at
    FROM old_source o JOIN old_memory m ON m.seq = o.memory_seq ORDER BY o.id;
  INSERT INTO operation (change_id, at, tool, action, scope_id, memory_id, to_seq)
    SELECT id, recorded_at, 'remember', 'add', scope_id, id, seq FROM memory ORDER BY seq;
  DROP TABLE old_tag;
  DROP TABLE old_source;
  DROP TABLE old_memory;

  CREATE VIRTUAL TABLE memory_words USING fts5 (
    text,
    content = 'memory',
    content_rowid = 'seq',
    tokenize = 'porter unicode61 remove_diacritics 2'
  );
  INSERT INTO memory_words (memory_words, rank) VALUES ('secure-delete', 1);
  INSERT INTO memory_words (memory_words) VALUES ('rebuild');
  CREATE VIRTUAL TABLE memory_vocabulary USING fts5vocab (memory_words, row);

  CREATE TRIGGER memory_redacted AFTER UPDATE OF text ON memory BEGIN
    INSERT INTO memory_words (memory_words, rowid, text) VALUES ('delete', old.seq, old.text);
    INSERT INTO memory_words (rowid, text) VALUES (new.seq, new.text);
  END;
  CREATE TRIGGER memory_deleted AFTER DELETE ON memory BEGIN
    INSERT INTO memory_words (memory_words, rowid, text) VALUES ('delete', old.seq, old.text);
  END;
`;

/** What began in a span of time is asked for with nothing else to go by. */
const BEGINNINGS = `
  CREATE INDEX memory_begin ON memory (coalesce(valid_from, created_at)) WHERE retired_at IS NULL;
`;

export const MEMORY_MIGRATIONS: readonly Migration[] = [
  { version: 1, sql: RECEIPT_TABLE + FIRST_FLOOR },
  {
    version: 2,
    sql:
      VERSIONS +
      BEGINNINGS +
      JOB_TABLE +
      LEARNING_TABLES +
      EMBEDDING_TABLES +
      GRAPH_TABLES +
      ATTACHMENT_TABLE,
  },
];
