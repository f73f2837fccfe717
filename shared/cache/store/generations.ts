import type { Database } from '../../db/database.ts';

/** The counters that say whether what was made from own data is still true: one for each scope, only ever raised. */
export interface Generations {
  /**
   * The sum of the generations of some scopes. Since none of them ever falls, a greater sum is a later state, and an
   * equal one the same state.
   */
  sum(scopes: readonly string[]): number;
  /**
   * Makes all values from these scopes misses, in every process, from the commit on. To be called in the transaction
   * that writes the data.
   * @throws an Error outside a transaction: between two commits a reader could keep the old data as the new.
   */
  bump(scopes: readonly string[]): void;
  /** Raises them, and deletes what was made from these scopes: for data of which nothing may stay behind. */
  purge(scopes: readonly string[]): void;
}

/** The generations in a database with CACHE_TABLES. Of a scope that was never raised it is 0. */
export function createGenerations(db: Database): Generations {
  const get = db.prepare<[string], number>('SELECT n FROM cache_generation WHERE scope = ?').pluck();
  const raise = db.prepare<[string]>(
    'INSERT INTO cache_generation (scope, n) VALUES (?, 1) ON CONFLICT (scope) DO UPDATE SET n = n + 1',
  );
  const bump = (scopes: readonly string[]): void => {
    if (!db.inTransaction) throw new Error('A generation is raised in the transaction that writes the data.');
    for (const scope of scopes) raise.run(scope);
  };
  return {
    sum(scopes) {
      let sum = 0;
      for (const scope of scopes) sum += get.get(scope) ?? 0;
      return sum;
    },
    bump,
    purge(scopes) {
      bump(scopes);
      db.prepare<[string]>(
        `DELETE FROM cache_entry WHERE NOT json_valid(scopes) OR EXISTS
           (SELECT 1 FROM json_each(scopes) WHERE value IN (SELECT value FROM json_each(?)))`,
      ).run(JSON.stringify(scopes));
      // The words of a failure may quote what was asked for.
      db.prepare("DELETE FROM cache_flight WHERE state <> 'running'").run();
    },
  };
}
