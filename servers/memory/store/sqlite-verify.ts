import type { Database } from '../../../shared/db/database.ts';
import type { Check } from './store.ts';

interface Question {
  name: string;
  /** Counts what is wrong. */
  sql: string;
  detail: string;
}

const QUESTIONS: readonly Question[] = [
  {
    name: 'versions',
    sql: `SELECT count(*) AS n FROM memory m WHERE m.version > 1
          AND NOT EXISTS (SELECT 1 FROM memory b WHERE b.id = m.id AND b.version = m.version - 1)`,
    detail: 'versions whose predecessor is missing',
  },
  {
    name: 'one current version',
    sql: `SELECT count(*) AS n FROM (
            SELECT id FROM memory GROUP BY id HAVING count(*) FILTER (WHERE retired_at IS NULL) <> 1)`,
    detail: 'memories without exactly one current version',
  },
  {
    name: 'log of operations',
    sql: `SELECT count(*) AS n FROM memory m
          WHERE NOT EXISTS (SELECT 1 FROM operation o WHERE o.memory_id = m.id AND o.to_seq = m.seq)`,
    detail: 'versions that no operation made',
  },
  {
    name: 'purges',
    sql: `SELECT count(*) AS n FROM operation o WHERE o.action = 'purge'
          AND EXISTS (SELECT 1 FROM memory m WHERE m.seq = o.from_seq)`,
    detail: 'memories that were purged and are still there',
  },
  {
    name: 'sources',
    sql: 'SELECT count(*) AS n FROM source s WHERE NOT EXISTS (SELECT 1 FROM memory m WHERE m.id = s.memory_id)',
    detail: 'sources of no memory',
  },
  {
    name: 'vectors',
    sql: `SELECT count(*) AS n FROM embedding e JOIN memory m ON m.seq = e.memory_seq JOIN embed_model k ON k.id = e.model_id
          WHERE m.retired_at IS NOT NULL OR m.status <> 'active' OR m.id <> e.memory_id
            OR length(e.vector) <> 4 * coalesce(k.dimensions, 0)`,
    detail: 'vectors of what is not recalled, or of another size than their model’s',
  },
];

/** Looks the whole database through; on a large one this takes a while. */
export function verifyDatabase(db: Database): Check[] {
  const integrity = String(db.pragma('integrity_check(1)', { simple: true }));
  const orphans = (db.pragma('foreign_key_check') as unknown[]).length;
  return [
    check('file', integrity === 'ok', integrity),
    check('references', orphans === 0, `${orphans} rows refer to nothing`),
    check('word index', wordIndexAgrees(db), 'it does not agree with the memories'),
    ...QUESTIONS.map(({ name, sql, detail }) => {
      const wrong = db.prepare<[], { n: number }>(sql).get()?.n ?? 0;
      return check(name, wrong === 0, `${wrong} ${detail}`);
    }),
  ];
}

/** Rank 1 compares with the content too: https://sqlite.org/fts5.html#the_integrity_check_command */
function wordIndexAgrees(db: Database): boolean {
  try {
    db.exec("INSERT INTO memory_words (memory_words, rank) VALUES ('integrity-check', 1)");
    return true;
  } catch (error) {
    if (String((error as { code?: unknown }).code).startsWith('SQLITE_CORRUPT')) return false;
    throw error;
  }
}

function check(name: string, ok: boolean, detail: string): Check {
  return ok ? { name, ok } : { name, ok, detail };
}
