import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  dice,
  isPlural,
  jaroWinkler,
  trigramsOf,
  withinOneEdit,
} from '../../../../servers/knowledge-graph/resolution/likeness.ts';

// The examples of Winkler's papers, to three decimals as they are printed there.
test.each([
  ['MARTHA', 'MARHTA', 0.961],
  ['DWAYNE', 'DUANE', 0.84],
  ['DIXON', 'DICKSONX', 0.813],
  ['ABC', 'XYZ', 0],
  ['', 'A', 0],
  ['SAME', 'SAME', 1],
])('Jaro-Winkler of %s and %s is %d', (a, b, similarity) => {
  expect(jaroWinkler(a, b)).toBeCloseTo(similarity, 3);
});

test.each([
  ['kitten', 'kitten', true],
  ['kitten', 'kiten', true],
  ['kitten', 'mitten', true],
  ['kitten', 'iktten', true],
  ['kitten', 'kittens', true],
  ['kitten', 'sitting', false],
  ['ab', 'ba', true],
  ['abc', 'cba', false],
  ['', 'a', true],
  ['', 'ab', false],
])('one edit between %s and %s: %s', (a, b, within) => {
  expect(withinOneEdit(a, b)).toBe(within);
  expect(withinOneEdit(b, a)).toBe(within);
});

test('one edit is what the whole table of the distance says', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(withinOneEdit(a, b)).toBe(alignment(a, b) <= 1);
    }),
    { numRuns: 5000, seed: 5 },
  );
});

/** Optimal string alignment distance, by the whole table. */
function alignment(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number): number => table[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, at(i - 2, j - 2) + 1);
      (table[i] as number[])[j] = best;
    }
  }
  return at(a.length, b.length);
}

test('plurals', () => {
  expect([isPlural('cat', 'cats'), isPlural('boxes', 'box'), isPlural('story', 'stories')]).toEqual([
    true,
    true,
    true,
  ]);
  expect([isPlural('as', 'ass'), isPlural('cat', 'car'), isPlural('cat', 'cat')]).toEqual([
    false,
    false,
    false,
  ]);
});

test('trigrams with the ends of the text, and what two have in common', () => {
  expect([...trigramsOf('anna')]).toEqual([' an', 'ann', 'nna', 'na ']);
  expect(dice(trigramsOf('anna'), trigramsOf('ann'))).toBe(4 / 7);
});
