import { describe, expect, test } from 'vitest';
import { loadDateTagger } from '../../../../servers/memory/ranking/dates.ts';

const dates = await loadDateTagger();
/** Monday, 8 May 2023, 13:56 UTC. */
const at = Date.UTC(2023, 4, 8, 13, 56);
const spans = (text: string): string[][] =>
  dates(text, at).map(({ from, to }) =>
    [from, to].map((moment) => new Date(moment).toISOString().slice(0, 10)),
  );

describe('times that a text speaks of', () => {
  test.each([
    ['I met her yesterday', [['2023-05-07', '2023-05-08']]],
    ['We moved two days ago', [['2023-05-06', '2023-05-07']]],
    ['last Friday was fun', [['2023-05-05', '2023-05-06']]],
    ['on 7 March 2022 we met', [['2022-03-07', '2022-03-08']]],
    ['in August 2024', [['2024-08-01', '2024-09-01']]],
    ['five years ago', [['2018-01-01', '2019-01-01']]],
    ['I started in 2018', [['2018-01-01', '2019-01-01']]],
    ['last month', [['2023-04-01', '2023-05-01']]],
    ['last summer', [['2022-06-01', '2022-09-01']]],
    ['the summer of 2021', [['2021-06-01', '2021-09-01']]],
    ['the summer', []],
    ['two weeks ago', [['2023-04-21', '2023-04-28']]],
    ['I may sit in the second row now', []],
    ['nothing here', []],
    ['for years', []],
  ])('%s', (text, expected) => {
    expect(spans(text)).toEqual(expected);
  });

  test('a moment that is no date gives none', () => {
    expect(dates('yesterday', Number.NaN)).toEqual([]);
  });
});
