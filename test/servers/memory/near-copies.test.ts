import { expect, test } from 'vitest';
import { probeGroups, probeWords } from '../../../servers/memory/similar.ts';
import { allWordsOfOne, anyWord } from '../../../servers/memory/store/sqlite-filter.ts';

test('the longest words are dealt to two groups, so that one other word spoils one of them only', () => {
  const text = 'The quarterly report of the Lisbon office is due on Thursday morning';
  expect(probeWords(text)).toEqual(['quarterly', 'thursday', 'morning']);
  expect(probeGroups(text)).toEqual([
    ['quarterly', 'morning'],
    ['thursday', 'lisbon'],
  ]);
});

test('a text of one word makes one group, and one without a word none', () => {
  expect(probeGroups('Lisbon')).toEqual([['lisbon']]);
  expect(probeGroups('?!')).toEqual([]);
});

test('words are strings of FTS5, whatever they hold', () => {
  expect(anyWord(['a"b', 'OR'])).toBe('"a""b" OR "OR"');
  expect(allWordsOfOne([['a', 'NOT'], ['c\0']])).toBe('("a" AND "NOT") OR ("c ")');
});
