import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCopy, startOf } from '../../../servers/memory/learning/recalled-copy.ts';
import { BIN_WORDS, binsAreNear, fillBins, shareApart, startKey } from '../../../servers/memory/outline.ts';
import { lettersOf, SAME, saysTheSame } from '../../../servers/memory/similar.ts';

function outlinesAreNear(one: string, other: string): boolean {
  const bins = new Uint32Array(2 * BIN_WORDS);
  const size = fillBins(lettersOf(one), bins, 0) + fillBins(lettersOf(other), bins, BIN_WORDS);
  return binsAreNear(bins, 0, bins, BIN_WORDS, size * shareApart(SAME) + 1e-6);
}

test('of two sets of which 85 % are common, three parts in 37 may be apart', () => {
  expect(shareApart(0.85) * 37).toBeCloseTo(3, 10);
});

test('different trigrams are counted, in every script', () => {
  const count = (text: string) => fillBins(text, new Uint32Array(BIN_WORDS), 0);
  expect([' ', ' a ', ' ab ', ' aaaa ', ' aaaaaa '].map(count)).toEqual([0, 1, 2, 3, 3]);
  expect([' 東京に行く ', '東京東京東 ', ' 😀😀 '].map(count)).toEqual([5, 3, 4]);
});

test('outlines of what says the same are near, whatever it is', () => {
  const words = fc.array(
    fc.constantFrom(...'the report of Ada in Lisbon is due on 12 May, not yet Zürich 東京に'.split(' ')),
    { minLength: 1, maxLength: 60 },
  );
  fc.assert(
    fc.property(words, fc.nat(), fc.string({ maxLength: 4 }), (all, place, change) => {
      const one = all.join(' ');
      const other = all.with(place % all.length, `${all[place % all.length]}${change}`).join(' ');
      if (saysTheSame(one, other)) expect(outlinesAreNear(one, other)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test('outlines of other texts are not', () => {
  const one = 'Ada moved the quarterly report in Lisbon to the second week of March.';
  expect(outlinesAreNear(one, 'Ada moved the quarterly report in Lisbon to the 2nd week of March.')).toBe(
    true,
  );
  expect(outlinesAreNear(one, 'Ben painted the garden fence in Oslo before the rain came in April.')).toBe(
    false,
  );
});

test('a text is looked up by what may begin where it is read, past the words that say nothing', () => {
  const { rows, words } = readCopy('Also remembered: Ada plays chess.').starts();
  expect(words).toBe('whole');
  expect(rows).toContainEqual(['ada', 'plays', 'chess']);
  expect(rows).toContainEqual(['also', 'remembered']);
  expect(readCopy('Ada plays chess on…').starts()).toEqual({
    words: 'cut',
    rows: [['ada'], ['ada', 'plays'], ['ada', 'plays', 'chess']],
  });
});

test('how a text begins is said in so many words as are certain', () => {
  expect(startOf('Ada plays chess on Mondays.')).toEqual({
    cut: ['ada', 'plays', 'chess'],
    whole: ['ada', 'plays', 'chess', 'on', 'mondays'],
  });
  // The last of the first 120 characters may stand within a word.
  expect(startOf(`Ada ${'x'.repeat(200)}`)).toEqual({ cut: ['ada'], whole: ['ada'] });
  expect(startOf('')).toEqual({ cut: [], whole: [] });
});

test('words in their order make a number', () => {
  expect(startKey([])).toBe(0);
  expect(startKey(['ada', 'plays'])).toBe(startKey(['ada', 'plays']));
  expect(startKey(['ada', 'plays'])).not.toBe(startKey(['plays', 'ada']));
  expect(startKey(['ab', 'c'])).not.toBe(startKey(['a', 'bc']));
});
