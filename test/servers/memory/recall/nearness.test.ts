import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearnessOf } from '../../../../servers/memory/recall/nearness.ts';

/** Hits with these cosines, best first, under the seqs 1, 2, 3 … */
const hits = (...scores: number[]) => scores.map((score, index) => ({ seq: index + 1, score }));

test('what stands out is found, by deviations above the mean', () => {
  // Mean 0.2, deviation 0.4: two deviations above it, as much as one of five can be.
  const { boosts, found } = nearnessOf(hits(1, 0, 0, 0, 0));
  expect([[...boosts.keys()], found]).toEqual([[1], [1]]);
  expect(boosts.get(1)).toBeCloseTo(1.2 * 2, 12);
});

test('what is as near as the best is found with it; what is less than half as far from the mean is not', () => {
  // Mean 0.4, deviation 0.35: 1.14 deviations for each of the first three, 0.29 for the fourth.
  const { boosts, found } = nearnessOf(hits(0.8, 0.8, 0.8, 0.5, 0, 0, 0, 0.3));
  expect(found).toEqual([1, 2, 3]);
  expect([...boosts.keys()]).toEqual([1, 2, 3, 4]);
});

test('more than three deviations say no more than three', () => {
  const { boosts } = nearnessOf(hits(1, ...Array.from({ length: 99 }, () => 0)));
  // √99 = 9.95 deviations.
  expect(boosts.get(1)).toBeCloseTo(3.6, 12);
});

test('one alone is found when it has anything in common with the query', () => {
  expect(nearnessOf(hits(0.3))).toEqual({ boosts: new Map([[1, 1.2]]), found: [1] });
  expect(nearnessOf(hits(0)).found).toEqual([]);
  expect(nearnessOf(hits(-0.4)).found).toEqual([]);
});

test('where all are as near, none is', () => {
  expect(nearnessOf([]).boosts.size).toBe(0);
  expect(nearnessOf(hits(0.7, 0.7, 0.7)).boosts.size).toBe(0);
  expect(nearnessOf(hits(0, 0)).boosts.size).toBe(0);
});

test('boosts fall with the cosine, stay in bounds, and do not depend on the scale of the model', () => {
  const cosines = fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 2, maxLength: 200 });
  fc.assert(
    fc.property(cosines, (scores) => {
      const sorted = [...scores].sort((a, b) => b - a);
      const { boosts, found } = nearnessOf(hits(...sorted));
      const values = [...boosts.values()];
      expect(values).toEqual([...values].sort((a, b) => b - a));
      for (const value of values) expect(value > 0 && value <= 3.6 + 1e-9).toBe(true);
      for (const seq of found) expect(boosts.has(seq)).toBe(true);
      const squeezed = nearnessOf(hits(...sorted.map((score) => 0.7 + score / 10)));
      for (const [seq, value] of boosts) expect(squeezed.boosts.get(seq) ?? 0).toBeCloseTo(value, 4);
    }),
    { numRuns: 200, examples: [[[0.2, 0.1]]] },
  );
});
