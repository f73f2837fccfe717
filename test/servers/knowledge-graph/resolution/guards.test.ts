import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forbidsMerging } from '../../../../servers/knowledge-graph/resolution/guards.ts';
import { IzaError } from '../../../../shared/mcp/errors.ts';
import { piecedName } from './pieced-name.ts';

const reason = (a: string, b: string, type?: string): string | undefined =>
  forbidsMerging({ name: a, type }, { name: b, type });

describe('names with other letters', () => {
  test.each([
    ['GPT-4.1', 'GPT-4.5', 'they differ in version: 4.1, 4.5'],
    ['API v1', 'API v2', 'they differ in version: 1, 2'],
    ['World Cup 2018', 'World Cup 2022', 'they differ in year: 2018, 2022'],
    ['World Cup', 'World Cup 2022', 'only one has this (year): 2022'],
    ['42nd Street', 'Second Street', 'they differ in ordinal: 42nd, second'],
    ['Louis XIV', 'Louis XVI', 'they differ in roman numeral: xiv, xvi'],
    ['iPhone 14', 'iPhone 15', 'they differ in number: 14, 15'],
    ['12/11', '11/12', 'they differ in number: 11/12, 12/11'],
    ['Day 2 of 3', 'Day 3 of 2', 'they differ in number: 2 3, 3 2'],
    ['5 mg', '5 g', 'they differ in unit: g, mg'],
    ['16GB', '16 TB', 'they differ in unit: gb, tb'],
    ['North Korea', 'South Korea', 'they differ in direction: north, south'],
    ['Robert Downey Sr.', 'Robert Downey Jr.', 'they differ in generation: jr, sr'],
    ['Mr. Smith', 'Mrs. Smith', 'they differ in gender: mr, mrs'],
    ['iPhone 15', 'iPhone 15 Pro', 'only one has this (edition): pro'],
    ['Small coffee', 'Large coffee', 'they differ in size: large, small'],
    ['Main Street', 'Main Road', 'they differ in kind of street or place: road, street'],
    ['babel-core', 'babel-cli', 'they differ in part of a package: cli, core'],
    ['Plan A', 'Plan B', 'they differ in single letters: a, b'],
    ['iPhone 4', 'iPhone 4S', 'only one has this (single letters): s'],
    ['Audi A4', 'Audi S4', 'they differ in single letters: a, s'],
    ['Language C++', 'Language C#', 'they differ in symbols: #, ++'],
    ['George W. Bush', 'George H. W. Bush', 'they differ in single letters: h w, w'],
    ['hypertension', 'hypotension', 'they differ in prefix: hyper, hypo'],
    ['typical pneumonia', 'atypical pneumonia', 'only one has this (prefix): a'],
    ['@a/x', '@b/x', 'they differ in scope: @a, @b'],
    ['@types/node', 'node', 'only one has this (scope): @types'],
    ['Mercury (planet)', 'Mercury (element)', 'they differ in qualifier: element, planet'],
    ['Mercury', 'Mercury (planet)', 'only one has this (qualifier): planet'],
    ['Station Fire', 'Fire Station', 'the same words in another order'],
    ['Java', 'Java Script', 'one is a part of the other'],
    ['Java', 'JavaScript', 'one is a part of the other'],
    ['York', 'York Minster', 'one is a part of the other'],
    ['Jake Gyllenhaal', 'Maggie Gyllenhaal', 'the same last name with another first name'],
    ['Аpple', 'Apple', 'they look alike but are written with letters of different scripts'],
    ['ВМW', 'BMW', 'they look alike but are written with letters of different scripts'],
    ['Сосо', 'Coco', 'they look alike but are written with letters of different scripts'],
  ])('%s and %s: %s', (a, b, why) => {
    expect(reason(a, b)).toBe(why);
    expect(reason(b, a)).toBe(why);
  });

  test.each([
    ['Microsoft', 'Microsft'],
    ['Rocky II', 'Rocky 2'],
    ['World War One', 'World War 1'],
    ['Marie Curie', 'M. Curie'],
    ['Jon Smith', 'John Smith'],
    ['database', 'databases'],
  ])('nothing is said against %s and %s', (a, b) => {
    expect(reason(a, b)).toBeUndefined();
  });

  test('siblings are persons', () => {
    expect(reason('Lake Geneva', 'Hotel Geneva', 'company')).not.toContain('last name');
  });
});

describe('names with one key', () => {
  const alone = 'a word alone may mean something else';

  test.each([
    ['Open AI', 'OpenAI'],
    ['B 12', 'B12'],
    ["O'Brien", 'O Brien'],
    ['J. R. R. Tolkien', 'J.R.R. Tolkien'],
    ['worldhealthorganization', 'World Health Organization'],
    ['The World Bank', 'World Bank'],
    ['Deutsche Telekom Inc', 'Deutsche Telekom'],
    ['Curie, Marie', 'Marie Curie'],
    ['São Paulo', 'Sao Paulo'],
  ])('%s and %s are one', (a, b) => {
    expect(reason(a, b)).toBeUndefined();
    expect(reason(b, a)).toBeUndefined();
  });

  test.each([
    ['New Castle', 'Newcastle', undefined, 'joined and separate words may be two names'],
    ['Acme Inc', 'Acme GmbH', 'company', 'other legal forms: two companies may share the rest of the name'],
    ['Apple Inc', 'Apple', undefined, `only one has a legal form, and ${alone}`],
    ['Monsters, Inc.', 'Monsters', 'film', 'only one has a legal form, and they are no companies'],
    ['iPhone SE', 'iPhone', undefined, 'the last word may be a legal form or something else'],
    ['The Band', 'Band', undefined, `only one has the article, and ${alone}`],
    [
      'The Suicide Squad',
      'Suicide Squad',
      'film',
      'only one has the article, which is a part of titles and stage names',
    ],
    ['The Edge', 'Edge', 'person', 'only one has the article, which is a part of titles and stage names'],
    ["Lee Roy Selmon's", 'Lee Roy Selmon', undefined, "a name with 's may be a name of its own"],
    ["Wendy's", 'Wendy', undefined, "a name with 's may be a name of its own"],
    ["Wendy's", 'Wendy', 'company', "a name with 's may be a name of its own"],
    ["St. John's", 'St John', 'place', "a saint's name with and without 's are two places"],
    ['Jordan, Michael', 'Michael Jordan', 'company', 'only names of persons are turned round at a comma'],
    [
      'Washington, Georgia',
      'Georgia Washington',
      undefined,
      'what follows the comma may be the region of a place',
    ],
    ["He'll", 'Hell', undefined, 'a contraction in one only'],
    ['lodash.get', 'lodash-get', undefined, 'identifiers with other separators'],
    ['Makefile', 'makefile', 'file', 'identifiers are told apart letter for letter'],
    ['WHO', 'Who', undefined, 'a short word in capitals or with other marks may mean something else'],
    ['Bär', 'Bar', undefined, 'a short word in capitals or with other marks may mean something else'],
  ])('%s and %s (%s): %s', (a, b, type, why) => {
    expect(reason(a, b, type)).toBe(why);
    expect(reason(b, a, type)).toBe(why);
  });

  test.each([
    ['Apple Inc', 'Apple', 'company'],
    ['SAP SE', 'SAP', 'company'],
    ['The Beatles', 'Beatles', 'band'],
    ["Alice's", 'Alice', 'person'],
    ["Marie Curie's", 'Marie Curie', 'person'],
    ["Hong Kong's", 'Hong Kong', 'place'],
    ['Woolf, Virginia', 'Virginia Woolf', 'person'],
    ['NASA', 'Nasa', 'organization'],
    ['machine_learning', 'machine-learning', 'topic'],
  ])('%s and %s are one as a %s', (a, b, type) => {
    expect(reason(a, b, type)).toBeUndefined();
  });
});

describe('strong keys', () => {
  const ada = { name: 'Ada Lovelace', keys: ['email:ada@example.org', 'url:https://ada.example/'] };

  test('that differ forbid, whatever the names', () => {
    expect(forbidsMerging(ada, { name: 'Ada Lovelace', keys: ['email:ada@example.com'] })).toBe(
      'different strong keys (email)',
    );
  });

  test('of other kinds, or one that is shared, do not', () => {
    expect(forbidsMerging(ada, { name: 'Ada Lovelace', keys: ['id:wikidata:Q7259'] })).toBeUndefined();
    expect(
      forbidsMerging(ada, { name: 'Ada Lovelace', keys: ['email:a@example.org', 'email:ada@example.org'] }),
    ).toBeUndefined();
  });
});

test('every guard says the same from both sides', () => {
  const type = fc.constantFrom(undefined, 'person', 'company', 'film', 'place', 'package', 'topic');
  fc.assert(
    fc.property(piecedName, piecedName, type, type, (a, b, first, second) => {
      try {
        const one = { name: a, type: first };
        const other = { name: b, type: second };
        expect(forbidsMerging(one, other)).toBe(forbidsMerging(other, one));
        expect(forbidsMerging(one, { ...one })).toBeUndefined();
      } catch (error) {
        if (!(error instanceof IzaError)) throw error;
      }
    }),
    { numRuns: 2000, seed: 4 },
  );
});
