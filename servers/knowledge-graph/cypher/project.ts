import { IzaError } from '../../../shared/mcp/errors.ts';
import type { Expression, Projection } from './ast.ts';
import { isAggregate } from './check.ts';
import { evaluate, type Scope } from './evaluate.ts';
import { identityOf, order, type Row, type Value } from './values.ts';

interface Projected {
  row: Row;
  /** What ORDER BY may speak of besides: the row before, where each row stays a row. */
  before: Row;
  group: readonly Row[];
}

/** The rows that RETURN or WITH makes. */
export function project(projection: Projection, rows: readonly Row[], scope: Scope): Row[] {
  const { items, star, distinct } = projection;
  const grouped = items.some(({ expression }) => isAggregate(expression));
  const named = (row: Row): [string, Value][] =>
    star ? [...row].filter(([name]) => !name.startsWith('\n')) : [];
  const made = (row: Row, group: readonly Row[]): Projected => ({
    row: new Map([
      ...named(row),
      ...items.map(({ name, expression }) => [name, evaluate(expression, row, { ...scope, group })] as const),
    ]),
    before: row,
    group,
  });
  let projected: Projected[];
  if (grouped) {
    const keys = items.filter(({ expression }) => !isAggregate(expression));
    const keyOf = (row: Row): string =>
      [
        ...named(row).map(([, value]) => value),
        ...keys.map(({ expression }) => evaluate(expression, row, scope)),
      ]
        .map(identityOf)
        .join('\n');
    const groups = [...Map.groupBy(rows, keyOf).values()];
    // Without keys everything is one group, even of nothing.
    if (groups.length === 0 && keys.length === 0 && !star) groups.push([]);
    projected = groups.map((group) => made(group[0] ?? new Map(), group));
  } else {
    projected = rows.map((row) => made(row, []));
  }
  if (distinct) {
    const first = new Map<string, Projected>();
    for (const one of projected) {
      const key = [...one.row.values()].map(identityOf).join('\n');
      if (!first.has(key)) first.set(key, one);
    }
    projected = [...first.values()];
  }
  scope.budget.tick();
  const sorted = sort(projection, projected, scope).map(({ row }) => row);
  const from = count(projection.skip, 'SKIP', scope) ?? 0;
  const most = count(projection.limit, 'LIMIT', scope);
  return sorted.slice(from, most === undefined ? undefined : from + most);
}

function sort({ order: by, items }: Projection, projected: Projected[], scope: Scope): Projected[] {
  if (by.length === 0) return projected;
  const columns = new Map(items.map(({ expression, name }) => [sameText(expression), name]));
  const keyed = projected.map((one) => ({
    one,
    keys: by.map((key) => {
      const column = columns.get(sameText(key.by));
      if (column !== undefined) return one.row.get(column) ?? null;
      return evaluate(key.by, new Map([...one.before, ...one.row]), { ...scope, group: one.group });
    }),
  }));
  return keyed
    .sort((a, b) => {
      for (const [index, { descending }] of by.entries()) {
        const way = order(a.keys[index] ?? null, b.keys[index] ?? null);
        if (way !== 0) return descending ? -way : way;
      }
      return 0;
    })
    .map(({ one }) => one);
}

/** The same for expressions that are written alike. */
function sameText(expression: Expression): string {
  return JSON.stringify(expression, (key, value) => (key === 'at' ? undefined : value));
}

function count(expression: Expression | undefined, word: string, scope: Scope): number | undefined {
  if (expression === undefined) return undefined;
  const value = evaluate(expression, new Map(), scope);
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new IzaError('INVALID_INPUT', `/query: ${word} needs a whole number that is not negative.`);
}
