import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ageOf } from '../../../servers/memory/age.ts';
import { excerpt } from '../../../servers/memory/excerpt.ts';
import { fingerprint } from '../../../servers/memory/fingerprint.ts';
import { normaliseName, normaliseTag, slug } from '../../../servers/memory/names.ts';
import { isChatter, USUAL_IMPORTANCE } from '../../../servers/memory/quality.ts';
import { contentWords } from '../../../servers/memory/query.ts';
import { cursorAfter, seenIn } from '../../../servers/memory/recall/seen.ts';
import { isScope, normaliseScope } from '../../../servers/memory/scope.ts';
import { intervalOf, isMoment, parseMoment } from '../../../shared/moments.ts';

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

describe('names', () => {
  test.each([
    ['  Ada   Lovelace ', 'ada lovelace'],
    ['ÉLODIE', 'elodie'],
    ['Cafe\u0301', 'cafe'],
    ['Ｔｏｋｙｏ', 'tokyo'],
    ['Straße', 'straße'],
    ['東京', '東京'],
  ])('%j is %j', (name, plain) => {
    expect(normaliseName(name)).toBe(plain);
  });

  test('tags keep their accents', () => {
    expect(normaliseTag(' Cafe\u0301 ')).toBe('caf\u00e9');
  });

  test.each([
    ['Which database?', 'which-database'],
    ['--Über -- C++ / Go!--', 'uber-c-go'],
    ['東京 2026', '東京-2026'],
    ['?!', ''],
    ['x'.repeat(300), 'x'.repeat(120)],
  ])('the key of %j is %j', (title, key) => {
    expect(slug(title)).toBe(key);
  });
});

describe('moments', () => {
  test.each([
    ['2026', Date.UTC(2026, 0, 1)],
    ['2026-11', Date.UTC(2026, 10, 1)],
    ['2026-11-20', Date.UTC(2026, 10, 20)],
    ['2024-02-29', Date.UTC(2024, 1, 29)],
    ['2026-11-20T09:30Z', Date.UTC(2026, 10, 20, 9, 30)],
    ['2026-11-20T09:30:15.250+02:00', Date.UTC(2026, 10, 20, 7, 30, 15, 250)],
    ['0001-01-01', -62_135_596_800_000],
    ['9999-12-31T23:59:59.999Z', 253_402_300_799_999],
  ])('%s', (text, at) => {
    expect([parseMoment(text), isMoment(text)]).toEqual([at, true]);
  });

  test.each([
    '',
    'yesterday',
    '20-11-2026',
    '2026-1-5',
    '2026-13',
    '2026-00-10',
    '2026-02-29',
    '2026-04-31',
    '2026-01-32',
    '2026-01-99T10:00Z',
    '0000-12-31',
    '+12026-01-01',
    '2026-11-20T09:30',
    '2026-11-20 09:30Z',
    '2026-11-20T25:00Z',
    '2026-11-20T09:60Z',
    '9999-12-31T23:59:59.999-01:00',
    ' 2026',
    '2026\n',
    '２０２６',
  ])('not %j', (text) => {
    expect([parseMoment(text), isMoment(text)]).toEqual([undefined, false]);
  });

  test('an interval ends after it begins', () => {
    expect(intervalOf({ valid_from: '2026', valid_to: '2026-01-02' })).toEqual({
      validFrom: Date.UTC(2026, 0, 1),
      validTo: Date.UTC(2026, 0, 2),
    });
    expect(intervalOf({ valid_to: '2026' })).toEqual({ validTo: Date.UTC(2026, 0, 1) });
    expect(intervalOf({})).toEqual({});
    for (const valid_to of ['2026-01-01', '2025']) {
      expect(() => intervalOf({ valid_from: '2026', valid_to }, '/items/3')).toThrow(
        expect.objectContaining({
          code: 'INVALID_INPUT',
          message: '/items/3/valid_to: it has to be later than valid_from.',
        }),
      );
    }
  });
});

describe('quality', () => {
  test.each([
    'ok',
    'Thanks!',
    'Sounds good.',
    'Running the tests...',
    'Let me check the file first.',
    'As an AI, I have no opinions',
    'Certainly! Here is the plan',
    'Is there anything else I can do for you?',
    "I'm sorry, I was wrong",
    'Unfortunately, I cannot open it',
    ' tea \n',
    '!?',
  ])('%j is chatter', (text) => {
    expect(isChatter(text)).toBe(true);
  });

  test.each([
    'Ada likes tea',
    'OK Computer is her favourite album',
    'Runs at seven every day',
    '猫が好き',
    'Done with Acme since May',
  ])('%j is not', (text) => {
    expect(isChatter(text)).toBe(false);
  });

  test('what a person wants and decides matters most, what was said in passing least', () => {
    const kinds = Object.entries(USUAL_IMPORTANCE).sort(([, a], [, b]) => b - a || 0);
    expect(kinds.slice(0, 2).map(([kind]) => kind)).toEqual(['preference', 'decision']);
    expect(kinds.at(-1)).toEqual(['message', 0.3]);
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
