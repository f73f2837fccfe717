import { describe, expect, test } from 'vitest';
import { resolve } from '../../../../servers/knowledge-graph/resolution/resolve.ts';
import { IzaError } from '../../../../shared/mcp/errors.ts';
import { type Entity, knownOf, mention, sameType } from './known-names.ts';

const ENTITIES: Entity[] = [
  {
    id: 1,
    name: 'Marie Curie',
    type: 'person',
    keys: ['id:wikidata:Q7186'],
    aliases: [{ name: 'Maria Skłodowska', how: 'former' }],
  },
  {
    id: 2,
    name: 'World Health Organization',
    type: 'organization',
    aliases: [{ name: 'WHO', how: 'acronym' }],
  },
  { id: 3, name: 'Mercury', type: 'planet' },
  { id: 4, name: 'Mercury', type: 'element', aliases: [{ name: 'quicksilver', how: 'alias' }] },
  { id: 5, name: 'Volvo', type: 'company' },
  { id: 6, name: 'Volvo AB', type: 'company' },
  { id: 7, name: 'Apple', type: 'company', keys: ['url:https://apple.com/'] },
  { id: 8, name: 'George Washington', type: 'person', aliases: [{ name: 'Washington', how: 'alias' }] },
  { id: 9, name: 'Washington', type: 'state' },
];
const known = knownOf(ENTITIES);
const found = (name: string, more = {}) => resolve(mention(name, more), known, sameType);

describe('strong keys', () => {
  test('tell the same whatever the name', () => {
    expect(found('Madame X', { keys: ['id:wikidata:Q7186'] })).toEqual({
      same: 1,
      rule: 'key',
      evidence: 'id:wikidata:Q7186',
    });
  });

  test('of two entities are ambiguous', () => {
    expect(found('Apple', { keys: ['url:https://apple.com/', 'id:wikidata:Q7186'] })).toEqual({
      ambiguous: [
        { id: 7, score: 1, why: ['it has url:https://apple.com/'] },
        { id: 1, score: 1, why: ['it has id:wikidata:Q7186'] },
      ],
    });
  });

  test('of something of another type are ambiguous', () => {
    expect(found('Apple', { keys: ['url:https://apple.com/'], type: 'fruit' })).toEqual({
      ambiguous: [
        { id: 7, score: 1, why: ['it has url:https://apple.com/', 'their types do not fit: company, fruit'] },
      ],
    });
  });

  test('that differ keep equal names apart', () => {
    expect(found('Apple', { keys: ['url:https://apple.example/'], type: 'company' })).toEqual({
      new: true,
      similar: [{ id: 7, score: 1, why: ['its name is "Apple"'], forbidden: 'different strong keys (url)' }],
    });
  });
});

describe('names', () => {
  test('that are written alike are the same', () => {
    const same = { same: 1, rule: 'name', evidence: 'its name is "Marie Curie"' };
    expect(found('CURIE, Marie', { type: 'person' })).toEqual(same);
    expect(found("marie-curie's", { type: 'person' })).toEqual(same);
  });

  test('of several are ambiguous, unless a type tells', () => {
    expect(found('Mercury')).toEqual({
      ambiguous: [
        { id: 3, score: 1, why: ['its name is "Mercury"'] },
        { id: 4, score: 1, why: ['its name is "Mercury"'] },
      ],
    });
    expect(found('Mercury', { type: 'element' })).toEqual({
      same: 4,
      rule: 'name',
      evidence: 'its name is "Mercury"',
    });
  });

  test('written exactly so come first', () => {
    expect(found('Volvo AB', { type: 'company' })).toEqual({
      same: 6,
      rule: 'name',
      evidence: 'its name is "Volvo AB"',
    });
    expect(found('volvo', { type: 'company' })).toEqual({
      same: 5,
      rule: 'name',
      evidence: 'its name is "Volvo"',
    });
  });

  test('of another type are offered with the reason', () => {
    expect(found('Apple', { type: 'fruit' })).toEqual({
      new: true,
      similar: [
        {
          id: 7,
          score: 1,
          why: ['its name is "Apple"'],
          forbidden: 'their types do not fit: company, fruit',
        },
      ],
    });
  });

  test('that look alike in another script are offered with the reason', () => {
    expect(found('Аpple', { type: 'company' })).toEqual({
      new: true,
      similar: [
        {
          id: 7,
          score: 1,
          why: ['the same letters'],
          forbidden: 'they look alike but are written with letters of different scripts',
        },
      ],
    });
  });
});

describe('other names', () => {
  test('aliases, acronyms and former names that one entity has tell the same', () => {
    expect(found('Quicksilver')).toEqual({ same: 4, rule: 'alias', evidence: 'its alias is "quicksilver"' });
    expect(found('WHO')).toEqual({ same: 2, rule: 'acronym', evidence: 'its acronym is "WHO"' });
    expect(found('Maria Sklodowska')).toEqual({
      same: 1,
      rule: 'former',
      evidence: 'its former name is "Maria Skłodowska"',
    });
  });

  test('an alias of one that is the name of another is ambiguous', () => {
    expect(found('Washington')).toEqual({
      ambiguous: [
        { id: 8, score: 1, why: ['its alias is "Washington"'] },
        { id: 9, score: 1, why: ['its name is "Washington"'] },
      ],
    });
    expect(found('Washington', { type: 'state' })).toMatchObject({ same: 9 });
  });

  test('aliases that come with a mention count when its name says nothing', () => {
    expect(found('The Radium Lady', { aliases: ['Marie Curie'] })).toEqual({
      same: 1,
      rule: 'alias',
      evidence: 'its name is "Marie Curie"',
    });
    expect(found('Hg', { aliases: ['Mercury'] })).toEqual({
      ambiguous: [
        { id: 3, score: 1, why: ['its name is "Mercury"'] },
        { id: 4, score: 1, why: ['its name is "Mercury"'] },
      ],
    });
  });

  test('a name with its acronym names itself twice, from three letters on', () => {
    expect(found('World Health Organization (WHO)')).toEqual({
      same: 2,
      rule: 'alias',
      evidence: 'its name is "World Health Organization"',
    });
    const city = knownOf([{ id: 1, name: 'New York' }]);
    expect(resolve(mention('New York (NY)'), city, sameType)).toEqual({
      new: true,
      similar: [expect.objectContaining({ id: 1, forbidden: 'only one has this (qualifier): ny' })],
    });
  });

  test('an alias does not do away with a number in the name', () => {
    const phones = knownOf([{ id: 1, name: 'iPhone' }]);
    expect(resolve(mention('iPhone 15', { aliases: ['iPhone'] }), phones, sameType)).toEqual({
      new: true,
      similar: [
        { id: 1, score: 1, why: ['its name is "iPhone"'], forbidden: 'only one has this (number): 15' },
      ],
    });
  });

  test('an ordinary word is not an acronym', () => {
    expect('new' in found('Who')).toBe(true);
  });
});

describe('what is not certain', () => {
  test('is offered, best first, five at most', () => {
    const many = knownOf(Array.from({ length: 8 }, (_, id) => ({ id, name: `Falcon ${id + 1}` })));
    const resolution = resolve(mention('Falcon 9'), many, sameType);
    expect('new' in resolution && resolution.similar).toHaveLength(5);
    expect('new' in resolution && resolution.similar[0]?.forbidden).toMatch(/^they differ in number: /);
    expect(found('Marie Curei', { type: 'person' })).toEqual({
      new: true,
      similar: [{ id: 1, score: expect.closeTo(0.8, 0), why: ['1 of 2 words the same'] }],
    });
  });

  test('nothing near is simply new', () => {
    expect(found('Zanzibar')).toEqual({ new: true, similar: [] });
  });

  test('duplicates of an entity are looked for without itself and what was declared distinct', () => {
    const apart = knownOf(ENTITIES, [[3, 4]]);
    expect(resolve(mention('Mercury', { id: 3 }), apart, sameType)).toEqual({ new: true, similar: [] });
    expect(resolve(mention('Mercury', { id: 3 }), known, sameType)).toEqual({
      same: 4,
      rule: 'name',
      evidence: 'its name is "Mercury"',
    });
  });

  test('bad names are errors', () => {
    expect(() => found('')).toThrow(IzaError);
    expect(() => found('Ada', { aliases: ['\t'] })).toThrow(IzaError);
  });
});
