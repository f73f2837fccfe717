import { describe, expect, test } from 'vitest';
import { within } from '../../../../servers/knowledge-graph/topology/within.ts';
import { graphOf } from './graph-of.ts';

/** A tree: 1 has 10 to 13, each of which has three more, 100 to 132. */
const tree = graphOf(
  [10, 11, 12, 13].flatMap((id) => [
    [1, id] as const,
    ...[0, 1, 2].map((leaf) => [id, 10 * id + leaf] as const),
  ]),
);
const found = (...args: Parameters<typeof within> extends [unknown, ...infer Rest] ? Rest : never) => {
  const { ids, distances, stoppedEarly } = within(tree, ...args);
  return { found: [...ids].map((id, at) => `${distances[at]}:${id}`), stoppedEarly };
};

describe('within', () => {
  test('finds entities by distance', () => {
    expect(found([1], 0)).toEqual({ found: ['0:1'], stoppedEarly: false });
    expect(found([1], 1)).toEqual({ found: ['0:1', '1:10', '1:11', '1:12', '1:13'], stoppedEarly: false });
    expect(within(tree, [1], 2).ids.length).toBe(17);
    expect(found([100], 2, { direction: 'in' })).toEqual({
      found: ['0:100', '1:10', '2:1'],
      stoppedEarly: false,
    });
    expect(found([100, 112, 100, 7], 1)).toEqual({
      found: ['0:100', '0:112', '1:10', '1:11'],
      stoppedEarly: false,
    });
  });

  test('keeps to a limit, with the lowest ids of the farthest distance', () => {
    expect(found([1], 2, { limit: 4 })).toEqual({
      found: ['0:1', '1:10', '1:11', '1:12'],
      stoppedEarly: true,
    });
    expect(found([1], 2, { limit: 5 })).toEqual({
      found: ['0:1', '1:10', '1:11', '1:12', '1:13'],
      stoppedEarly: true,
    });
    expect(found([1], 1, { limit: 5 }).stoppedEarly).toBe(false);
    expect(found([13, 1, 100], 1, { limit: 2 })).toEqual({ found: ['0:1', '0:13'], stoppedEarly: true });
  });

  test('does not begin a distance whose edges are too many', () => {
    // 4 edges at the root, 16 at those next to it.
    expect(found([1], 2, { maxEdges: 19 })).toEqual({
      found: ['0:1', '1:10', '1:11', '1:12', '1:13'],
      stoppedEarly: true,
    });
    expect(found([1], 2, { maxEdges: 20 }).stoppedEarly).toBe(false);
    expect(found([1], 2, { maxEdges: 3 })).toEqual({ found: ['0:1'], stoppedEarly: true });
  });

  test('refuses a depth or a limit that is none', () => {
    expect(() => within(tree, [1], 1, { limit: 1.5 })).toThrow('A limit is a whole number, not 1.5.');
    expect(() => within(tree, [1], -1)).toThrow('A depth is an integer from 0 to 14, not -1.');
    expect(() => within(tree, [1], 15)).toThrow(RangeError);
  });
});
