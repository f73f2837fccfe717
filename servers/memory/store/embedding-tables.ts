/**
 * Vectors of the current versions of active memories, those of several models side by side. A version that says the
 * same inherits the vector of the one before (`INHERIT`), and with the text, the version or the memory goes the
 * vector, by triggers, whoever writes.
 *
 * `scanned`: every memory up to that seq has been embedded or left out. Seqs are given in the order of commits, so
 * nothing comes in below it. `chosen` puts the models in order, the newest last; `ready`: queries may use it.
 *
 * `projection` names the models of which an engine has a copy. The outbox has a row for each point that may differ
 * there; what is to be done follows from whether the vector is still here.
 */
export const EMBEDDING_TABLES = `
  CREATE TABLE embed_model (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    fingerprint TEXT NOT NULL UNIQUE,
    config TEXT NOT NULL,
    dimensions INTEGER,
    created_at INTEGER NOT NULL,
    chosen INTEGER NOT NULL,
    ready INTEGER NOT NULL DEFAULT 0,
    scanned INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    paused_until INTEGER,
    paused_because TEXT
  ) STRICT;

  CREATE TABLE embedding (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    memory_seq INTEGER NOT NULL REFERENCES memory (seq) ON DELETE CASCADE,
    memory_id TEXT NOT NULL,
    model_id INTEGER NOT NULL REFERENCES embed_model (id),
    vector BLOB NOT NULL,
    UNIQUE (memory_seq, model_id)
  ) STRICT;
  CREATE INDEX embedding_model ON embedding (model_id, memory_id);

  CREATE TABLE projection (
    model_id INTEGER PRIMARY KEY REFERENCES embed_model (id),
    target TEXT NOT NULL,
    ready INTEGER NOT NULL DEFAULT 0,
    rebuild INTEGER NOT NULL DEFAULT 1,
    problem TEXT
  ) STRICT;
  CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    model_id INTEGER NOT NULL REFERENCES embed_model (id),
    memory_id TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    set_aside TEXT,
    UNIQUE (model_id, memory_id)
  ) STRICT;

  CREATE TRIGGER embedding_redacted AFTER UPDATE OF text ON memory BEGIN
    DELETE FROM embedding WHERE memory_seq = old.seq;
  END;
  CREATE TRIGGER embedding_added AFTER INSERT ON embedding
  WHEN EXISTS (SELECT 1 FROM projection WHERE model_id = new.model_id) BEGIN
    DELETE FROM outbox WHERE model_id = new.model_id AND memory_id = new.memory_id;
    INSERT INTO outbox (model_id, memory_id) VALUES (new.model_id, new.memory_id);
  END;
  CREATE TRIGGER embedding_removed AFTER DELETE ON embedding
  WHEN EXISTS (SELECT 1 FROM projection WHERE model_id = old.model_id) BEGIN
    DELETE FROM outbox WHERE model_id = old.model_id AND memory_id = old.memory_id;
    INSERT INTO outbox (model_id, memory_id) VALUES (old.model_id, old.memory_id);
  END;

  CREATE TABLE mirrored (
    target TEXT NOT NULL,
    memory_id TEXT NOT NULL,
    scope TEXT NOT NULL,
    digest TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    PRIMARY KEY (target, memory_id)
  ) STRICT, WITHOUT ROWID;
`;

/**
 * For a version of a memory (`@seq`, `@id`, `@version`) after its first. No trigger, for the reason that
 * sqlite-change.ts gives.
 */
export const INHERIT = [
  `INSERT INTO embedding (memory_seq, memory_id, model_id, vector)
     SELECT n.seq, n.id, e.model_id, e.vector
     FROM memory n JOIN memory b ON b.id = n.id AND b.version = n.version - 1 JOIN embedding e ON e.memory_seq = b.seq
     WHERE n.seq = @seq AND n.status = 'active' AND n.sealed IS NULL
       AND b.text = n.text AND b.sensitivity = n.sensitivity`,
  'DELETE FROM embedding WHERE memory_seq = (SELECT seq FROM memory WHERE id = @id AND version = @version - 1)',
] as const;
