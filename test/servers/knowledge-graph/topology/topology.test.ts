import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { communities } from '../../../../servers/knowledge-graph/topology/communities.ts';
import { components } from '../../../../servers/knowledge-graph/topology/components.ts';
import { degrees } from '../../../../servers/knowledge-graph/topology/degrees.ts';
import { neighbours } from '../../../../servers/knowledge-graph/topology/neighbours.ts';
import { pageRank } from '../../../../servers/knowledge-graph/topology/page-rank.ts';
import { shortestPaths } from '../../../../servers/knowledge-graph/topology/shortest-paths.ts';
import { createTopology, type Topology } from '../../../../servers/knowledge-graph/topology/topology.ts';
import type { View } from '../../../../servers/knowledge-graph/topology/view.ts';
import { within } from '../../../../servers/knowledge-graph/topology/within.ts';
import { anySteps, anyView, columnsOf, createModel, type Model, take } from './model.ts';

const EVERYTHING = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 4_000_000_000];

function rebuilt(model: Model): Topology {
  const topology = createTopology({ canonical: model.canonical });
  topology.load(model.columns());
  return topology;
}

/** All that can be asked of a topology and does not depend on the order of its edges. */
function answers(topology: Topology, view: View) {
  const { direction: _, ...undirected } = view;
  return {
    edges: topology.edgeCount,
    neighbours: EVERYTHING.map((id) => neighbours(topology, id, { ...view, limit: 7 })),
    within: EVERYTHING.map((id) => {
      const { ids, distances, stoppedEarly } = within(topology, [id], 2, { ...view, limit: 5 });
      return { found: [...ids].map((one, at) => [distances[at], one].join()).sort(), stoppedEarly };
    }),
    paths: EVERYTHING.slice(0, 4).map((id) => shortestPaths(topology, id, 4, { ...view, k: 4 })),
    cutShort: [4, 12, 30, 60].map((maxEdges) => {
      const { ids, distances, stoppedEarly } = within(topology, [1], 3, { ...view, maxEdges });
      const found = [...ids].map((one, at) => [distances[at], one].join()).sort();
      return { found, stoppedEarly, paths: shortestPaths(topology, 1, 4, { ...view, k: 4, maxEdges }) };
    }),
    degrees: degrees(topology, { ...view, hubs: 3 }),
    components: components(topology, undirected),
    communities: communities(topology, undirected),
    pageRank: pageRank(topology, view),
  };
}

describe('any history of changes', () => {
  test('leaves what building anew from its end would', () => {
    fc.assert(
      fc.property(anySteps, anyView, fc.nat({ max: 12 }), (steps, view, least) => {
        const model = createModel();
        const topology = createTopology({ canonical: model.canonical, overlay: { least, share: 0.1 } });
        for (const step of steps) take(step, model, topology);
        expect(answers(topology, view)).toEqual(answers(rebuilt(model), view));
      }),
      { numRuns: 500 },
    );
  });

  test('answers as a plain map of edges does', () => {
    fc.assert(
      fc.property(anySteps, anyView, (steps, view) => {
        const model = createModel();
        const topology = createTopology({ canonical: model.canonical, overlay: { least: 5 } });
        for (const step of steps) take(step, model, topology);
        expect(topology.edgeCount).toBe(model.edges.size);
        for (const id of EVERYTHING) {
          const seen = model.seenFrom(model.canonical(id), view);
          expect(neighbours(topology, id, { ...view, limit: 100 })).toEqual({
            edges: seen.map(({ edge, other, outward }) => ({
              fact: edge.fact,
              relation: edge.relation,
              id: other,
              outward,
            })),
            total: seen.length,
            more: false,
          });
          const { ids, distances } = within(topology, [id, 3], 14, view);
          expect(new Map([...ids].map((one, at) => [one, distances[at]]))).toEqual(
            model.distances([id, 3], view),
          );
          const node = topology.find(id);
          expect(node === -1 ? 0 : topology.degree(node)).toBe(model.degree(model.canonical(id)));
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('merging', () => {
  const merges = new Map<number, number>();
  const topology = createTopology({ canonical: (id) => merges.get(id) ?? id });
  topology.load(
    columnsOf([
      { fact: 1, subject: 1, object: 2, relation: 0 },
      { fact: 2, subject: 3, object: 4, relation: 0 },
      { fact: 3, subject: 1, object: 3, relation: 0 },
    ]),
  );
  const facts = (id: number) => neighbours(topology, id, { limit: 9 }).edges.map(({ fact }) => fact);

  test('gives the winner what the loser had, under both names', () => {
    expect([facts(1), facts(3)]).toEqual([
      [1, 3],
      [2, 3],
    ]);
    merges.set(3, 1);
    topology.merge(3, 1);
    expect([facts(1), facts(3)]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(shortestPaths(topology, 4, 2).paths[0]?.ids).toEqual([4, 1, 2]);
  });

  test('shows an edge between the two as one that leads back, once', () => {
    const [, , back] = neighbours(topology, 1, { limit: 9 }).edges;
    expect(back).toEqual({ fact: 3, relation: 0, id: 1, outward: true });
  });

  test('is undone without a trace', () => {
    merges.delete(3);
    topology.unmerge(3, 1);
    expect([facts(1), facts(3)]).toEqual([
      [1, 3],
      [2, 3],
    ]);
    expect(shortestPaths(topology, 4, 2).paths[0]?.ids).toEqual([4, 3, 1, 2]);
  });

  test('into an entity without edges makes it a node', () => {
    merges.set(4, 50);
    topology.merge(4, 50);
    expect(neighbours(topology, 3, { limit: 9 }).edges[0]).toEqual({
      fact: 2,
      relation: 0,
      id: 50,
      outward: true,
    });
    expect(facts(50)).toEqual([2]);
  });
});

describe('what cannot be an edge is refused, and changes nothing', () => {
  const edge = { fact: 1, subject: 1, object: 2, relation: 0 };

  test.each([
    [{ fact: -1 }, 'The fact of an edge is an integer from 0 to 4294967294, not -1.'],
    [{ subject: 1.5 }, 'The subject of an edge is an integer from 0 to 4294967294, not 1.5.'],
    [{ object: 2 ** 32 - 1 }, 'The object of an edge is an integer from 0 to 4294967294, not 4294967295.'],
    [{ relation: Number.NaN }, 'The relation of an edge is an integer from 0 to 4294967294, not NaN.'],
    [{ validTo: Number.NaN }, 'The validity of fact 1 is no time.'],
    [{ weight: 0 }, 'The weight of fact 1 is a number above 0, not 0.'],
    [{ weight: 1e-50 }, 'The weight of fact 1 is a number above 0, not 1e-50.'],
  ])('%j', (wrong, message) => {
    const topology = createTopology();
    topology.add({ ...edge, relation: 7 });
    expect(() => topology.add({ ...edge, ...wrong })).toThrow(new RangeError(message));
    expect(neighbours(topology, 1, { limit: 9 }).edges).toEqual([
      { fact: 1, relation: 7, id: 2, outward: true },
    ]);
  });

  test('columns', () => {
    const topology = createTopology();
    topology.load(columnsOf([edge]));
    const wrong = (columns: object, message: string) => {
      const two = columnsOf([
        { ...edge, fact: 9 },
        { ...edge, fact: 8 },
      ]);
      expect(() => topology.load({ ...two, ...columns })).toThrow(new RangeError(message));
    };
    wrong({ objects: Uint32Array.of(1) }, 'There are 2 facts, but 1 values in objects.');
    wrong({ facts: Uint32Array.of(8, 8) }, 'Fact 8 occurs twice.');
    wrong({ subjects: Uint32Array.of(1, 2 ** 32 - 1) }, 'The edge of fact 8 has a number above 4294967294.');
    wrong({ validFrom: Float64Array.of(0, Number.NaN) }, 'The validity of fact 8 is no time.');
    wrong({ weights: Float32Array.of(1, -1) }, 'The weight of fact 8 is a number above 0, not -1.');
    expect(topology.edgeCount).toBe(1);
    expect(neighbours(topology, 2, { limit: 9 }).edges.map(({ fact }) => fact)).toEqual([1]);
  });
});

test('a million edges of 100,000 entities take at most 42 bytes each', () => {
  const count = 1_000_000;
  const columns = columnsOf([]);
  const topology = createTopology();
  topology.load({
    ...columns,
    facts: Uint32Array.from({ length: count }, (_, at) => at),
    subjects: Uint32Array.from({ length: count }, (_, at) => at % 100_000),
    objects: Uint32Array.from({ length: count }, (_, at) => (at * 7_919) % 100_000),
    relations: new Uint32Array(count),
    validFrom: new Float64Array(count),
    validTo: new Float64Array(count),
  });
  expect(topology.bytes / count).toBeLessThan(42);
});
