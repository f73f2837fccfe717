import type { EdgePattern, NodePattern, PatternPart } from './ast.ts';
import { edgesAt, fits } from './edges.ts';
import type { Scope } from './evaluate.ts';
import type { Conditions } from './pending.ts';
import { begin } from './place.ts';
import { startAt } from './starts.ts';
import type { State } from './state.ts';
import type { EdgeValue } from './values.ts';

/** Hops of a shortest path, unless the pattern says fewer. */
export const SHORTEST_HOPS = 15;

/** One of the shortest paths between each two ends: of several, that along the facts that were told first. */
export async function matchShortest(
  part: PatternPart,
  fresh: readonly State[],
  bound: ReadonlySet<string>,
  conditions: Conditions,
  scope: Scope,
): Promise<State[]> {
  const edge = part.edges[0] as EdgePattern;
  const [from, to] = part.nodes as [NodePattern, NodePattern];
  // The ends alone: which relationship is between them says nothing about where they are.
  const ends: PatternPart = { ...part, nodes: [from, to], edges: [] };
  let states = await begin(
    ends,
    await startAt(ends, 0, bound, conditions.all, scope),
    fresh,
    conditions,
    scope,
  );
  const both = new Set([...bound, from.variable]);
  states = await begin(ends, await startAt(ends, 1, both, conditions.all, scope), states, conditions, scope);
  const found: State[] = [];
  for (const state of states) {
    const path = await shortest(state, edge, scope);
    if (!path) continue;
    await scope.reader.load(path.flatMap((one) => [one.from, one.to]));
    const value = edge.hops ? path : (path[0] ?? null);
    found.push({ ...state, row: new Map(state.row).set(edge.variable, value), edges: [path] });
  }
  return found;
}

/** Breadth first, a level at a time. */
async function shortest(state: State, edge: EdgePattern, scope: Scope): Promise<EdgeValue[] | undefined> {
  const [from = 0, to = 0] = state.nodes;
  const { min, max = SHORTEST_HOPS } = edge.hops ?? { min: 1, max: 1 };
  if (from === to) return min === 0 ? [] : undefined;
  const before = new Map<number, { edge: EdgeValue; node: number } | undefined>([[from, undefined]]);
  let level = [from];
  for (let length = 1; length <= Math.min(max, SHORTEST_HOPS) && level.length > 0; length += 1) {
    const edgesOf = await edgesAt(level, edge, 'forward', scope);
    const next: number[] = [];
    for (const node of level) {
      for (const { edge: along, to: reached } of edgesOf(node)) {
        if (before.has(reached) || !fits(along, edge, state.row, scope)) continue;
        before.set(reached, { edge: along, node });
        next.push(reached);
      }
    }
    scope.budget.rows(next.length);
    if (before.has(to)) return trailTo(to, before);
    level = next;
  }
  return undefined;
}

function trailTo(
  to: number,
  before: ReadonlyMap<number, { edge: EdgeValue; node: number } | undefined>,
): EdgeValue[] {
  const edges: EdgeValue[] = [];
  for (let step = before.get(to); step; step = before.get(step.node)) edges.unshift(step.edge);
  return edges;
}
