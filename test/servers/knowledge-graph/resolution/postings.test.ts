import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPostings } from '../../../../servers/knowledge-graph/resolution/postings.ts';

/** What is in a list, in order. */
function numbersIn(postings: ReturnType<typeof createPostings>, list: number, above: number): number[] {
  const counts = new Uint8Array(above);
  const touched = new Int32Array(above);
  return [...touched.subarray(0, postings.count(list, counts, touched, 0))];
}

test('lists give back what was appended, whatever the distances', () => {
  const gap = fc.oneof(fc.constantFrom(1, 127, 128, 16_383, 16_384), fc.integer({ min: 1, max: 300 }));
  const gaps = fc.array(gap, { maxLength: 400 });
  fc.assert(
    fc.property(gaps, gaps, (first, second) => {
      const postings = createPostings();
      const lists = [first, second].map((each) => {
        let value = -1;
        return each.map((distance) => {
          value += distance;
          return value;
        });
      });
      for (let at = 0; at < 400; at += 1) {
        for (const [list, values] of lists.entries()) {
          const value = values[at];
          if (value !== undefined) postings.append(list, value);
        }
      }
      for (const [list, values] of lists.entries()) {
        expect(postings.length(list)).toBe(values.length);
        expect(numbersIn(postings, list, (values.at(-1) ?? 0) + 1)).toEqual(values);
      }
    }),
    { numRuns: 100, seed: 6 },
  );
});

test('counts of several lists add up, and each number is noted once', () => {
  const postings = createPostings();
  for (const value of [0, 3, 200]) postings.append(5, value);
  for (const value of [3, 4]) postings.append(700, value);
  const counts = new Uint8Array(201);
  const touched = new Int32Array(201);
  const end = postings.count(700, counts, touched, postings.count(5, counts, touched, 0));
  expect([...touched.subarray(0, end)]).toEqual([0, 3, 200, 4]);
  expect([counts[0], counts[3], counts[4], counts[200]]).toEqual([1, 2, 1, 1]);
  expect(postings.length(6)).toBe(0);
});

test('a million near neighbours take little more than a byte each', () => {
  const postings = createPostings();
  for (let value = 0; value < 1_000_000; value += 1) postings.append(value % 10, value);
  // A byte each, four bytes in a thousand for links, and a quarter of room to grow.
  expect(postings.bytes).toBeLessThan(1_350_000);
});
