import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createNumberLists } from '../../shared/number-lists.ts';

test('lists hold what plain sorted arrays would, whatever is done to them', () => {
  const step = fc.record({
    list: fc.nat(5),
    value: fc.oneof(fc.nat(60), fc.integer({ min: 0xffff_fff0, max: 0xffff_ffff })),
    remove: fc.boolean(),
    compact: fc.nat(20).map((one) => one === 0),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      const lists = createNumberLists();
      const plain = new Map<number, number[]>();
      for (const { list, value, remove, compact } of steps) {
        if (compact) lists.compact();
        const values = plain.get(list) ?? [];
        const known = values.includes(value);
        if (remove) expect(lists.remove(list, value, value + 1)).toBe(known);
        else if (!known) lists.insert(list, value);
        const kept = values.filter((one) => one !== value);
        plain.set(list, remove ? kept : [...kept, value].sort((a, b) => a - b));
      }
      for (const [list, values] of plain) {
        const start = lists.start(list);
        expect([...lists.data.subarray(start, start + lists.length(list))]).toEqual(values);
      }
    }),
    { seed: 4, numRuns: 100 },
  );
});

test('a list that is replaced leaves the others alone', () => {
  const lists = createNumberLists();
  lists.set(0, [5, 5, 1]);
  lists.set(1, [7]);
  lists.set(0, [9, 8, 7, 6]);
  lists.set(2, [1, 2, 3]);
  const of = (list: number): number[] => [
    ...lists.data.subarray(lists.start(list), lists.start(list) + lists.length(list)),
  ];
  expect([of(0), of(1), of(2)]).toEqual([[9, 8, 7, 6], [7], [1, 2, 3]]);
});

test('lists that were grown out of leave no gaps behind', () => {
  const lists = createNumberLists({ numbers: 5_000 });
  // In turn, so that none can grow where it is: each was moved at 2, 4, 8, 16, 32 and 64 numbers.
  for (let value = 0; value < 100; value += 1) for (const list of [0, 1, 2]) lists.insert(list, value);
  lists.remove(1, 0, 1);
  lists.compact();
  expect([0, 1, 2].map(lists.start)).toEqual([0, 100, 200]);
  expect(lists.data.length).toBe(1_024);
  lists.insert(0, 1_000);
  const of = (list: number): number[] => [
    ...lists.data.subarray(lists.start(list), lists.start(list) + lists.length(list)),
  ];
  const upTo = (end: number): number[] => Array.from({ length: end }, (_, value) => value);
  expect([of(0), of(1), of(2)]).toEqual([[...upTo(100), 1_000], upTo(100).slice(1), upTo(100)]);
});
