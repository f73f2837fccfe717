import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createIdTable } from '../../../../servers/knowledge-graph/topology/id-table.ts';

test('a table of ids numbers as a map does', () => {
  // Multiples of large powers of two fall on the same place of a table.
  const id = fc.oneof(
    fc.nat({ max: 30 }),
    fc.nat({ max: 2_000 }).map((n) => n * 2 ** 21),
    fc.constant(2 ** 32 - 2),
  );
  fc.assert(
    fc.property(fc.array(id, { maxLength: 400 }), (ids) => {
      const table = createIdTable();
      const model = new Map<number, number>();
      for (const one of ids) {
        expect(table.find(one)).toBe(model.get(one) ?? -1);
        if (!model.has(one)) model.set(one, model.size);
        expect(table.add(one)).toBe(model.get(one));
      }
      expect(table.size).toBe(model.size);
      for (const [one, number] of model) expect(table.find(one)).toBe(number);
    }),
  );
});

test('what can be no id is not found', () => {
  const table = createIdTable();
  table.add(5);
  for (const none of [-1, 5.5, 2 ** 32 + 5, 2 ** 32 - 1, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(table.find(none)).toBe(-1);
  }
});
