import { expect, test } from 'vitest';
import { linesIn, type Span, sentencesIn } from '../../../shared/text/sentences.ts';

const cut = (text: string, spans: readonly Span[]): string[] =>
  spans.map(([start, end]) => text.slice(start, end));

test.each([
  ['One. Two? Three!', ['One.', 'Two?', 'Three!']],
  ['Dr. Smith met Mrs. Jones. He left.', ['Dr. Smith met Mrs. Jones.', 'He left.']],
  ['J. R. Smith ate e.g. 3.5 pears. Good.', ['J. R. Smith ate e.g. 3.5 pears.', 'Good.']],
  ['Set in\nlines by hand.\r\nAnd so on.', ['Set in\nlines by hand.', 'And so on.']],
  ['A paragraph\n\nand another', ['A paragraph', 'and another']],
  ['これは文です。次の文。', ['これは文です。', '次の文。']],
  ['ends with Dr.', ['ends with Dr.']],
  [' \n ', []],
])('sentences of %j', (text, expected) => {
  expect(cut(text, sentencesIn(text, [0, text.length]))).toEqual(expected);
});

test('sentences and lines of a stretch have their places in the whole', () => {
  const text = 'xx One. Two. xx';
  expect(sentencesIn(text, [3, 12])).toEqual([
    [3, 7],
    [8, 12],
  ]);
  expect(linesIn('a\n  b \n\nc\nd', [2, 9])).toEqual([
    [2, 5],
    [8, 9],
  ]);
});
