import type { Migration } from '../../../shared/db/migrate.ts';
import { RECEIPT_TABLE } from '../../../shared/db/receipt.ts';
import { JOB_TABLE } from '../../../shared/jobs/store.ts';
import { SOURCE_TABLES } from './source-tables.ts';

/**
 * A table for each kind of record (../graph.ts). Rows are numbered in the order of adding and are never deleted, so
 * a change says what it added by the numbers before it (`rows_before`); what it ended is found by `ended`.
 */
const RECORD_TABLES = `
  CREATE TABLE graph (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE relation (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

  CREATE TABLE change (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    graph_id INTEGER NOT NULL REFERENCES graph,
    tool TEXT NOT NULL,
    client TEXT,
    reason TEXT,
    rows_before TEXT NOT NULL
  ) STRICT;
  CREATE INDEX change_at ON change (at);
  CREATE TABLE erasure (
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    row INTEGER NOT NULL,
    PRIMARY KEY (seq, kind, row)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE episode (
    row INTEGER PRIMARY KEY,
    graph_id INTEGER NOT NULL REFERENCES graph,
    added INTEGER NOT NULL,
    ended INTEGER,
    kind TEXT NOT NULL,
    title TEXT,
    uri TEXT,
    source TEXT,
    external_id TEXT,
    hash TEXT NOT NULL,
    occurred_at INTEGER,
    actor TEXT
  ) STRICT;
  CREATE UNIQUE INDEX episode_item ON episode (graph_id, source, external_id)
    WHERE ended IS NULL AND source IS NOT NULL AND external_id IS NOT NULL;
  CREATE INDEX episode_ended ON episode (ended) WHERE ended IS NOT NULL;

  CREATE TABLE chunk (
    row INTEGER PRIMARY KEY,
    graph_id INTEGER NOT NULL REFERENCES graph,
    added INTEGER NOT NULL,
    ended INTEGER,
    episode INTEGER NOT NULL REFERENCES episode,
    ord INTEGER NOT NULL,
    text TEXT NOT NULL,
    headings TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    tokens INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX chunk_episode ON chunk (episode, ord);
  CREATE INDEX chunk_ended ON chunk (ended) WHERE ended IS NOT NULL;

  CREATE TABLE entity (
    row INTEGER PRIMARY KEY,
    graph_id INTEGER NOT NULL REFERENCES graph,
    added INTEGER NOT NULL,
    ended INTEGER,
    entity INTEGER NOT NULL,
    type TEXT NOT NULL,
    name TEXT NOT NULL,
    summary TEXT
  ) STRICT;
  CREATE INDEX entity_revised ON entity (entity) WHERE entity <> row;
  CREATE INDEX entity_type ON entity (graph_id, type) WHERE ended IS NULL;
  CREATE INDEX entity_ended ON entity (ended) WHERE ended IS NOT NULL;

  CREATE TABLE alias (
    row INTEGER PRIMARY KEY,
    graph_id INTEGER NOT NULL REFERENCES graph,
    added INTEGER NOT NULL,
    ended INTEGER,
    entity INTEGER NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    norm TEXT NOT NULL
  ) STRICT;
  CREATE INDEX alias_norm ON alias (graph_id, norm);
  CREATE INDEX alias_entity ON alias (entity);
  CREATE INDEX alias_ended ON alias (ended) WHERE ended IS NOT NULL;

  CREATE TABLE mention (
    row INTEGER PRIMARY KEY,
    graph_id INTEGER NOT NULL REFERENCES graph,
    added INTEGER NOT NULL,
    ended INTEGER,
    chunk INTEGER NOT NULL REFERENCES chunk,
    entity INTEGER NOT NULL,
    count INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX mention_chunk ON mention (chunk);
  CREATE INDEX mention_entity ON mention (entity, count);
  CREATE INDEX mention_ended ON mention (ended) WHERE ended IS NOT NULL;

  CREATE TABLE fact (
    row INTEGER PRIMARY KEY,
    graph_id INTEGER NOT NULL REFERENCES graph,
    added INTEGER NOT NULL,
    ended INTEGER,
    fact INTEGER NOT NULL,
    subject INTEGER NOT NULL,
    relation INTEGER NOT NULL REFERENCES relation,
    object INTEGER,
    value TEXT,
    valid_from INTEGER,
    valid_to INTEGER,
    claim TEXT,
    confidence REAL NOT NULL,
    text TEXT
  ) STRICT;
  CREATE INDEX fact_subject ON fact (subject, relation, object);
  CREATE INDEX fact_object ON fact (object, relation) WHERE object IS NOT NULL;
  CREATE INDEX fact_revised ON fact (fact) WHERE fact <> row;
  CREATE INDEX fact_ended ON fact (ended) WHERE ended IS NOT NULL;

  CREATE TABLE support (
    row INTEGER PRIMARY KEY,
    graph_id INTEGER NOT NULL REFERENCES graph,
    added INTEGER NOT NULL,
    ended INTEGER,
    fact INTEGER NOT NULL,
    episode INTEGER NOT NULL REFERENCES episode,
    chunk INTEGER,
    start INTEGER,
    "end" INTEGER,
    quote TEXT,
    extractor TEXT NOT NULL
  ) STRICT;
  CREATE INDEX support_fact ON support (fact);
  CREATE INDEX support_episode ON support (episode);
  CREATE INDEX support_ended ON support (ended) WHERE ended IS NOT NULL;

  CREATE TABLE merge (
    row INTEGER PRIMARY KEY,
    graph_id INTEGER NOT NULL REFERENCES graph,
    added INTEGER NOT NULL,
    ended INTEGER,
    winner INTEGER NOT NULL,
    loser INTEGER NOT NULL,
    rule TEXT NOT NULL,
    evidence TEXT
  ) STRICT;
  CREATE INDEX merge_graph ON merge (graph_id);
  CREATE INDEX merge_ended ON merge (ended) WHERE ended IS NOT NULL;

  CREATE TABLE distinction (
    row INTEGER PRIMARY KEY,
    graph_id INTEGER NOT NULL REFERENCES graph,
    added INTEGER NOT NULL,
    ended INTEGER,
    a INTEGER NOT NULL,
    b INTEGER NOT NULL,
    reason TEXT
  ) STRICT;
  CREATE INDEX distinction_graph ON distinction (graph_id);
  CREATE INDEX distinction_ended ON distinction (ended) WHERE ended IS NOT NULL;

  CREATE TABLE ontology (
    row INTEGER PRIMARY KEY,
    graph_id INTEGER NOT NULL REFERENCES graph,
    added INTEGER NOT NULL,
    ended INTEGER,
    version INTEGER NOT NULL,
    document TEXT NOT NULL
  ) STRICT;
  CREATE INDEX ontology_graph ON ontology (graph_id);
  CREATE INDEX ontology_ended ON ontology (ended) WHERE ended IS NOT NULL;
`;

/** The tokenizer folds case and accents and stems English; a row of a word table is the row of its record. */
const TOKENIZE = `tokenize = 'porter unicode61 remove_diacritics 2'`;

/**
 * Words of what was said, of facts with a sentence or a text as their value, and of names. They are written by
 * statements beside the row, not by triggers (docs/decisions.md), and taken out by the same words. `secure-delete` then
 * leaves nothing of them (https://sqlite.org/fts5.html#the_secure_delete_configuration_option).
 */
const WORD_TABLES = `
  CREATE VIRTUAL TABLE chunk_words USING fts5 (words, content = '', ${TOKENIZE});
  CREATE VIRTUAL TABLE fact_words USING fts5 (words, content = '', ${TOKENIZE});
  CREATE VIRTUAL TABLE alias_words USING fts5 (words, content = '', ${TOKENIZE});
  INSERT INTO chunk_words (chunk_words, rank) VALUES ('secure-delete', 1);
  INSERT INTO fact_words (fact_words, rank) VALUES ('secure-delete', 1);
  INSERT INTO alias_words (alias_words, rank) VALUES ('secure-delete', 1);
`;

export const GRAPH_MIGRATIONS: readonly Migration[] = [
  { version: 1, sql: RECEIPT_TABLE + JOB_TABLE + RECORD_TABLES + WORD_TABLES + SOURCE_TABLES },
];
