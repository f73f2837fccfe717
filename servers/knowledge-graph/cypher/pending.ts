import type { Expression } from './ast.ts';
import { conjunctsOf, variablesOf } from './conditions.ts';
import { holds, type Scope } from './evaluate.ts';
import type { State } from './state.ts';

/** The conditions of a MATCH, each looked at as soon as what it speaks of is there. */
export interface Conditions {
  readonly all: readonly Expression[];
  apply(states: readonly State[], scope: Scope): State[];
}

export function conditionsOf(where: Expression | undefined): Conditions {
  const all = conjunctsOf(where);
  const open = new Map(all.map((one) => [one, variablesOf(one)]));
  return {
    all,
    apply(states, scope) {
      const [first] = states;
      let kept = [...states];
      if (!first) return kept;
      for (const [condition, needed] of open) {
        if (![...needed].every((name) => first.row.has(name))) continue;
        open.delete(condition);
        kept = kept.filter(({ row }) => holds(condition, row, scope));
      }
      return kept;
    },
  };
}
