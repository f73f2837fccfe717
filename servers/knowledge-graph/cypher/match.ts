import type { Clause, EdgePattern, NodePattern, PatternPart } from './ast.ts';
import { edgesAt, fits, type Way } from './edges.ts';
import type { Scope } from './evaluate.ts';
import { type Conditions, conditionsOf } from './pending.ts';
import { begin, place } from './place.ts';
import { matchShortest } from './shortest-path.ts';
import { cheapestStart, type Start } from './starts.ts';
import { type State, withPath } from './state.ts';
import { type EdgeValue, isList, type Row } from './values.ts';

type Match = Extract<Clause, { kind: 'match' }>;

/** Every way in which the patterns are found, for each row in turn; OPTIONAL keeps a row for which there is none. */
export async function match(clause: Match, rows: readonly Row[], scope: Scope): Promise<Row[]> {
  const conditions = conditionsOf(clause.where);
  const bound = new Set(rows[0]?.keys());
  let states = conditions.apply(
    rows.map((row, origin) => ({ origin, row, used: new Set<number>(), nodes: [], edges: [] })),
    scope,
  );
  const parts = [...clause.parts];
  while (parts.length > 0 && states.length > 0) {
    const starts = await Promise.all(parts.map((part) => cheapestStart(part, bound, conditions.all, scope)));
    // A shortest path waits until the others have said which ends are meant.
    const cost = (at: number): number =>
      (starts[at]?.cost ?? 0) + (parts[at]?.shortest ? Number.MAX_SAFE_INTEGER / 2 : 0);
    const next = starts.reduce((best, _, at) => (cost(at) < cost(best) ? at : best), 0);
    const [part, start] = [parts[next], starts[next]];
    if (!part || !start) break;
    parts.splice(next, 1);
    const fresh = states.map((state) => ({
      ...state,
      nodes: part.nodes.map(() => undefined),
      edges: part.edges.map(() => []),
    }));
    const found = part.shortest
      ? await matchShortest(part, fresh, bound, conditions, scope)
      : await matchPart(part, start, fresh, conditions, scope);
    states = conditions.apply(
      found.map((state) => withPath(state, part)),
      scope,
    );
    for (const name of variablesIn(part)) bound.add(name);
  }
  return clause.optional ? orNull(clause, rows, states) : states.map(({ row }) => row);
}

/** Rows without a match get null for what it would have bound. */
function orNull({ parts }: Match, rows: readonly Row[], states: readonly State[]): Row[] {
  const found = Map.groupBy(states, ({ origin }) => origin);
  const names = parts.flatMap((part) => [...variablesIn(part)]);
  return rows.flatMap((row, origin) => {
    const some = found.get(origin);
    if (some) return some.map((state) => state.row);
    return [new Map([...names.map((name) => [name, null] as const), ...row])];
  });
}

export function variablesIn({ path, nodes, edges }: PatternPart): Set<string> {
  return new Set([
    ...(path === undefined ? [] : [path]),
    ...[...nodes, ...edges].map(({ variable }) => variable),
  ]);
}

async function matchPart(
  part: PatternPart,
  start: Start,
  fresh: readonly State[],
  conditions: Conditions,
  scope: Scope,
): Promise<State[]> {
  let states = await begin(part, start, fresh, conditions, scope);
  for (let at = start.index; at < part.edges.length; at += 1)
    states = await step(part, at, at, at + 1, 'forward', states, conditions, scope);
  for (let at = start.index - 1; at >= 0; at -= 1)
    states = await step(part, at, at + 1, at, 'backward', states, conditions, scope);
  return states;
}

interface Trail {
  state: State;
  edges: readonly EdgeValue[];
  node: number;
}

/** Goes along one relationship of a pattern, or along as many as its length lets. */
async function step(
  part: PatternPart,
  edgeIndex: number,
  from: number,
  to: number,
  way: Way,
  states: readonly State[],
  conditions: Conditions,
  scope: Scope,
): Promise<State[]> {
  const edge = part.edges[edgeIndex] as EdgePattern;
  const { min, max = min } = edge.hops ?? { min: 1 };
  const ends: Trail[][] = states.map(() => []);
  let trails = states.map((state, index) => ({
    index,
    state,
    edges: [] as readonly EdgeValue[],
    node: state.nodes[from] ?? 0,
  }));
  let count = 0;
  for (let length = 0; length <= max && trails.length > 0; length += 1) {
    if (length >= min) for (const trail of trails) ends[trail.index]?.push(trail);
    if (length === max) break;
    const edgesOf = await edgesAt(
      trails.map(({ node }) => node),
      edge,
      way,
      scope,
    );
    const longer: typeof trails = [];
    for (const trail of trails) {
      for (const { edge: next, to: node } of edgesOf(trail.node)) {
        const { row } = next.fact;
        if (trail.state.used.has(row) || trail.edges.some(({ fact }) => fact.row === row)) continue;
        if (!fits(next, edge, trail.state.row, scope)) continue;
        longer.push({ ...trail, edges: [...trail.edges, next], node });
        count += 1;
        scope.budget.rows(count);
      }
    }
    trails = longer;
  }
  const reached = ends.flat().flatMap((trail) => bindEdges(trail, edge, edgeIndex, way));
  if (edge.hops)
    await scope.reader.load(
      reached.flatMap(({ state }) => state.edges[edgeIndex]?.flatMap((one) => [one.from, one.to]) ?? []),
    );
  return place(reached, to, part.nodes[to] as NodePattern, conditions, scope);
}

function bindEdges(
  { state, edges, node }: Trail,
  pattern: EdgePattern,
  index: number,
  way: Way,
): { state: State; node: number }[] {
  const inOrder = way === 'forward' ? edges : edges.toReversed();
  const [only = null] = inOrder;
  const value = pattern.hops ? inOrder : only;
  const bound = state.row.get(pattern.variable);
  if (state.row.has(pattern.variable)) {
    const same =
      bound !== null &&
      typeof bound === 'object' &&
      !isList(bound) &&
      bound.kind === 'edge' &&
      bound.fact.row === only?.fact.row;
    if (pattern.hops || !same) return [];
  }
  const row = new Map(state.row).set(pattern.variable, value);
  const used = new Set([...state.used, ...edges.map(({ fact }) => fact.row)]);
  return [{ state: { ...state, row, used, edges: state.edges.with(index, inOrder) }, node }];
}
