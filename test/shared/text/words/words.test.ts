import { describe, expect, test } from 'vitest';
import { stem } from '../../../../shared/text/words/stem.ts';
import { queryWords, words } from '../../../../shared/text/words/words.ts';

describe('words of a text', () => {
  test.each([
    ["Don't panic: it's 42!", ['don', 't', 'panic', 'it', 's', '42']],
    ['Café MÜNCHEN naïve', ['cafe', 'munchen', 'naive']],
    ['ﬁne ｗｉｄｅ', ['fine', 'wide']],
    ['Party 🎉🎂 tonight', ['party', '🎉', '🎂', 'tonight']],
    ['from 🇫🇷 to 🇮🇹', ['from', '🇫🇷', 'to', '🇮🇹']],
    ['हिन्दी भाषा', ['हिन्दी', 'भाषा']],
    ['', []],
    ['?! …', []],
  ])('%s', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  test('without spaces between words: each character and the pair that it ends', () => {
    expect(words('黒い猫')).toEqual(['黒', '黒い', 'い', 'い猫', '猫']);
    expect(words('iPhone手机')).toEqual(['iphone', '手', '手机', '机']);
  });

  test('a query looks for pairs, and for a character where it stands alone', () => {
    expect(queryWords('黒い猫')).toEqual(['黒い', 'い猫']);
    expect(queryWords('猫')).toEqual(['猫']);
    expect(queryWords('my 猫')).toEqual(['my', '猫']);
  });

  test('a word of any length is kept by its first 64 characters', () => {
    expect(words('x'.repeat(1000))).toEqual(['x'.repeat(64)]);
  });
});

describe('stems', () => {
  test.each([
    ['went', 'go'],
    ['going', 'go'],
    ['children', 'kid'],
    ['kids', 'child'],
    ['adopted', 'adoption'],
    ['mum', 'mothers'],
    ['photos', 'photograph'],
    ['taught', 'teaching'],
  ])('%s and %s are forms of one word', (one, other) => {
    expect(stem(one)).toBe(stem(other));
  });

  test('words of other languages and numbers stay as they are', () => {
    expect([stem('猫'), stem('2024'), stem('straße')]).toEqual(['猫', '2024', 'straße']);
  });
});
