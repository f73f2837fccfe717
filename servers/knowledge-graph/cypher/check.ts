import { type Expression, type PatternPart, type Projection, partsOf, type Query } from './ast.ts';
import { variablesOf } from './conditions.ts';
import { AGGREGATES, SCALARS } from './functions.ts';
import { queryError } from './parse.ts';

/** Hops of a relationship of variable length. */
export const MAX_HOPS = 6;

/** Whether an expression speaks of a group of rows. */
export function isAggregate(expression: Expression): boolean {
  if (expression.kind === 'call' && Object.hasOwn(AGGREGATES, expression.name)) return true;
  return partsOf(expression).some(isAggregate);
}

/** What a query needs from outside and from nodes. */
export interface Checked {
  parameters: ReadonlySet<string>;
  properties: ReadonlySet<string>;
}

/**
 * Looks at a query before it is run: every variable, function and length is known.
 * @throws IzaError INVALID_INPUT with the place in the text.
 */
export function checkQuery(query: Query, source: string): Checked {
  const parameters = new Set<string>();
  const properties = new Set<string>();
  const fail = (at: number, what: string, hint?: string): never => {
    throw queryError(source, at, what, hint);
  };

  const look = (expression: Expression, known: ReadonlySet<string>, aggregates: boolean): void => {
    if (expression.kind === 'parameter') parameters.add(expression.name);
    if (expression.kind === 'property') properties.add(expression.name);
    if (expression.kind === 'index' && expression.index.kind === 'literal')
      properties.add(String(expression.index.value));
    if (expression.kind === 'variable' && !known.has(expression.name)) {
      const names = [...known].filter((name) => !name.startsWith('\n'));
      fail(
        expression.at,
        `there is no variable ${JSON.stringify(expression.name)} here.`,
        names.length > 0 ? `Known here: ${names.join(', ')}.` : 'Texts stand in quotes.',
      );
    }
    if (expression.kind === 'each') {
      look(expression.list, known, aggregates);
      const inner = new Set([...known, expression.variable]);
      for (const one of [expression.where, expression.result]) if (one) look(one, inner, false);
      return;
    }
    if (expression.kind === 'call') {
      const { name, args, star, distinct, at } = expression;
      const aggregate = Object.hasOwn(AGGREGATES, name);
      const scalar = Object.hasOwn(SCALARS, name) ? SCALARS[name] : undefined;
      if (!aggregate && !scalar) {
        const all = [...Object.keys(SCALARS), ...Object.keys(AGGREGATES), 'any', 'all', 'none', 'single'];
        fail(at, `there is no function ${JSON.stringify(name)}.`, `There are ${all.join(', ')}.`);
      }
      if (aggregate && !aggregates)
        fail(at, `${name} stands only in RETURN, WITH and their ORDER BY, and not within another.`);
      const [min, max] = scalar?.takes ?? [1, 1];
      if (star ? name !== 'count' : args.length < min || args.length > max)
        fail(at, `${name} takes ${min === max ? `${min} argument` : `${min} or more arguments`}.`);
      if (distinct && !aggregate) fail(at, 'DISTINCT stands only in what is worked out from many rows.');
      for (const arg of args) look(arg, known, aggregates && !aggregate);
      return;
    }
    for (const part of partsOf(expression)) look(part, known, aggregates);
  };

  const lookPart = (part: PatternPart, known: Set<string>): void => {
    if (part.shortest && part.edges.length !== 1)
      fail(part.edges[0]?.at ?? 0, 'shortestPath is of one relationship, such as (a)-[*]-(b).');
    for (const { variable } of [...part.nodes, ...part.edges]) known.add(variable);
    for (const { hops, at } of part.edges) {
      if (!hops || part.shortest) continue;
      if (hops.max === undefined || hops.max > MAX_HOPS || hops.max < hops.min)
        fail(
          at,
          `a length needs an upper bound of at most ${MAX_HOPS}, such as *1..${MAX_HOPS}.`,
          'shortestPath and kg_paths go further.',
        );
    }
    for (const { properties: map } of [...part.nodes, ...part.edges]) {
      for (const [name, value] of map) {
        properties.add(name);
        look(value, known, false);
      }
    }
    if (part.path !== undefined) known.add(part.path);
  };

  const lookProjection = (projection: Projection, known: ReadonlySet<string>): Set<string> => {
    const names = new Set(projection.star ? known : []);
    const grouped = projection.items.some(({ expression }) => isAggregate(expression));
    for (const { expression, name } of projection.items) {
      look(expression, known, true);
      if (names.has(name))
        fail(0, `two columns are called ${JSON.stringify(name)}: give one another name with AS.`);
      names.add(name);
      if (isAggregate(expression)) {
        const loose = looseIn(expression);
        if (loose)
          fail(
            loose.at,
            `${JSON.stringify(loose.name)} stands beside what is worked out from many rows.`,
            'Give it a column of its own, with WITH before.',
          );
      }
    }
    const texts = new Set(projection.items.map(({ expression }) => JSON.stringify(expression)));
    for (const { by } of projection.order) {
      if (texts.has(JSON.stringify(by))) continue;
      look(
        by,
        grouped || projection.distinct ? sortable(projection, names) : new Set([...known, ...names]),
        grouped,
      );
    }
    for (const one of [projection.skip, projection.limit]) {
      if (!one) continue;
      const [name] = variablesOf(one);
      if (name !== undefined) fail(0, 'SKIP and LIMIT take a number or a parameter.');
      look(one, new Set(), false);
    }
    return names;
  };

  let known = new Set<string>();
  for (const clause of query.clauses) {
    if (clause.kind === 'match') {
      for (const part of clause.parts) lookPart(part, known);
      if (clause.where) look(clause.where, known, false);
    } else if (clause.kind === 'unwind') {
      look(clause.list, known, false);
      known.add(clause.as);
    } else {
      known = lookProjection(clause.projection, known);
      if (clause.where) look(clause.where, known, false);
    }
  }
  lookProjection(query.result, known);
  return { parameters, properties };
}

/** After grouping there are the columns, and what they were named for: n.name AS name lets n.name be sorted by. */
function sortable({ items }: Projection, names: ReadonlySet<string>): Set<string> {
  const plain = items.flatMap(({ expression }) =>
    isAggregate(expression) ? [] : [...variablesOf(expression)],
  );
  return new Set([...names, ...plain]);
}

/** A variable of an aggregated expression that is in no aggregate. */
function looseIn(expression: Expression): { name: string; at: number } | undefined {
  if (expression.kind === 'variable') return expression;
  if (expression.kind === 'call' && Object.hasOwn(AGGREGATES, expression.name)) return undefined;
  for (const part of partsOf(expression)) {
    const loose = looseIn(part);
    if (loose) return loose;
  }
  return undefined;
}
