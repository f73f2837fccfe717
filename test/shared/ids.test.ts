import { expect, test } from 'vitest';
import { createIds } from '../../shared/ids.ts';
import { NOON, testClock } from '../clock.ts';

test('ids carry the time and increase while the clock stands still or goes back', () => {
  const clock = testClock(NOON);
  const ids = createIds(clock, () => 0);
  // 2026-11-20T12:00Z is 1795176000000 ms: 01M7WD7TG0 in Crockford's base 32.
  expect(ids.next()).toBe('01M7WD7TG00000000000000000');
  expect(ids.next()).toBe('01M7WD7TG00000000000000001');
  clock.advance(-1000);
  expect(ids.next()).toBe('01M7WD7TG00000000000000002');
  clock.set(NOON + 1);
  expect(ids.next()).toBe('01M7WD7TG10000000000000000');
});
