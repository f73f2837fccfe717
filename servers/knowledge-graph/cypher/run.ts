import type { Query } from './ast.ts';
import { evaluate, holds, type Scope } from './evaluate.ts';
import { match } from './match.ts';
import { project } from './project.ts';
import { isList, type Row } from './values.ts';

/** The rows of a query's result. */
export async function runQuery(query: Query, scope: Scope): Promise<Row[]> {
  let rows: Row[] = [new Map()];
  for (const clause of query.clauses) {
    if (clause.kind === 'match') rows = await match(clause, rows, scope);
    else if (clause.kind === 'unwind') rows = unwind(clause.list, clause.as, rows, scope);
    else rows = project(clause.projection, rows, scope).filter((row) => holds(clause.where, row, scope));
    scope.budget.rows(rows.length);
    scope.budget.tick();
  }
  return project(query.result, rows, scope);
}

function unwind(list: Parameters<typeof evaluate>[0], as: string, rows: readonly Row[], scope: Scope): Row[] {
  const made: Row[] = [];
  for (const row of rows) {
    const value = evaluate(list, row, scope);
    for (const one of value === null ? [] : isList(value) ? value : [value]) {
      made.push(new Map(row).set(as, one));
      scope.budget.rows(made.length);
    }
  }
  return made;
}
