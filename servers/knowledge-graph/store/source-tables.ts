/**
 * What is remembered of sources (../sources/source.ts). It is written in the transactions of the changes that it
 * belongs to, so that effects and cursor are one; it is no record of the graph, and in no log.
 */
export const SOURCE_TABLES = `
  CREATE TABLE source (
    graph TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    location TEXT,
    watch INTEGER NOT NULL,
    paused INTEGER NOT NULL,
    cursor TEXT,
    scanned_at INTEGER,
    skipped TEXT NOT NULL,
    problem TEXT,
    PRIMARY KEY (graph, name)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE source_item (
    graph TEXT NOT NULL,
    source TEXT NOT NULL,
    external_id TEXT NOT NULL,
    size INTEGER,
    mtime REAL,
    hash TEXT,
    status TEXT NOT NULL CHECK (status IN ('indexed', 'failed', 'skipped')),
    reason TEXT,
    episode INTEGER,
    PRIMARY KEY (graph, source, external_id),
    FOREIGN KEY (graph, source) REFERENCES source
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX source_item_failed ON source_item (graph, source) WHERE status = 'failed';
`;
