import type { Fact, Model, Node } from './model.ts';
import { holds } from './model.ts';

/** What is looked at; whoever shows it is told of every change. */
export interface State {
  readonly model: Model;
  selected: Node | undefined;
  hovered: Node | undefined;
  /** undefined: all times. */
  moment: number | undefined;
  hiddenTypes: Set<string>;
}

export interface Watched extends State {
  change(some: Partial<Omit<State, 'model'>>): void;
  onChange(listener: () => void): void;
}

export function watched(model: Model): Watched {
  const listeners: (() => void)[] = [];
  const state: Watched = {
    model,
    selected: undefined,
    hovered: undefined,
    moment: undefined,
    hiddenTypes: new Set(),
    change(some) {
      Object.assign(state, some);
      for (const listener of listeners) listener();
    },
    onChange: (listener) => void listeners.push(listener),
  };
  return state;
}

export const holdsNow = (state: State, fact: Fact): boolean => holds(fact, state.moment);

export const isShown = (state: State, node: Node): boolean =>
  !state.hiddenTypes.has(node.entity.type) &&
  // What has facts, but none that holds, was not there then as far as the graph knows.
  (state.moment === undefined || node.facts.length === 0 || node.facts.some((fact) => holdsNow(state, fact)));
