import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ageOf } from '../../../servers/memory/age.ts';
import { excerpt } from '../../../servers/memory/excerpt.ts';
import { fingerprint } from '../../../servers/memory/fingerprint.ts';
import { contentWords } from '../../../servers/memory/query.ts';
import { isScope, normaliseScope } from '../../../servers/memory/scope.ts';
import { cursorAfter, seenIn } from '../../../servers/memory/seen.ts';

test.each([
  [0, 'just now'],
  [-5_000, 'just now'],
  [59_999, 'just now'],
  [60_000, '1 minute ago'],
  [3_599_999, '59 minutes ago'],
  [3_600_000, '1 hour ago'],
  [86_399_999, '23 hours ago'],
  [3 * 86_400_000, '3 days ago'],
  [30 * 86_400_000, '30 days ago'],
  [31 * 86_400_000, '1 month ago'],
  [364 * 86_400_000, '11 months ago'],
  [366 * 86_400_000, '1 year ago'],
  [3650 * 86_400_000, '9 years ago'],
])('%d ms is %s', (elapsed, words) => {
  expect(ageOf(1_000_000, 1_000_000 + elapsed)).toBe(words);
});

describe('excerpt', () => {
  test.each([
    ['abc', 3, 'abc', 0],
    ['abcd', 3, 'abc…', 1],
    ['ab😀d', 3, 'ab…', 3],
    ['a😀bd', 3, 'a😀…', 2],
  ])('%s cut at %d', (text, length, start, omitted) => {
    expect(excerpt(text, length)).toEqual({ text: start, omitted });
  });
});

describe('fingerprint', () => {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

  test.each([
    ['tea', 'tea'],
    ['  green \n\t tea\u00a0', 'green tea'],
    ['Cafe\u0301', 'Caf\u00e9'],
    ['May', 'May'],
    ['', ''],
  ])('%j is that of %j', (text, plain) => {
    expect(fingerprint(text)).toBe(sha256(plain));
  });

  test('case, punctuation and words tell texts apart', () => {
    expect(new Set(['May', 'may', 'may.', 'mayday'].map(fingerprint)).size).toBe(4);
  });
});

describe('contentWords', () => {
  test.each([
    ['What is the name of my cat?', ['name', 'cat']],
    ['Who am I', ['who', 'am', 'i']],
    ["don't panic", ['panic']],
    ['Tea tea TEA', ['tea']],
    ['C++ or node.js-v24', ['c', 'node', 'js', 'v24']],
    ['cafe\u0301', ['caf\u00e9']],
    ['"NEAR(a b)" AND NOT x*', ['near', 'b', 'x']],
    ['日本語 العربية', ['日本語', 'العربية']],
    ['😀 --- !?', []],
  ])('%s', (query, words) => {
    expect(contentWords(query)).toEqual(words);
  });
});

describe('scope', () => {
  test.each([
    'user',
    'project:iza',
    'session:2026-11-20 a',
    'agent:É',
    'organisation:a/b:c',
    `project:${'x'.repeat(200)}`,
  ])('%s', (scope) => {
    expect(isScope(scope)).toBe(true);
  });

  test.each([
    '',
    'User',
    'user:x',
    'project',
    'project:',
    'project: x',
    'project:x ',
    'org:x',
    'project:a\nb',
    `agent:${'x'.repeat(201)}`,
    'agent:a\u200bb',
  ])('not %j', (scope) => {
    expect(isScope(scope)).toBe(false);
  });

  test('keys that look the same are the same', () => {
    expect(normaliseScope('project:cafe\u0301')).toBe('project:caf\u00e9');
  });
});

describe('seen', () => {
  test('a cursor holds the ends of the ids', () => {
    const first = cursorAfter(undefined, ['01TEST000000000000AAAAAAAA', '01TEST000000000000BBBBBBBB']);
    expect(first).toBe('AAAAAAAABBBBBBBB');
    expect(seenIn(cursorAfter(first, ['01TEST000000000000CCCCCCCC']))).toEqual([
      'AAAAAAAA',
      'BBBBBBBB',
      'CCCCCCCC',
    ]);
    expect(seenIn(undefined)).toEqual([]);
  });

  test('anything else is refused', () => {
    fc.assert(
      fc.property(fc.string(), (cursor) => {
        fc.pre(!/^(?:[0-9A-Z]{8})+$/.test(cursor));
        expect(() => seenIn(cursor)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
      }),
    );
  });
});
