import type BetterSqlite3 from 'better-sqlite3';

type Database = BetterSqlite3.Database;

/** Prepares a statement at its first use, and gives the same one afterwards: preparing costs more than most queries. */
export type Statements = <P extends unknown[], R = unknown>(sql: string) => BetterSqlite3.Statement<P, R>;

const statements = new WeakMap<Database, Statements>();

/** The statements of a database: the same for all who ask, for as long as it is in use. */
export function statementsOf(db: Database): Statements {
  const known = statements.get(db);
  if (known) return known;
  const prepared = new Map<string, BetterSqlite3.Statement<unknown[], unknown>>();
  const prepare: Statements = <P extends unknown[], R>(sql: string) => {
    let statement = prepared.get(sql);
    if (!statement) {
      statement = db.prepare(sql);
      prepared.set(sql, statement);
    }
    return statement as BetterSqlite3.Statement<P, R>;
  };
  statements.set(db, prepare);
  return prepare;
}
