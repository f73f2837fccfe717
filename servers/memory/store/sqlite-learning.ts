import type { Statements } from '../../../shared/db/statements.ts';
import type { LearnedFactor, Learning, LearningChange, LearningView } from './learning.ts';

/** Of one row a feature, so that a later release may add features and drop some. */
export const LEARNING_TABLES = `
  CREATE TABLE learned_weight (
    feature TEXT PRIMARY KEY,
    factor REAL NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE learning (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL,
    rounds INTEGER NOT NULL
  ) STRICT;
  INSERT INTO learning (id, revision, rounds) VALUES (1, 0, 0);
  CREATE TABLE missed (
    memory_id TEXT PRIMARY KEY,
    times INTEGER NOT NULL,
    last_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX source_message ON source (message) WHERE message IS NOT NULL;
  CREATE INDEX conflict_pair ON conflict (older, newer);
`;

export function learningView(sql: Statements): LearningView {
  return {
    learning: () =>
      sql<[], Learning>('SELECT revision, rounds FROM learning').get() ?? { revision: 0, rounds: 0 },
    learnedFactors: () =>
      sql<[], LearnedFactor>('SELECT feature, factor FROM learned_weight ORDER BY feature').all(),
    misses: (id) =>
      sql<[string], { times: number }>('SELECT times FROM missed WHERE memory_id = ?').get(id)?.times ?? 0,
    disputed: (id, other) =>
      sql<[string, string, string, string], { found: number }>(
        'SELECT 1 AS found FROM conflict WHERE (older = ? AND newer = ?) OR (older = ? AND newer = ?) LIMIT 1',
      ).get(id, other, other, id) !== undefined,
    citing: (ids) =>
      sql<[string], { cited: string; by: string }>(
        `SELECT DISTINCT x.message AS cited, x.memory_id AS by FROM source x
         WHERE x.message IN (SELECT value FROM json_each(?)) AND x.withdrawn = 0 ORDER BY x.message, x.memory_id`,
      ).all(JSON.stringify(ids)),
  };
}

export function learningChange(sql: Statements, now: number): LearningChange {
  /** Every ranking may be another one now, whatever its scope. */
  const raise = (): void => {
    sql('UPDATE scope SET generation = generation + 1').run();
  };
  return {
    learn(factors) {
      sql('DELETE FROM learned_weight').run();
      for (const { feature, factor } of factors) {
        sql('INSERT INTO learned_weight (feature, factor) VALUES (?, ?)').run(feature, factor);
      }
      sql('UPDATE learning SET revision = revision + 1, rounds = rounds + 1').run();
      raise();
    },
    forgetLearning() {
      for (const table of ['learned_weight', 'missed', 'usage']) sql(`DELETE FROM ${table}`).run();
      sql('UPDATE learning SET revision = revision + 1, rounds = 0').run();
      raise();
    },
    miss(id) {
      sql(
        `INSERT INTO missed (memory_id, times, last_at) VALUES (?, 1, ?)
         ON CONFLICT (memory_id) DO UPDATE SET times = times + 1, last_at = excluded.last_at`,
      ).run(id, now);
    },
  };
}
