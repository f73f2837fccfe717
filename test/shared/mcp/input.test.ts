import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { IzaError } from '../../../shared/mcp/errors.ts';
import { parseInput } from '../../../shared/mcp/input.ts';

const leaf = z.strictObject({ colour: z.string().optional(), weight: z.number().optional() });
const input = z.strictObject({
  items: z
    .array(z.strictObject({ text: z.string(), leaf: leaf.optional(), leaves: z.array(leaf).default([]) }))
    .default([]),
  named: z.record(z.string(), leaf).optional(),
  either: z.union([z.string(), leaf]).nullable().optional(),
});

/** Why these arguments are refused. */
function why(given: object): string | undefined {
  try {
    parseInput('sample', input, given);
  } catch (error) {
    return error instanceof IzaError ? error.details.why : String(error);
  }
  return undefined;
}

describe('a misspelt key', () => {
  test.each([
    ['at the top', { itms: [] }, '/itms: no such argument, did you mean items?'],
    [
      'in an item of a list',
      { items: [{ text: 'a' }, { text: 'b', laef: {} }] },
      '/items/1/laef: no such argument, did you mean leaf?',
    ],
    [
      'whose right name is missing',
      { items: [{ txet: 'a' }] },
      '/items/0/text: is missing, expected string; /items/0/txet: no such argument, did you mean text?',
    ],
    [
      'in what is optional',
      { items: [{ text: 'a', leaf: { color: 'red' } }] },
      '/items/0/leaf/color: no such argument, did you mean colour?',
    ],
    [
      'in a list that has a default',
      { items: [{ text: 'a', leaves: [{}, { wieght: 1 }] }] },
      '/items/0/leaves/1/wieght: no such argument, did you mean weight?',
    ],
    [
      'under a key that is free to choose',
      { named: { 'a/b~c': { wheight: 1 } } },
      '/named/a~1b~0c/wheight: no such argument, did you mean weight?',
    ],
    ['that is like none', { items: [{ text: 'a', zzz: 1 }] }, '/items/0/zzz: no such argument'],
  ])('%s', (_, given, expected) => {
    expect(why(given)).toBe(expected);
  });

  test('of a great length is cut where it is named', () => {
    const key = 'k'.repeat(1_000_000);
    expect(why({ [key]: 1 })).toBe(`/${'k'.repeat(100)}: no such argument`);
  });
});

test('what fits is let through', () => {
  expect(why({ items: [{ text: 'a', leaf: { colour: 'red' } }], either: { weight: 1 } })).toBe(undefined);
});
