import { describe, expect, test } from 'vitest';
import { neighbours } from '../../../../servers/knowledge-graph/topology/neighbours.ts';
import { graphOf } from './graph-of.ts';

const graph = graphOf([
  [1, 2, { relation: 4, validFrom: 10, validTo: 20 }],
  [3, 1, { relation: 5 }],
  [1, 4, { relation: 4, validTo: 15 }],
  [1, 2, { relation: 5, validFrom: 15 }],
  [2, 3],
]);
const facts = (id: number, options: Partial<Parameters<typeof neighbours>[2]>) =>
  neighbours(graph, id, { limit: 9, ...options }).edges.map(({ fact }) => fact);

describe('neighbours', () => {
  test('are the edges at an entity, both ways', () => {
    expect(neighbours(graph, 1, { limit: 9 })).toEqual({
      edges: [
        { fact: 1, relation: 4, id: 2, outward: true },
        { fact: 2, relation: 5, id: 3, outward: false },
        { fact: 3, relation: 4, id: 4, outward: true },
        { fact: 4, relation: 5, id: 2, outward: true },
      ],
      total: 4,
      more: false,
    });
  });

  test('of one direction, of some relations', () => {
    expect(facts(1, { direction: 'out' })).toEqual([1, 3, 4]);
    expect(facts(1, { direction: 'in' })).toEqual([2]);
    expect(facts(1, { relations: new Set([4]) })).toEqual([1, 3]);
    expect(facts(1, { relations: new Set([4, 5, 4_000_000_000]), direction: 'in' })).toEqual([2]);
    expect(facts(1, { relations: new Set() })).toEqual([]);
  });

  test('at a time: from its start, and no longer at its end', () => {
    expect(facts(1, { at: 9 })).toEqual([2, 3]);
    expect(facts(1, { at: 10 })).toEqual([1, 2, 3]);
    expect(facts(1, { at: 15 })).toEqual([1, 2, 4]);
    expect(facts(1, { at: 20 })).toEqual([2, 4]);
    expect(() => facts(1, { at: Number.NaN })).toThrow(RangeError);
  });

  test('come in pages, to which changes do nothing but what they are', () => {
    const pages = graphOf([
      [1, 2],
      [1, 3],
      [1, 4],
      [1, 5],
    ]);
    const page = (after?: number) => neighbours(pages, 1, { limit: 2, after });
    expect(page()).toMatchObject({ edges: [{ fact: 1 }, { fact: 2 }], total: 4, more: true });
    pages.remove(2);
    pages.add({ fact: 9, subject: 6, object: 1, relation: 0 });
    expect(page(2)).toMatchObject({ edges: [{ fact: 3 }, { fact: 4 }], total: 4, more: true });
    expect(page(4)).toMatchObject({ edges: [{ fact: 9, id: 6, outward: false }], total: 4, more: false });
    expect(page(9)).toEqual({ edges: [], total: 4, more: false });
    expect(neighbours(pages, 1, { limit: 0 })).toEqual({ edges: [], total: 4, more: true });
    expect(() => neighbours(pages, 1, { limit: 1.5 })).toThrow('A limit is a whole number, not 1.5.');
  });

  test('of what is not there are none', () => {
    for (const id of [77, -1, 1.5, 2 ** 32 + 1, 2 ** 32 - 1, Number.NaN]) {
      expect(neighbours(graph, id, { limit: 9 })).toEqual({ edges: [], total: 0, more: false });
    }
  });

  test('of a hub come in order, however many there are', () => {
    // 7919 is a prime: the facts are 0 to 4999, in an order of their own.
    const hub = graphOf(
      Array.from({ length: 5_000 }, (_, at) => [1, at + 2, { fact: (at * 7_919) % 5_000 }]),
    );
    const found = neighbours(hub, 1, { limit: 3, after: 2_500 });
    expect(found).toMatchObject({ edges: [{ fact: 2_501 }, { fact: 2_502 }, { fact: 2_503 }], total: 5_000 });
  });
});
