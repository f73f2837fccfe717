import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { communities } from '../../../../servers/knowledge-graph/topology/communities.ts';
import { createTopology, type Topology } from '../../../../servers/knowledge-graph/topology/topology.ts';
import { seededRandom } from '../../../seeded-random.ts';
import { graphOf } from './graph-of.ts';
import { KARATE_CLUB } from './karate-club.ts';
import { louvain } from './louvain.ts';
import { anyEdge, anyView, type Model, withEdges } from './model.ts';

interface Pair {
  a: number;
  b: number;
  weight: number;
}

/** Pairs of different entities, with the weight of all edges between them in a view. */
function pairs(model: Model, view: object): Pair[] {
  return model.entities().flatMap((a) =>
    model
      .seenFrom(a, { ...view, direction: 'both' })
      .filter(({ other }) => other > a)
      .map(({ other, edge }) => ({ a, b: other, weight: edge.weight ?? 1 })),
  );
}

/** By the definition: the sum over all pairs of nodes in one community of A - r · k k' / 2m, over 2m. */
function modularityOf(pairs: readonly Pair[], groupOf: Map<number, number>, resolution: number): number {
  const strength = new Map<number, number>();
  const twice = 2 * pairs.reduce((sum, { weight }) => sum + weight, 0);
  for (const { a, b, weight } of pairs) {
    for (const id of [a, b]) strength.set(id, (strength.get(id) ?? 0) + weight);
  }
  let sum = 0;
  for (const { a, b, weight } of pairs) if (groupOf.get(a) === groupOf.get(b)) sum += 2 * weight;
  for (const [a, k] of strength) {
    for (const [b, l] of strength) if (groupOf.get(a) === groupOf.get(b)) sum -= (resolution * k * l) / twice;
  }
  return sum / twice;
}

const grouped = ({ ids, groups }: { ids: Uint32Array; groups: Int32Array }) =>
  new Map([...ids].map((id, at) => [id, groups[at] as number]));

function connected(pairs: readonly Pair[], groupOf: Map<number, number>): boolean {
  const group = new Map([...groupOf].map(([id]) => [id, id]));
  const root = (id: number): number => (group.get(id) === id ? id : root(group.get(id) as number));
  for (const { a, b } of pairs) if (groupOf.get(a) === groupOf.get(b)) group.set(root(a), root(b));
  return new Set([...groupOf.keys()].map(root)).size === new Set(groupOf.values()).size;
}

/** Groups of 20, with three quarters of the edges inside, and the rest anywhere. */
function planted(seed: number, groups: number, edges: number): Pair[] {
  const random = seededRandom(seed);
  const any = (count: number) => Math.floor(random() * count);
  const found = new Map<string, Pair>();
  for (let edge = 0; edge < edges; edge += 1) {
    const a = any(20 * groups);
    const b = random() < 0.75 ? 20 * Math.floor(a / 20) + any(20) : any(20 * groups);
    if (a !== b)
      found.set(`${Math.min(a, b)}-${Math.max(a, b)}`, { a: Math.min(a, b), b: Math.max(a, b), weight: 1 });
  }
  return [...found.values()];
}

const topologyOf = (pairs: readonly Pair[]): Topology =>
  graphOf(pairs.map(({ a, b, weight }) => [a, b, { weight }]));

describe('communities', () => {
  test.each([1, 2, 3, 4, 5])('of the karate club are the best ones known (seed %i)', (seed) => {
    const found = communities(graphOf(KARATE_CLUB), { seed });
    expect(found.sizes).toEqual([12, 11, 6, 5]);
    expect(found.modularity.toFixed(4)).toBe('0.4198');
    // Who stayed with the instructor (1) and who with the president (34).
    const groupOf = grouped(found);
    expect(groupOf.get(2)).toBe(groupOf.get(1));
    expect(groupOf.get(33)).toBe(groupOf.get(34));
    expect(groupOf.get(1)).not.toBe(groupOf.get(34));
  });

  test('of two triangles with an edge between them, by hand', () => {
    const graph = graphOf([
      [1, 2],
      [2, 3],
      [3, 1],
      [4, 5],
      [5, 6],
      [6, 4],
      [3, 4],
    ]);
    // 6/7 of the edges are inside, and each triangle has half of the ends: 6/7 - 2 · 1/4.
    expect(communities(graph)).toEqual({
      ids: Uint32Array.of(1, 2, 3, 4, 5, 6),
      groups: Int32Array.of(0, 0, 0, 1, 1, 1),
      sizes: [3, 3],
      modularity: expect.closeTo(6 / 7 - 1 / 2, 12),
    });
    expect(communities(graph, { resolution: 0.1 }).sizes).toEqual([6]);
    expect(communities(graph, { resolution: 9 }).sizes).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test('of any graph are connected, have the modularity that they say, and are the same for the same seed', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyEdge, { selector: ({ fact }) => fact, maxLength: 40 }),
        anyView,
        fc.record({
          seed: fc.integer(),
          resolution: fc.constantFrom(0.3, 1, 2),
          rounds: fc.constantFrom(1, 10),
        }),
        (edges, { at, relations }, options) => {
          const model = withEdges(edges);
          const topology = createTopology();
          topology.load(model.columns());
          const all = pairs(model, { at, relations });
          const found = communities(topology, { at, relations, ...options });
          const groupOf = grouped(found);
          expect([...found.ids]).toEqual(
            [...new Set(all.flatMap(({ a, b }) => [a, b]))].sort((a, b) => a - b),
          );
          expect(connected(all, groupOf)).toBe(true);
          const wanted = all.length === 0 ? 0 : modularityOf(all, groupOf, options.resolution);
          expect(found.modularity).toBeCloseTo(wanted, 9);
          expect(communities(topology, { at, relations, ...options })).toEqual(found);
        },
      ),
      { numRuns: 500 },
    );
  });

  test.each([
    [1, 10, 1_500],
    [2, 30, 3_000],
    [3, 50, 10_000],
    [4, 100, 10_000],
    [5, 100, 30_000],
  ])(
    'of planted groups are no worse than those groups and than what Louvain finds (seed %i)',
    (seed, groups, edges) => {
      const all = planted(seed, groups, edges);
      const found = communities(topologyOf(all));
      const theirs = louvain(all);
      const asPlanted = new Map([...found.ids].map((id) => [id, Math.floor(id / 20)]));
      expect(found.modularity).toBeGreaterThanOrEqual(modularityOf(all, theirs, 1) - 1e-9);
      expect(found.modularity).toBeGreaterThanOrEqual(modularityOf(all, asPlanted, 1) - 1e-9);
      expect(connected(all, grouped(found))).toBe(true);
    },
  );

  test('of ten cliques in a ring are the cliques', () => {
    // A clique of 5 has 10 edges; with the ring's there are 11 for each: 10 / 11 - 10 · (1 / 10)².
    const cliques = Array.from({ length: 10 }, (_, clique) => {
      const members = [0, 1, 2, 3, 4].map((member) => 5 * clique + member);
      const inside = members.flatMap((a) => members.filter((b) => b > a).map((b) => [a, b] as const));
      return [...inside, [5 * clique, (5 * clique + 9) % 50] as const];
    });
    const found = communities(graphOf(cliques.flat()));
    expect(found.sizes).toEqual(Array.from({ length: 10 }, () => 5));
    for (const [id, group] of grouped(found)) expect(group).toBe(Math.floor(id / 5));
    expect(found.modularity).toBeCloseTo(10 / 11 - 1 / 10, 12);
  });

  test('of nothing are none; a resolution that is none is refused', () => {
    expect(communities(graphOf([[1, 1]]))).toEqual({
      ids: new Uint32Array(0),
      groups: new Int32Array(0),
      sizes: [],
      modularity: 0,
    });
    expect(() => communities(graphOf([]), { resolution: 0 })).toThrow(RangeError);
  });
});
