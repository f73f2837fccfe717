import { expect, test } from 'vitest';
import { afterUse, type Fading, retrievability } from '../../../servers/memory/decay.ts';

const DAY = 86_400_000;

function memory(kind: Fading['kind'], more: Partial<Fading> = {}): Fading {
  return { kind, pinned: false, at: 0, ...more };
}

// 2^(-t/h): √½ = 0.70711 after half of a half-life, ¼ after two.
test.each([
  ['fact', 0, 1],
  ['fact', 180, 0.5],
  ['fact', 90, Math.SQRT1_2],
  ['fact', 360, 0.25],
  ['note', 1_800, 0.000977],
  ['message', 45, 0.5],
  ['event', 22.5, Math.SQRT1_2],
  ['task', 28, 0.25],
  ['procedure', 365, 0.5],
  ['relationship', 180, 0.5],
  ['summary', 180, 0.5],
  ['preference', 10_000, 1],
  ['decision', 10_000, 1],
  ['fact', -5, 1],
] as const)('a %s after %d days is at %d', (kind, days, expected) => {
  expect(retrievability(memory(kind), days * DAY)).toBeCloseTo(expected, 6);
});

test('what is pinned does not fade, and what was used fades more slowly', () => {
  expect(retrievability(memory('task', { pinned: true }), 1_000 * DAY)).toBe(1);
  expect(retrievability(memory('task', { halfLife: 28 * DAY }), 28 * DAY)).toBe(0.5);
});

test('use makes it last longer, the more so the more it had faded', () => {
  // Fresh: R = 1, so h stays. At half: h·(1 + 0.8·0.5) = 180 · 1.4 = 252. At a quarter: 180 · (1 + 0.8·0.75) = 288.
  const used = (days: number) => afterUse(memory('fact'), undefined, days * DAY);
  expect(used(0)).toEqual({ uses: 1, lastUsedAt: 0, halfLife: 180 * DAY });
  expect(used(180).halfLife / DAY).toBeCloseTo(252, 9);
  expect(used(360).halfLife / DAY).toBeCloseTo(288, 9);
});

test('use upon use goes on from the half-life that it had', () => {
  // 252 · (1 + 0.8·0.5) = 352.8 after another 252 days.
  const usage = { uses: 3, lastUsedAt: 0, halfLife: 252 * DAY };
  const next = afterUse(memory('fact'), usage, 252 * DAY);
  expect([next.uses, next.lastUsedAt]).toEqual([4, 252 * DAY]);
  expect(next.halfLife / DAY).toBeCloseTo(352.8, 9);
});

test('at most ten times the half-life of its kind', () => {
  const usage = { uses: 50, lastUsedAt: 0, halfLife: 139 * DAY };
  expect(afterUse(memory('task'), usage, 10_000 * DAY).halfLife).toBe(140 * DAY);
});

test('what never fades has no half-life to stretch, and does not begin to fade', () => {
  expect(afterUse(memory('preference'), undefined, 100 * DAY)).toEqual({
    uses: 1,
    lastUsedAt: 100 * DAY,
    halfLife: 0,
  });
  for (const days of [0, 1, 1_000]) {
    expect(retrievability(memory('preference', { halfLife: 0 }), days * DAY)).toBe(1);
  }
});
