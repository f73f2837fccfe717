import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { components } from '../../../../servers/knowledge-graph/topology/components.ts';
import { degrees } from '../../../../servers/knowledge-graph/topology/degrees.ts';
import { createTopology } from '../../../../servers/knowledge-graph/topology/topology.ts';
import { graphOf } from './graph-of.ts';
import { anyEdge, anyView, withEdges } from './model.ts';

const graph = graphOf([
  [8, 7],
  [1, 2, { validTo: 10 }],
  [3, 2],
  [5, 6, { relation: 1 }],
  [2, 3],
  [9, 9],
]);

describe('components', () => {
  test('come by size, then by their lowest id', () => {
    expect(components(graph)).toEqual({
      ids: Uint32Array.of(1, 2, 3, 5, 6, 7, 8),
      groups: Int32Array.of(0, 0, 0, 1, 1, 2, 2),
      sizes: [3, 2, 2],
    });
  });

  test('of a view are those that its facts connect', () => {
    expect(components(graph, { at: 10, relations: new Set([0]) })).toEqual({
      ids: Uint32Array.of(2, 3, 7, 8),
      groups: Int32Array.of(0, 0, 1, 1),
      sizes: [2, 2],
    });
  });

  test('of any graph hold what can be reached, and no more', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyEdge, { selector: ({ fact }) => fact, maxLength: 15 }),
        anyView,
        (edges, view) => {
          const { direction: _, ...undirected } = view;
          const model = withEdges(edges);
          const topology = createTopology();
          topology.load(model.columns());
          const { ids, groups, sizes } = components(topology, undirected);
          for (const [at, id] of ids.entries()) {
            const together = [...ids].filter((_, other) => groups[other] === groups[at]);
            expect(together).toEqual([...model.distances([id], undirected).keys()].sort((a, b) => a - b));
            expect(sizes[groups[at] as number]).toBe(together.length);
          }
        },
      ),
    );
  });
});

describe('degrees', () => {
  test('are counted in a view', () => {
    expect(degrees(graph, { hubs: 2 })).toEqual({
      entities: 8,
      mean: 11 / 8,
      median: 1,
      p99: 3,
      most: 3,
      hubs: [
        { id: 2, degree: 3 },
        { id: 3, degree: 2 },
      ],
    });
    expect(degrees(graph, { hubs: 2, direction: 'in', at: 10 })).toEqual({
      entities: 5,
      mean: 1,
      median: 1,
      p99: 1,
      most: 1,
      hubs: [
        { id: 2, degree: 1 },
        { id: 3, degree: 1 },
      ],
    });
  });

  test('of nothing are 0', () => {
    expect(degrees(graphOf([]), { hubs: 2 })).toEqual({
      entities: 0,
      mean: 0,
      median: 0,
      p99: 0,
      most: 0,
      hubs: [],
    });
  });
});
