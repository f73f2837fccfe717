import type BetterSqlite3 from 'better-sqlite3';

type Database = BetterSqlite3.Database;

/** Prepares a statement at its first use, and gives the same one afterwards: preparing costs more than most queries. */
export type Statements = <P extends unknown[], R = unknown>(sql: string) => BetterSqlite3.Statement<P, R>;

export function createStatements(db: Database): Statements {
  const prepared = new Map<string, BetterSqlite3.Statement<unknown[], unknown>>();
  return <P extends unknown[], R>(sql: string) => {
    let statement = prepared.get(sql);
    if (!statement) {
      statement = db.prepare(sql);
      prepared.set(sql, statement);
    }
    return statement as BetterSqlite3.Statement<P, R>;
  };
}
