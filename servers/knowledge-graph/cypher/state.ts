import type { NodePattern, PatternPart } from './ast.ts';
import { evaluate, hasLabels, holds, propertyOf, type Scope } from './evaluate.ts';
import type { Conditions } from './match.ts';
import { type EdgeValue, equals, isList, nodeValue, type PathValue, type Row, type Value } from './values.ts';

/** A row on its way through the patterns of one MATCH. */
export interface State {
  /** The row that it came from, by its index. */
  origin: number;
  row: Row;
  /** Rows of facts that it goes along: each at most once in a MATCH. */
  used: ReadonlySet<number>;
  /** Nodes of the pattern under way that are placed, and the relationships before them, by index. */
  nodes: readonly (number | undefined)[];
  edges: readonly (readonly EdgeValue[])[];
}

/** The node that a variable has in a row; undefined where it has none, null where it is bound to something else. */
export function boundNode(row: Row, variable: string): number | null | undefined {
  if (!row.has(variable)) return undefined;
  const value = row.get(variable) ?? null;
  return value !== null && typeof value === 'object' && !isList(value) && value.kind === 'node'
    ? value.id
    : null;
}

/** Puts nodes at a place of the pattern; what does not fit is left out. */
export async function place(
  states: readonly { state: State; node: number }[],
  index: number,
  pattern: NodePattern,
  conditions: Conditions,
  scope: Scope,
): Promise<State[]> {
  const { reader } = scope;
  const open = states.filter(({ state, node }) => {
    const bound = boundNode(state.row, pattern.variable);
    return bound === undefined || bound === node;
  });
  await reader.load(open.map(({ node }) => node));
  const placed = open.flatMap(({ state, node }): State[] => {
    const profile = reader.profile(node);
    if (profile?.entity.graph !== reader.graph) return [];
    const value = nodeValue(node);
    if (pattern.labels.length > 0 && !hasLabels(value, pattern.labels, reader)) return [];
    const row = new Map(state.row).set(pattern.variable, value);
    const fit = pattern.properties.every(
      ([name, wanted]) => equals(propertyOf(value, name, scope), evaluate(wanted, row, scope)) === true,
    );
    return fit ? [{ ...state, row, nodes: state.nodes.with(index, node) }] : [];
  });
  return conditions.apply(placed, scope);
}

/** Binds the path that a pattern was found as. */
export function withPath(state: State, part: PatternPart): State {
  if (part.path === undefined) return state;
  return { ...state, row: new Map(state.row).set(part.path, pathOf(state)) };
}

function pathOf({ nodes, edges }: State): Value {
  const first = nodes[0] ?? 0;
  const along: number[] = [first];
  for (const edge of edges.flat()) {
    const at = along.at(-1);
    along.push(edge.from === at ? edge.to : edge.from);
  }
  return { kind: 'path', nodes: along.map(nodeValue), edges: edges.flat() } satisfies PathValue;
}

/** Those of which a condition holds. */
export function filtered(
  states: readonly State[],
  condition: Parameters<typeof holds>[0],
  scope: Scope,
): State[] {
  return states.filter(({ row }) => holds(condition, row, scope));
}
