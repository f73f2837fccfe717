import fc from 'fast-check';
import { expect, test } from 'vitest';
import { probeWords, saysTheSame } from '../../../servers/memory/similar.ts';

const LONG = 'The deployment to the staging cluster runs every night after the backup has finished';

test.each([
  ['the same', LONG, LONG],
  ['another case and punctuation', LONG, `${LONG.toLowerCase()}!`],
  ['other white space', LONG, LONG.replaceAll(' ', '  ')],
  ['another spelling in Unicode', 'Le cafe\u0301 est ferme\u0301', 'Le caf\u00e9 est ferm\u00e9'],
  ['a letter more at the end of a long text', LONG, `${LONG}s`],
  ['nothing, twice', '', ''],
])('%s says the same', (_, a, b) => {
  expect([saysTheSame(a, b), saysTheSame(b, a)]).toEqual([true, true]);
});

test.each([
  ['another number', `${LONG} at 10:30`, `${LONG} at 10:31`],
  ['a number more', LONG, `${LONG} 2`],
  ['another name', `${LONG} says Ada`, `${LONG} says Ava`],
  ['a negation more', LONG, LONG.replace('has finished', 'has not finished')],
  ["a negation as n't", `${LONG} and was seen`, `${LONG} and wasn't seen`],
  ['who does it to whom', `${LONG}, so Ada pays Bob`, `${LONG}, so Bob pays Ada`],
  ['numbers that change places', `${LONG}: 5 of 9`, `${LONG}: 9 of 5`],
  ['other words', 'Ada likes tea', 'Ada likes coffee'],
  ['a short text with one word more', 'likes tea', 'likes tea cold'],
  ['something and nothing', 'tea', ''],
])('%s says something else', (_, a, b) => {
  expect([saysTheSame(a, b), saysTheSame(b, a)]).toEqual([false, false]);
});

test('every text says what it says', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      expect(saysTheSame(text, text)).toBe(true);
    }),
  );
});

test.each([
  ['The cat of the neighbour is called Miso', ['neighbour', 'called', 'miso']],
  ['tea milk wine rum', ['milk', 'wine', 'rum']],
  ['tea', ['tea']],
  ['?!', []],
])('%j is looked for by %j', (text, words) => {
  expect(probeWords(text)).toEqual(words);
});
