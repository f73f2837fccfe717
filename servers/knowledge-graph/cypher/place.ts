import type { NodePattern, PatternPart } from './ast.ts';
import { evaluate, hasLabels, propertyOf, type Scope } from './evaluate.ts';
import type { Conditions } from './pending.ts';
import type { Start } from './starts.ts';
import { boundNode, type State } from './state.ts';
import { equals, nodeValue } from './values.ts';

/** States with each of the nodes at which a pattern may begin. */
export async function begin(
  part: PatternPart,
  { index, find }: Start,
  states: readonly State[],
  conditions: Conditions,
  scope: Scope,
): Promise<State[]> {
  const pattern = part.nodes[index] as NodePattern;
  const candidates = (await find?.()) ?? [];
  const seeds: { state: State; node: number }[] = [];
  for (const state of states) {
    const bound = boundNode(state.row, pattern.variable);
    for (const node of bound === undefined ? candidates : bound === null ? [] : [bound]) {
      seeds.push({ state, node });
      scope.budget.rows(seeds.length);
    }
  }
  return place(seeds, index, pattern, conditions, scope);
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
