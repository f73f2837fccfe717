import { expect, test } from 'vitest';
import { handOut, seal } from '../../../shared/cache/value.ts';

test('a value is what JSON tells of it, frozen to its depths, and the original is left alone', () => {
  const original = { at: new Date(0), gone: undefined, list: [{ n: 1 }] };
  const sealed = seal(original);
  expect(sealed?.value).toEqual({ at: '1970-01-01T00:00:00.000Z', list: [{ n: 1 }] });
  expect(sealed?.payload).toEqual({
    kind: 'json',
    text: '{"at":"1970-01-01T00:00:00.000Z","list":[{"n":1}]}',
  });
  const value = sealed?.value as { list: { n: number }[] };
  expect(() => value.list.push({ n: 2 })).toThrow(TypeError);
  expect(() => Object.assign(value.list[0] ?? {}, { n: 2 })).toThrow(TypeError);
  original.list.push({ n: 3 });
  expect(value.list).toEqual([{ n: 1 }]);
});

test('bytes are copied on the way in and on the way out', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  const sealed = seal(bytes);
  bytes[0] = 9;
  const first = handOut(sealed?.value) as Buffer;
  first[1] = 9;
  expect([...(handOut(sealed?.value) as Buffer)]).toEqual([1, 2, 3]);
});

test('what JSON cannot say is not sealed', () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  let deep: unknown[] = [];
  for (let i = 0; i < 100_000; i += 1) deep = [deep];
  for (const value of [undefined, () => 1, 1n, circle, deep]) expect(seal(value)).toBeUndefined();
  expect(seal(null)?.value).toBe(null);
});
