import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normaliseName, readName } from '../../../../servers/knowledge-graph/resolution/read-name.ts';
import { IzaError } from '../../../../shared/mcp/errors.ts';
import { piecedName } from './pieced-name.ts';

describe('one spelling', () => {
  test.each([
    ['Marie Curie', 'mariecurie'],
    ['  Marie   CURIE ', 'mariecurie'],
    ['The World-Health Organization, Inc.', 'worldhealthorganization'],
    ['Ｆｕｌｌ ｗｉｄｔｈ', 'fullwidth'],
    ['São Paulo', 'saopaulo'],
    ['Sa\u0303o Paulo', 'saopaulo'],
    ['Straße in Łódź', 'strasseinlodz'],
    ['Ørsted Æther', 'orstedaether'],
    ['İstanbul', 'istanbul'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['οδός', 'οδοσ'],
    ["Marie Curie's", 'mariecurie'],
    ['Marie Curie’s', 'mariecurie'],
    ["Schindler's List", 'schindlerslist'],
    ["O'Brien", 'obrien'],
    ['AT&T', 'atandt'],
    ['Simon & Garfunkel', 'simonandgarfunkel'],
    ['e-mail', 'email'],
    ['snake_case', 'snakecase'],
    ['Node.js', 'nodejs'],
    ['U.S.A.', 'usa'],
    ['J. R. R. Tolkien', 'jrrtolkien'],
    ['Curie, Marie', 'mariecurie'],
    ['García Márquez, Gabriel', 'gabrielgarciamarquez'],
    ['King, Martin Luther, Jr.', 'martinlutherkingjr'],
    ['Beatles, The', 'beatles'],
    ['Acme, Inc.', 'acme'],
    ['Acme GmbH & Co. KG', 'acme'],
    ['Acme Co., Ltd.', 'acme'],
    ['Nestlé S.A.', 'nestle'],
    ['soft\u00adhyphen', 'softhyphen'],
    ['a\u200bb', 'ab'],
  ])('%s is %s', (name, key) => {
    expect(normaliseName(name)).toBe(key);
  });

  test.each([
    ['Tiffany & Co.', 'tiffanyandco', 'a partner is no legal form'],
    ['GmbH', 'gmbh', 'nothing would be left'],
    ['The Who', 'thewho', 'who would be left'],
    ['A Serious Man', 'aseriousman', 'an indefinite article belongs to a name'],
    ['Boeing 747-8', 'boeing747 8', 'digits stay apart'],
    ['GPT-4.1', 'gpt4.1', 'a point between digits stays'],
    ['10²', '10 2', 'a superscript is no digit of the number'],
    ['1½', '1 1⁄2', 'nor a fraction'],
    ['1,000', '1,000', 'nor a comma'],
    ['10:30', '10:30', 'nor a colon'],
    ["5'6", '5 6', 'nor an apostrophe'],
    ['-5', '\u22125', 'nor the sign'],
    ['C++', 'c++', 'symbols stay'],
    ['Yahoo!', 'yahoo!', 'and marks that shout'],
    ['.NET', '.net', 'a leading point stays'],
    ['@a/x-y', '@a/xy', 'and the scope of a package'],
    ['Mercury (Planet)', 'mercury (planet)', 'a qualifier stays'],
    ['Андрей', 'андрей', 'й is another letter than и'],
    ['が', 'が', 'and が than か'],
    ['Аpple', 'аpple', 'and Cyrillic а than a'],
    ['…', '...', 'what is nothing but separators is itself'],
    ['One, Two, Three', 'onetwothree', 'a list is not turned round'],
  ])('%s is %s: %s', (name, key) => {
    expect(normaliseName(name)).toBe(key);
  });

  test('normalising twice is normalising once', () => {
    const same = (name: string): void => {
      let key: string;
      try {
        key = normaliseName(name);
      } catch (error) {
        expect(error).toBeInstanceOf(IzaError);
        return;
      }
      // NFKC may lengthen a name up to eighteen times.
      if (key.length <= 500) expect(normaliseName(key)).toBe(key);
    };
    fc.assert(fc.property(piecedName, same), { numRuns: 3000, seed: 1 });
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 30 }), same), { numRuns: 3000, seed: 2 });
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), same), { numRuns: 2000, seed: 3 });
  });

  test('case makes no difference', () => {
    for (const name of ["The O'Brien-Müller, Inc.", 'Curie, Marie', 'OpenAI', 'Straße', 'the who']) {
      expect(normaliseName(name.toUpperCase())).toBe(normaliseName(name.toLowerCase()));
    }
  });
});

describe('a name taken apart', () => {
  test('into words with their seams, without article, legal form and possessive', () => {
    expect(readName("The OpenAI B12 O'Brien Ltd (Irish branch)")).toEqual({
      clean: "The OpenAI B12 O'Brien Ltd (Irish branch)",
      key: 'openaib12obrien (irishbranch)',
      words: [
        { text: 'openai', seams: [4] },
        { text: 'b12', seams: [1] },
        { text: 'obrien', seams: [1] },
      ],
      qualifier: 'irishbranch',
      article: true,
      legal: { forms: 'ltd', doubtful: false },
      possessive: false,
      turned: undefined,
    });
  });

  test('and says what was turned round', () => {
    expect(readName('Curie, Marie').turned).toBe('name');
    expect(readName('Paris, Texas').turned).toBe('region');
    expect(readName('Paris, France').turned).toBe('region');
    expect(readName('Portland, OR').turned).toBe('region');
    expect(readName('Acme, Inc.').turned).toBeUndefined();
  });
});

describe('what is no name', () => {
  const code = (name: string): string | undefined => {
    try {
      normaliseName(name);
    } catch (error) {
      return (error as IzaError).code;
    }
    return undefined;
  };

  test.each([
    [''],
    ['   '],
    ['\u00a0\u3000'],
    ['\u200b\ufeff'],
    ['\u3164'],
    ['a\tb'],
    ['a\nb'],
    ['a\u0000b'],
    ['\u007f'],
    ['a\u0085b'],
    ['a\u202eb'],
    ['a\ud800b'],
  ])('%j is refused', (name) => {
    expect(code(name)).toBe('INVALID_INPUT');
  });

  test('500 characters are a name, 501 are too many, and a megabyte is refused at once', () => {
    expect(normaliseName('a'.repeat(500))).toBe('a'.repeat(500));
    expect(code('a'.repeat(501))).toBe('TOO_LARGE');
    expect(code('(,. '.repeat(250_000))).toBe('TOO_LARGE');
    expect(() => normaliseName('a'.repeat(501))).toThrow('A name has 501 characters.');
  });

  test('no arrangement of 500 characters takes long', () => {
    for (const unit of ['.', "'", '(', ')', ', ', ' -', 'a.', 'aA', '1²', 'ﷺ', ' co', 'e\u0301', '& ']) {
      expect(normaliseName(unit.repeat(Math.floor(500 / unit.length))).length).toBeGreaterThan(0);
    }
  });
});
