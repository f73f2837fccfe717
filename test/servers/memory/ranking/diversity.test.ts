import { expect, test } from 'vitest';
import { diversify } from '../../../../servers/memory/ranking/diversity.ts';

const hits = [
  { id: 'a1', score: 10, group: 1 },
  { id: 'a2', score: 9.5, group: 1 },
  { id: 'b1', score: 9, group: 2 },
  { id: 'a3', score: 8.9, group: 1 },
  { id: 'note', score: 0 },
];
const ids = (limit: number, lambda?: number): string[] =>
  diversify(hits, { limit, ...(lambda !== undefined && { lambda }) }).map(({ id }) => id);

test('a conversation gives way to another the more of it is chosen', () => {
  // Relevance 1, .95, .9, .89, 0. After a1: a2 .76 − .1, b1 .72. After b1: a2 .66, a3 .612, note 0. Then a3 .712 − .15.
  expect(ids(5)).toEqual(['a1', 'b1', 'a2', 'a3', 'note']);
});

test('a λ of 1 keeps the order, and the limit is kept', () => {
  expect(ids(3, 1)).toEqual(['a1', 'a2', 'b1']);
  expect(ids(0)).toEqual([]);
  expect(diversify([], { limit: 3 })).toEqual([]);
});
