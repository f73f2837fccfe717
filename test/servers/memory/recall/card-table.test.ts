import { expect, test } from 'vitest';
import { type Card, createCardMap } from '../../../../servers/memory/recall/card.ts';
import { createCardTable } from '../../../../servers/memory/recall/card-table.ts';
import { markOf } from '../../../../servers/memory/recall/seen.ts';
import type { Filter } from '../../../../servers/memory/store/store.ts';

const FULL: Card = {
  mark: markOf('01ARZ3NDEKTSV4RRFFQ69G5FAV'),
  scope: 'project:iza',
  kind: 'message',
  tags: ['home'],
  createdAt: 1_750_000_000_001,
  validFrom: 0,
  validTo: 1_750_000_000_002,
  importance: 0.3,
  trust: 4,
  pinned: true,
  session: 'c1',
  speaker: 'Ada',
  superseded: true,
};
const BARE: Card = {
  mark: 7,
  scope: 'user',
  kind: 'fact',
  tags: [],
  createdAt: 5,
  importance: 0.5,
  trust: 0,
  pinned: false,
  superseded: false,
};

test('cards come back as they were put in, beyond what was expected too', () => {
  const table = createCardTable(2);
  table.set(1, FULL);
  table.set(5_000, BARE);
  expect([table.get(1), table.get(5_000), table.get(2), table.get(9_999)]).toEqual([
    FULL,
    BARE,
    undefined,
    undefined,
  ]);
});

test('a card that takes the place of another has nothing of it, and what is deleted is gone', () => {
  const table = createCardTable();
  table.set(3, FULL);
  table.set(3, BARE);
  expect(table.get(3)).toEqual(BARE);
  table.delete(3);
  table.delete(77);
  expect(table.get(3)).toBeUndefined();
});

test('a mark is the end of an id in base 36', () => {
  expect(markOf('0000000000000000000000000Z')).toBe(35);
  expect(markOf('FIRST-00000010')).toBe(36);
});

test('what passes a filter is told from the columns as from the card', () => {
  const cards = [createCardTable(), createCardMap()];
  for (const each of cards) {
    each.set(1, FULL);
    each.set(2, BARE);
    each.set(3, { ...BARE, validFrom: 200 });
    each.set(4, { ...BARE, kind: 'task', validTo: 100 });
  }
  const all = ['user', 'project:iza'];
  const passing = (filter: Filter, now: number, seen: number[] = []): number[][] =>
    cards.map((each) => [0, 1, 2, 3, 4, 5].filter(each.passing(filter, now, new Set(seen))));
  const both = (seqs: number[]): number[][] => [seqs, seqs];
  expect(passing({ scopes: all }, 99)).toEqual(both([1, 2, 4]));
  expect(passing({ scopes: all }, 100)).toEqual(both([1, 2]));
  expect(passing({ scopes: all }, 200)).toEqual(both([1, 2, 3]));
  expect(passing({ scopes: all, validAt: 'any' }, 0)).toEqual(both([1, 2, 3, 4]));
  expect(passing({ scopes: all, validAt: 99 }, 200)).toEqual(both([1, 2, 4]));
  expect(passing({ scopes: ['user', 'nowhere'] }, 99)).toEqual(both([2, 4]));
  expect(passing({ scopes: all, kinds: ['task', 'message'] }, 99)).toEqual(both([1, 4]));
  expect(passing({ scopes: all, tags: ['home'] }, 99)).toEqual(both([1]));
  expect(passing({ scopes: all, speaker: 'Ada', session: 'c1' }, 99)).toEqual(both([1]));
  expect(passing({ scopes: all, between: [5, 6] }, 99)).toEqual(both([2, 4]));
  expect(passing({ scopes: all }, 99, [7])).toEqual(both([1]));
});
