import { expect, test } from 'vitest';
import { topOf } from '../../../../servers/memory/ranking/top.ts';
import { seededRandom } from '../../../seeded-random.ts';

const later = (slot: number, other: number): boolean => slot > other;

test('the best come first, the later of the same score before the earlier', () => {
  const scores = Float32Array.of(1, 3, 2, 3, 0.5, 2);
  const slots = Int32Array.of(4, 0, 1, 2, 3, 5, 99);
  const options = { ceiling: 3, allow: () => true, precedes: later };
  expect(topOf(slots, 6, scores, { ...options, limit: 4 })).toEqual([3, 1, 5, 2]);
  expect(topOf(slots, 6, scores, { ...options, limit: 10 })).toEqual([3, 1, 5, 2, 0, 4]);
  expect(topOf(slots, 0, scores, { ...options, limit: 4 })).toEqual([]);
  expect(topOf(slots, 6, scores, { ...options, limit: 0 })).toEqual([]);
});

test('they are those of sorting all that is allowed, however many of the best are not', () => {
  const random = seededRandom(11);
  for (const share of [0, 0.01, 0.5, 1]) {
    const count = 5_000;
    // Few different scores, as queries of common words give.
    const scores = Float32Array.from({ length: count }, () => Math.ceil(random() * 40) / 4);
    const allowed = Uint8Array.from({ length: count }, () => (random() < share ? 1 : 0));
    const slots = Int32Array.from({ length: count }, (_, slot) => count - 1 - slot);
    const sorted = [...slots]
      .filter((slot) => allowed[slot] === 1)
      .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || b - a);
    const best = topOf(slots, count, scores, {
      limit: 60,
      ceiling: 10,
      allow: (slot) => allowed[slot] === 1,
      precedes: later,
    });
    expect(best).toEqual(sorted.slice(0, 60));
  }
});

test('only what may be among the best is asked whether it is allowed', () => {
  const count = 100_000;
  const scores = Float32Array.from({ length: count }, (_, slot) => (slot % 1_000 === 0 ? 5 : 1));
  const slots = Int32Array.from(scores.keys());
  let asked = 0;
  const allow = (): boolean => {
    asked += 1;
    return true;
  };
  const best = topOf(slots, count, scores, { limit: 3, ceiling: 6, allow, precedes: later });
  expect(best).toEqual([99_000, 98_000, 97_000]);
  expect(asked).toBe(3);
});
