import { expect, test } from 'vitest';
import { slotOf } from '../../../shared/cache/key.ts';

const KEY = { source: 'recall', version: '1', args: { b: 2, a: 1 }, scopes: ['user:ada'] };

test('a slot is the SHA-256 of the canonical JSON of the key', () => {
  // printf '%s' '["recall","1",{"a":1,"b":2},["user:ada"]]' | sha256sum
  expect(slotOf(KEY)).toEqual({
    id: '95e79470d475e9da95c8b7fdb5124838ae4872b9ffa05d6ecb1b08265cb651d6',
    scopes: ['user:ada'],
  });
});

test('the order of members and scopes makes no other key, and a scope said twice counts once', () => {
  const one = slotOf({ ...KEY, scopes: ['b', 'a', 'b'] });
  expect(one).toEqual(slotOf({ ...KEY, args: { a: 1, b: 2 }, scopes: ['a', 'b'] }));
  expect(one?.scopes).toEqual(['a', 'b']);
});

test.each([
  ['source', { source: 'search' }],
  ['version', { version: '2' }],
  ['arguments', { args: { a: 1, b: 3 } }],
  ['type of an argument', { args: { a: '1', b: 2 } }],
  ['scopes', { scopes: ['user:bob'] }],
])('another %s is another key', (_, other) => {
  expect(slotOf({ ...KEY, ...other })?.id).not.toBe(slotOf(KEY)?.id);
});

test('arguments without a canonical form make no key', () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  for (const args of [Number.NaN, circle, 1n]) expect(slotOf({ ...KEY, args })).toBeUndefined();
});
