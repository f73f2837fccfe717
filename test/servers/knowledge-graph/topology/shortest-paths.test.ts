import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shortestPaths } from '../../../../servers/knowledge-graph/topology/shortest-paths.ts';
import { createTopology } from '../../../../servers/knowledge-graph/topology/topology.ts';
import { graphOf } from './graph-of.ts';
import { anyEdge, anyView, withEdges } from './model.ts';

const ids = (graph: ReturnType<typeof graphOf>, ...rest: [number, number, object?]) =>
  shortestPaths(graph, ...rest).paths.map((path) => path.ids.join('-'));

describe('paths', () => {
  test('are those of a search through all of them, in the same order', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyEdge, { selector: ({ fact }) => fact, maxLength: 22 }),
        anyView,
        fc.record({ from: fc.nat({ max: 9 }), to: fc.nat({ max: 9 }) }),
        fc.record({ maxLength: fc.integer({ min: 1, max: 6 }), k: fc.integer({ min: 1, max: 10 }) }),
        (edges, view, { from, to }, { maxLength, k }) => {
          const model = withEdges(edges);
          const topology = createTopology();
          topology.load(model.columns());
          const wanted = model.paths(from, to, view, maxLength).slice(0, k);
          expect(shortestPaths(topology, from, to, { ...view, maxLength, k })).toEqual({
            paths: wanted,
            stoppedEarly: false,
          });
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('show all facts of a step, with their direction', () => {
    const graph = graphOf([
      [1, 2, { relation: 3 }],
      [2, 1, { relation: 4 }],
      [3, 2, { relation: 5 }],
      [1, 2, { relation: 6, validTo: 10 }],
    ]);
    expect(shortestPaths(graph, 1, 3, { at: 10 })).toEqual({
      paths: [
        {
          ids: [1, 2, 3],
          steps: [
            [
              { fact: 1, relation: 3, forward: true },
              { fact: 2, relation: 4, forward: false },
            ],
            [{ fact: 3, relation: 5, forward: false }],
          ],
        },
      ],
      stoppedEarly: false,
    });
    expect(ids(graph, 1, 3, { direction: 'out' })).toEqual([]);
    expect(ids(graph, 3, 1, { direction: 'out' })).toEqual(['3-2-1']);
    expect(ids(graph, 1, 3, { direction: 'in' })).toEqual(['1-2-3']);
  });

  // From 1 to 9 by 2, 3, 4 or 5; 2 has three edges more, and 4 weighs more.
  const four = graphOf([
    [1, 2],
    [1, 3],
    [1, 4, { weight: 2 }],
    [1, 5],
    [2, 9],
    [5, 9],
    [3, 9],
    [4, 9],
    [2, 20],
    [2, 21],
    [2, 22],
  ]);

  test('come by length, weight, hubs and facts', () => {
    expect(ids(four, 1, 9, { k: 10, maxLength: 2 })).toEqual(['1-4-9', '1-3-9', '1-5-9', '1-2-9']);
    expect(ids(four, 9, 1, { k: 10, maxLength: 2 })).toEqual(['9-4-1', '9-5-1', '9-3-1', '9-2-1']);
    expect(ids(four, 20, 9, { k: 10, maxLength: 4 })).toEqual([
      '20-2-9',
      '20-2-1-4-9',
      '20-2-1-3-9',
      '20-2-1-5-9',
    ]);
  });

  test('are at most as many and as long as asked for', () => {
    expect(ids(four, 1, 9)).toEqual(['1-4-9']);
    expect(ids(four, 1, 9, { maxLength: 1 })).toEqual([]);
    const line = graphOf([1, 2, 3, 4, 5, 6, 7].map((id) => [id, id + 1]));
    expect(ids(line, 1, 7)).toEqual(['1-2-3-4-5-6-7']);
    expect(ids(line, 1, 8)).toEqual([]);
    for (const wrong of [{ maxLength: 7 }, { maxLength: 0 }, { k: 11 }, { k: 0.5 }]) {
      expect(() => ids(line, 1, 2, wrong)).toThrow(RangeError);
    }
  });

  test('from an entity to itself have no steps; to one that is not there, there are none', () => {
    expect(shortestPaths(four, 4, 4, { k: 3 })).toEqual({
      paths: [{ ids: [4], steps: [] }],
      stoppedEarly: false,
    });
    expect(shortestPaths(four, 4, 77)).toEqual({ paths: [], stoppedEarly: false });
    expect(shortestPaths(four, 77, 77)).toEqual({ paths: [], stoppedEarly: false });
  });

  test('end where the edges that may be looked at do, and say so', () => {
    // To find that 1 and 9 are two steps apart, the 4 edges of each are looked at; for a path, 4 and then those between.
    expect(shortestPaths(four, 1, 9, { maxEdges: 3 })).toEqual({ paths: [], stoppedEarly: true });
    expect(shortestPaths(four, 1, 9, { maxEdges: 8 })).toEqual({ paths: [], stoppedEarly: true });
    const some = shortestPaths(four, 1, 9, { maxEdges: 40, k: 10 });
    expect([some.paths[0]?.ids, some.stoppedEarly]).toEqual([[1, 4, 9], true]);
    expect(some.paths.length).toBeLessThan(ids(four, 1, 9, { k: 10 }).length);
  });
});
