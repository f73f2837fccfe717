import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forwardPush } from '../../../../servers/knowledge-graph/topology/forward-push.ts';
import { createPush } from '../../../../servers/knowledge-graph/topology/push.ts';
import { createTopology } from '../../../../servers/knowledge-graph/topology/topology.ts';
import { createSteps, reserve, type Walkable } from '../../../../servers/knowledge-graph/topology/walk.ts';
import { walkable } from '../../../../servers/knowledge-graph/topology/walk-facts.ts';
import { graphOf } from './graph-of.ts';
import { anyEdge, anyView, withEdges } from './model.ts';

/** Where walks end, by following all of them for two hundred steps. */
function exact(graph: Walkable, seeds: readonly (readonly [number, number])[], alpha: number): Float64Array {
  const ended = new Float64Array(graph.size);
  const sum = seeds.reduce((all, [, weight]) => all + weight, 0);
  let walking = new Float64Array(graph.size);
  for (const [node, weight] of seeds) walking[node] = (walking[node] ?? 0) + weight / sum;
  for (let round = 0; round < 200; round += 1) {
    const next = new Float64Array(graph.size);
    for (const [node, share] of walking.entries()) {
      const steps = createSteps();
      const count = graph.expand(node, steps);
      const all = steps.weights.subarray(0, count).reduce((total, weight) => total + weight, 0);
      ended[node] = (ended[node] ?? 0) + (count > 0 ? alpha : 1) * share;
      for (let at = 0; at < count; at += 1) {
        const to = steps.nodes[at] as number;
        next[to] = (next[to] ?? 0) + ((1 - alpha) * share * (steps.weights[at] as number)) / all;
      }
    }
    walking = next;
  }
  return ended;
}

const rounded = (entities: { id: number; score: number }[]) =>
  entities.map(({ id, score }) => [id, Number(score.toFixed(5))]);

describe('a push', () => {
  test('comes as near to the exact ranks as its epsilon says, and never above', () => {
    const push = createPush();
    fc.assert(
      fc.property(
        fc.uniqueArray(anyEdge, { selector: ({ fact }) => fact, minLength: 1, maxLength: 30 }),
        anyView,
        fc.record({
          alpha: fc.constantFrom(0.15, 0.5, 0.85, 1),
          epsilon: fc.constantFrom(1e-2, 1e-4, 1e-6),
          hubPenalty: fc.constantFrom(0, 1, 2.5),
          maxDegree: fc.constantFrom(undefined, 4),
        }),
        fc.array(fc.record({ at: fc.nat(), weight: fc.integer({ min: 1, max: 5 }) }), {
          minLength: 1,
          maxLength: 3,
        }),
        (edges, view, options, picks) => {
          const topology = createTopology();
          topology.load(withEdges(edges).columns());
          const graph = walkable(topology, { ...view, ...options });
          const seeds = picks.map(({ at, weight }) => [at % graph.size, weight] as const);
          const pushed = push(graph, seeds, options);
          const wanted = exact(graph, seeds, options.alpha);
          const scores = new Float64Array(graph.size);
          for (const [at, node] of pushed.nodes.entries()) scores[node] = pushed.scores[at] as number;
          let missing = 0;
          for (const [node, score] of scores.entries()) {
            expect((wanted[node] as number) - score).toBeGreaterThan(-1e-9);
            missing += (wanted[node] as number) - score;
          }
          expect(missing).toBeCloseTo(pushed.left, 9);
          // Less than epsilon for each end of an edge is left.
          expect(pushed.left).toBeLessThanOrEqual(options.epsilon * 2 * topology.edgeCount);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('of two entities, by hand', () => {
    // a = 1/2 + b/2 and b = a/2.
    const pair = graphOf([[1, 2]]);
    expect(rounded(forwardPush(pair, [[1, 3]], { limit: 5, epsilon: 1e-9 }).entities)).toEqual([
      [1, 0.66667],
      [2, 0.33333],
    ]);
  });

  test('follows weights, times, relations and directions', () => {
    const fork = graphOf([
      [1, 2, { weight: 3 }],
      [1, 3, { validTo: 10 }],
      [4, 1, { relation: 1 }],
    ]);
    const ranks = (options: object) =>
      rounded(
        forwardPush(fork, [[1, 1]], { limit: 5, epsilon: 1e-9, direction: 'out', ...options }).entities,
      );
    expect(ranks({})).toEqual([
      [1, 0.5],
      [2, 0.375],
      [3, 0.125],
    ]);
    expect(ranks({ at: 10 })).toEqual([
      [1, 0.5],
      [2, 0.5],
    ]);
    expect(ranks({ direction: 'in', relations: new Set([1]) })).toEqual([
      [1, 0.5],
      [4, 0.5],
    ]);
    expect(ranks({ relations: new Set([9]) })).toEqual([[1, 1]]);
    expect(ranks({ limit: 1 })).toEqual([[1, 0.5]]);
  });

  test('plays hubs down, or leaves them out', () => {
    // From 1 to 2, which has 3 edges, or to 3, which has 1. There are 8 ends of edges.
    const hub = graphOf([
      [1, 2],
      [1, 3],
      [2, 4],
      [2, 5],
    ]);
    const ranks = (options: object) =>
      rounded(forwardPush(hub, [[1, 1]], { limit: 5, epsilon: 1e-9, direction: 'out', ...options }).entities);
    expect(ranks({})[1]).toEqual([3, 0.25]);
    // ln(1 + 8 / 3) = 1.29928 and ln(1 + 8 / 1) = 2.19722: half of their shares .37160 and .62840.
    expect(ranks({ hubPenalty: 1 }).slice(1)).toEqual([
      [3, 0.3142],
      [2, 0.0929],
      [4, 0.04645],
      [5, 0.04645],
    ]);
    expect(ranks({ maxDegree: 2 })).toEqual([
      [1, 0.5],
      [3, 0.5],
    ]);
  });

  test('walks over nodes of other kinds, which a caller numbers behind the entities', () => {
    // Entities 1 and 2 with one fact; a chunk of text that mentions both.
    const entities = walkable(graphOf([[1, 2]]));
    const chunk = entities.size;
    const both: Walkable = {
      size: chunk + 1,
      degree: (node) => (node === chunk ? 2 : entities.degree(node) + 1),
      expand(node, into) {
        const count = node === chunk ? 0 : entities.expand(node, into);
        const more = node === chunk ? [0, 1] : [chunk];
        reserve(into, count + more.length);
        into.nodes.set(more, count);
        into.weights.fill(1, count, count + more.length);
        return count + more.length;
      },
    };
    const { nodes, scores } = createPush()(both, [[chunk, 1]], { epsilon: 1e-9 });
    // c = 1/2 + (a + b) / 4 and a = c/4 + b/4 = b: c = 3/5, a = b = 1/5.
    const byNode = [...nodes].map((node, at) => [node, Number((scores[at] as number).toFixed(5))]);
    expect(byNode.toSorted(([a = 0], [b = 0]) => a - b)).toEqual([
      [0, 0.2],
      [1, 0.2],
      [2, 0.6],
    ]);
  });

  test('of seeds that are not there finds nothing; of what can be no seed is refused', () => {
    const pair = graphOf([[1, 2]]);
    expect(forwardPush(pair, [[7, 1]], { limit: 5 })).toEqual({ entities: [], left: 0 });
    expect(forwardPush(pair, [[1, 0]], { limit: 5 })).toEqual({ entities: [], left: 0 });
    expect(() => forwardPush(pair, [[1, -1]], { limit: 5 })).toThrow(
      'The weight of a seed is a number from 0, not -1.',
    );
    expect(() => forwardPush(pair, [[1, 1]], { limit: 5, alpha: 0 })).toThrow(RangeError);
    expect(() => forwardPush(pair, [[1, 1]], { limit: 5, epsilon: 0 })).toThrow(RangeError);
    expect(() => createPush()(walkable(pair), [[2, 1]])).toThrow('There is no node 2.');
  });

  test('that fails leaves nothing behind for the next one', () => {
    const push = createPush();
    const pair = walkable(graphOf([[1, 2]]));
    const broken: Walkable = {
      ...pair,
      expand(node, into) {
        if (node === 1) throw new Error('broken');
        return pair.expand(node, into);
      },
    };
    expect(() => push(broken, [[0, 1]])).toThrow('broken');
    expect(push(pair, [[0, 1]])).toEqual(createPush()(pair, [[0, 1]]));
  });
});
