import { describe, expect, test } from 'vitest';
import { textRank } from '../../../../servers/memory/learning/text-rank.ts';

describe('TextRank', () => {
  test('agrees with the linear equations solved by elimination', () => {
    // r = 0.15/4 + 0.85 · M r, solved by an independent program.
    const expected = [0.2445302445302445, 0.4633204633204632, 0.2445302445302445, 0.04761904761904763];
    const ranks = textRank([['a', 'b'], ['b', 'c'], ['c', 'd'], ['x']]);
    expected.forEach((rank, index) => {
      expect(ranks[index]).toBeCloseTo(rank, 7);
    });
  });

  test('is even where nothing is in common, and empty of nothing', () => {
    expect([...textRank([['a'], ['b']])]).toEqual([0.5, 0.5]);
    expect([...textRank([])]).toEqual([]);
  });
});
