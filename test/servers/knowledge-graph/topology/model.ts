import fc from 'fast-check';
import type { Edge, EdgeColumns } from '../../../../servers/knowledge-graph/topology/edge.ts';
import type { Path } from '../../../../servers/knowledge-graph/topology/shortest-paths.ts';
import type { Topology } from '../../../../servers/knowledge-graph/topology/topology.ts';
import type { View } from '../../../../servers/knowledge-graph/topology/view.ts';

/** One edge as seen from an entity. */
export interface Seen {
  edge: Edge;
  other: number;
  outward: boolean;
}

/** What a topology should say, by the plainest means: a map of edges, looked through from end to end. */
export interface Model {
  edges: Map<number, Edge>;
  /** From each entity that was merged to the one that it was merged into. */
  merges: Map<number, number>;
  canonical(id: number): number;
  columns(): EdgeColumns;
  /** Canonical entities with an edge. */
  entities(): number[];
  seenFrom(id: number, view: View): Seen[];
  degree(id: number): number;
  /** All entities that a search of any depth finds, by distance. */
  distances(ids: readonly number[], view: View): Map<number, number>;
  /** All paths without loops, best first. */
  paths(from: number, to: number, view: View, maxLength: number): Path[];
}

export function createModel(): Model {
  const model: Model = {
    edges: new Map(),
    merges: new Map(),
    canonical(id) {
      const winner = model.merges.get(id);
      return winner === undefined ? id : model.canonical(winner);
    },
    columns: () => columnsOf([...model.edges.values()]),
    entities() {
      const ends = [...model.edges.values()].flatMap(({ subject, object }) => [subject, object]);
      return [...new Set(ends.map(model.canonical))].sort((a, b) => a - b);
    },
    seenFrom(id, { at, relations, direction = 'both' }) {
      const found: Seen[] = [];
      for (const edge of model.edges.values()) {
        const { relation, validFrom = Number.NEGATIVE_INFINITY, validTo = Number.POSITIVE_INFINITY } = edge;
        if (at !== undefined && !(validFrom <= at && at < validTo)) continue;
        if (relations && !relations.has(relation)) continue;
        const [subject, object] = [model.canonical(edge.subject), model.canonical(edge.object)];
        if (subject === id && direction !== 'in') found.push({ edge, other: object, outward: true });
        else if (object === id && direction !== 'out') found.push({ edge, other: subject, outward: false });
      }
      return found.sort((a, b) => a.edge.fact - b.edge.fact);
    },
    degree(id) {
      const ends = [...model.edges.values()].flatMap(({ subject, object }) => [subject, object]);
      return ends.filter((end) => model.canonical(end) === id).length;
    },
    distances(ids, view) {
      const known = new Set(model.entities());
      const found = new Map<number, number>();
      let ring = [...new Set(ids.map(model.canonical))].filter((id) => known.has(id));
      for (let distance = 0; ring.length > 0; distance += 1) {
        for (const id of ring) found.set(id, distance);
        const next = ring.flatMap((id) => model.seenFrom(id, view).map(({ other }) => other));
        ring = [...new Set(next)].filter((id) => !found.has(id));
      }
      return found;
    },
    paths(from, to, view, maxLength) {
      const [start, goal] = [model.canonical(from), model.canonical(to)];
      const paths: Weighed[] = [];
      const walk = (ids: number[], steps: Seen[][]): void => {
        const here = ids.at(-1) as number;
        if (here === goal) paths.push(weighed(model, ids, steps));
        if (here === goal || steps.length === maxLength) return;
        const seen = model.seenFrom(here, view);
        for (const next of new Set(seen.map(({ other }) => other))) {
          if (ids.includes(next)) continue;
          walk([...ids, next], [...steps, seen.filter(({ other }) => other === next)]);
        }
      };
      if (model.entities().includes(start)) walk([start], []);
      return paths.sort(compare).map(({ path }) => path);
    },
  };
  return model;
}

interface Weighed {
  path: Path;
  /** Length, resistance, hubs, and the best fact of each step. */
  order: number[];
}

function weighed(model: Model, ids: number[], steps: Seen[][]): Weighed {
  const best = steps.map(
    (step) =>
      step.toSorted(
        (a, b) => (b.edge.weight ?? 1) - (a.edge.weight ?? 1) || a.edge.fact - b.edge.fact,
      )[0] as Seen,
  );
  const resistance = best.reduce((sum, { edge }) => sum + 1 / (edge.weight ?? 1), 0);
  const hubs = ids.slice(1, -1).reduce((sum, id) => sum + model.degree(id), 0);
  const path = {
    ids,
    steps: steps.map((step) =>
      step.map(({ edge, outward }) => ({ fact: edge.fact, relation: edge.relation, forward: outward })),
    ),
  };
  return { path, order: [steps.length, resistance, hubs, ...best.map(({ edge }) => edge.fact)] };
}

function compare(a: Weighed, b: Weighed): number {
  for (const [at, value] of a.order.entries()) {
    const difference = value - (b.order[at] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

export function columnsOf(edges: readonly Edge[]): EdgeColumns {
  return {
    facts: Uint32Array.from(edges, ({ fact }) => fact),
    subjects: Uint32Array.from(edges, ({ subject }) => subject),
    objects: Uint32Array.from(edges, ({ object }) => object),
    relations: Uint32Array.from(edges, ({ relation }) => relation),
    validFrom: Float64Array.from(edges, ({ validFrom = Number.NEGATIVE_INFINITY }) => validFrom),
    validTo: Float64Array.from(edges, ({ validTo = Number.POSITIVE_INFINITY }) => validTo),
    weights: edges.some(({ weight = 1 }) => weight !== 1)
      ? Float32Array.from(edges, ({ weight = 1 }) => weight)
      : undefined,
  };
}

/** Ids are few, so that edges meet, and one is far from the others. */
const id = fc.oneof(fc.nat({ max: 9 }), fc.constant(4_000_000_000));
const time = fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined });

export const anyEdge: fc.Arbitrary<Edge> = fc.record({
  fact: fc.oneof(fc.nat({ max: 40 }), fc.constant(4_294_967_294)),
  subject: id,
  object: id,
  relation: fc.nat({ max: 2 }),
  validFrom: time,
  validTo: time,
  weight: fc.constantFrom(undefined, 1, 2, 0.5),
});

export const anyView: fc.Arbitrary<View> = fc.record({
  at: time,
  relations: fc.option(
    fc.uniqueArray(fc.nat({ max: 5 })).map((some) => new Set(some)),
    { nil: undefined },
  ),
  direction: fc.constantFrom(undefined, 'out' as const, 'in' as const, 'both' as const),
});

export type Step =
  | { edge: Edge }
  | { remove: number }
  | { loser: number; winner: number }
  /** The merge of this number, of those that stand, is undone. */
  | { undo: number };

export const anySteps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ edge: anyEdge }) },
    { weight: 2, arbitrary: fc.record({ remove: fc.nat({ max: 40 }) }) },
    { weight: 2, arbitrary: fc.record({ loser: id, winner: id }) },
    { weight: 1, arbitrary: fc.record({ undo: fc.nat() }) },
  ),
  { maxLength: 60 },
);

/** Does a step to both. The topology must read who stands for whom from this model. */
export function take(step: Step, model: Model, topology: Topology): void {
  if ('edge' in step) {
    model.edges.set(step.edge.fact, step.edge);
    topology.add(step.edge);
  } else if ('remove' in step) {
    if (model.edges.delete(step.remove) !== topology.remove(step.remove)) throw new Error('not as the model');
  } else if ('loser' in step) {
    // Only what stands for itself is merged, into what stands for another.
    const [loser, winner] = [model.canonical(step.loser), model.canonical(step.winner)];
    if (loser === winner) return;
    model.merges.set(loser, winner);
    topology.merge(loser, winner);
  } else {
    const merge = [...model.merges][step.undo % Math.max(1, model.merges.size)];
    if (!merge) return;
    model.merges.delete(merge[0]);
    topology.unmerge(...merge);
  }
}

/** A model and a topology with some edges. */
export function withEdges(edges: readonly Edge[]): Model {
  const model = createModel();
  for (const edge of edges) model.edges.set(edge.fact, edge);
  return model;
}
