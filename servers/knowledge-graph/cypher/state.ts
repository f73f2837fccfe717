import type { PatternPart } from './ast.ts';
import { type EdgeValue, isList, nodeValue, type PathValue, type Row, type Value } from './values.ts';

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
