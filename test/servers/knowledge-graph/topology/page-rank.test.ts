import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pageRank } from '../../../../servers/knowledge-graph/topology/page-rank.ts';
import { createTopology } from '../../../../servers/knowledge-graph/topology/topology.ts';
import { graphOf } from './graph-of.ts';
import { anyEdge, anyView, withEdges } from './model.ts';

describe('PageRank', () => {
  test('of three entities, by hand', () => {
    // 1 → 2, 1 → 3, 2 → 3; from 3 rank goes anywhere: a = l, b = l + .85 a/2, c = l + .85 (a/2 + b), l = (.15 + .85 c)/3.
    // With a = 1: b = 1.425, c = 2.63625; the sum is 5.06125.
    const { ids, ranks, settled } = pageRank(
      graphOf([
        [10, 20],
        [10, 30],
        [20, 30],
      ]),
      { tolerance: 1e-12 },
    );
    expect([...ids]).toEqual([10, 20, 30]);
    expect([...ranks].map((rank) => Number(rank.toFixed(6)))).toEqual([0.19758, 0.281551, 0.520869]);
    expect(settled).toBe(true);
  });

  test('counts facts that say more, and none from an entity to itself', () => {
    // 1 leads to 2 with weight 3 and to 3 with weight 1: what they have beyond the rest is as 3 to 1.
    const graph = graphOf([
      [1, 2],
      [1, 2, { weight: 2 }],
      [1, 3],
      [1, 1],
    ]);
    const { ranks } = pageRank(graph, { tolerance: 1e-12 });
    const [first, second, third] = ranks as unknown as [number, number, number];
    expect((second - first) / (third - first)).toBeCloseTo(3, 9);
  });

  test('of any graph adds up to 1 and no longer changes', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyEdge, { selector: ({ fact }) => fact, maxLength: 30 }),
        anyView,
        (edges, view) => {
          const model = withEdges(edges);
          const topology = createTopology();
          topology.load(model.columns());
          const { ids, ranks } = pageRank(topology, { ...view, tolerance: 1e-13, maxRounds: 1_000 });
          if (ids.length === 0) return;
          const known = new Map([...ids].map((id, at) => [id, ranks[at] as number]));
          const direction = view.direction ?? 'out';
          const next = new Map([...ids].map((id) => [id, 0]));
          let loose = 0;
          for (const [id, rank] of known) {
            const seen = model.seenFrom(id, { ...view, direction }).filter(({ other }) => other !== id);
            const all = seen.reduce((sum, { edge }) => sum + (edge.weight ?? 1), 0);
            if (all === 0) loose += rank;
            for (const { other, edge } of seen) {
              next.set(other, (next.get(other) ?? 0) + (0.85 * rank * (edge.weight ?? 1)) / all);
            }
          }
          for (const [id, rank] of next) {
            expect(rank + (0.15 + 0.85 * loose) / ids.length).toBeCloseTo(known.get(id) as number, 9);
          }
          expect([...known.values()].reduce((sum, rank) => sum + rank, 0)).toBeCloseTo(1, 9);
        },
      ),
    );
  });

  test('says when it did not settle, and refuses a damping that is none', () => {
    const graph = graphOf([
      [1, 2],
      [2, 3],
      [3, 1],
      [1, 4],
    ]);
    expect(pageRank(graph, { maxRounds: 2 }).settled).toBe(false);
    expect(pageRank(graphOf([]))).toEqual({
      ids: new Uint32Array(0),
      ranks: new Float64Array(0),
      settled: true,
    });
    expect(() => pageRank(graph, { damping: 1 })).toThrow(RangeError);
  });
});
