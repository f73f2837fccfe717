import type { Database } from '../../../shared/db/database.ts';
import type { MemoryKind, Provenance } from '../memory.ts';
import type { FoundMemories, FoundMemory, MemorySearch } from './store.ts';

/** The words are matched first and the filters test what matched: CROSS JOIN keeps SQLite from turning that round. */
const MATCHES = `
  FROM memory_words CROSS JOIN memory m ON m.seq = memory_words.rowid CROSS JOIN scope s ON s.id = m.scope_id
  WHERE memory_words MATCH @match
    AND s.name IN (SELECT value FROM json_each(@scopes))
    AND (@kinds IS NULL OR m.kind IN (SELECT value FROM json_each(@kinds)))
    AND (@tags IS NULL OR NOT EXISTS (
      SELECT 1 FROM json_each(@tags) AS wanted
      WHERE NOT EXISTS (SELECT 1 FROM tag t WHERE t.memory_seq = m.seq AND t.name = wanted.value)
    ))`;

interface Filter {
  match: string;
  scopes: string;
  kinds: string | null;
  tags: string | null;
}

interface Row {
  seq: number;
  id: string;
  text: string;
  kind: MemoryKind;
  scope: string;
  score: number;
  at: number;
}

/** Finds and ranks by bm25 of the stemmed words. Call it in a transaction: it reads several times. */
export function searchMemories(db: Database, search: MemorySearch): FoundMemories {
  const { words, scopes, kinds, tags } = search;
  const filter: Filter = {
    match: matchExpression(words, 'OR'),
    scopes: JSON.stringify(scopes),
    kinds: kinds ? JSON.stringify(kinds) : null,
    tags: tags ? JSON.stringify(tags) : null,
  };
  const searched = countActive(db, filter.scopes);
  if (words.length === 0 || searched === 0) return { items: [], total: 0, allWords: false, searched };
  const all = { ...filter, match: matchExpression(words, 'AND') };
  return {
    items: rank(db, filter, search).map((row) => withDetails(db, row, search.sourceLimit)),
    total: count(db, filter),
    allWords: db.prepare(`SELECT 1 ${MATCHES} LIMIT 1`).get(all) !== undefined,
    searched,
  };
}

/** Each word is an FTS5 string, in which only the double quote has a meaning; so no text is ever syntax. */
function matchExpression(words: readonly string[], operator: 'OR' | 'AND'): string {
  return words.map((word) => `"${word.replaceAll('"', '""')}"`).join(` ${operator} `);
}

/** The texts are read for the chosen ones only, not for all that match. */
function rank(db: Database, filter: Filter, { seen, limit }: MemorySearch): Row[] {
  return db
    .prepare<[Filter & { seen: string; limit: number }], Row>(
      `SELECT m.seq, m.id, m.text, m.kind, s.name AS scope, best.score, m.at
       FROM (
         SELECT m.seq, m.id, m.at, -bm25(memory_words) AS score ${MATCHES}
           AND substr(m.id, -8) NOT IN (SELECT value FROM json_each(@seen))
         ORDER BY score DESC, m.at DESC, m.id DESC LIMIT @limit
       ) AS best
       JOIN memory m ON m.seq = best.seq JOIN scope s ON s.id = m.scope_id
       ORDER BY best.score DESC, m.at DESC, m.id DESC`,
    )
    .all({ ...filter, seen: JSON.stringify(seen), limit });
}

function count(db: Database, filter: Filter): number {
  return db.prepare<[Filter], { n: number }>(`SELECT count(*) AS n ${MATCHES}`).get(filter)?.n ?? 0;
}

function countActive(db: Database, scopes: string): number {
  return (
    db
      .prepare<[string], { n: number }>(
        `SELECT count(*) AS n FROM memory WHERE status = 'active'
         AND scope_id IN (SELECT id FROM scope WHERE name IN (SELECT value FROM json_each(?)))`,
      )
      .get(scopes)?.n ?? 0
  );
}

function withDetails(db: Database, { seq, ...memory }: Row, sourceLimit: number): FoundMemory {
  const tags = db
    .prepare<[number], { name: string }>('SELECT name FROM tag WHERE memory_seq = ? ORDER BY name')
    .all(seq)
    .map(({ name }) => name);
  const sources = db
    .prepare<[number, number], { [K in keyof Provenance]-?: Provenance[K] | null }>(
      'SELECT title, uri, quote, client, at FROM source WHERE memory_seq = ? ORDER BY id LIMIT ?',
    )
    .all(seq, sourceLimit)
    .map(
      (row) =>
        Object.fromEntries(
          Object.entries(row).filter(([, value]) => value !== null),
        ) as unknown as Provenance,
    );
  const counted = db
    .prepare<[number], { n: number }>('SELECT count(*) AS n FROM source WHERE memory_seq = ?')
    .get(seq);
  return { ...memory, tags, sources, sourceCount: counted?.n ?? 0 };
}
