import { expect, test } from 'vitest';
import type { Interval } from '../../../../servers/memory/ranking/entry.ts';
import { createTimes } from '../../../../servers/memory/ranking/times.ts';
import { seededRandom } from '../../../seeded-random.ts';

const span = (from: number, to: number): Interval => ({ from, to });

test('what was said in a time or speaks of it is found, each once', () => {
  const times = createTimes();
  times.set(0, 10, []);
  times.set(1, 20, [span(0, 5), span(8, 12)]);
  times.set(2, 11, [span(10, 20), span(10, 11)]);
  times.set(3, 30, [span(15, 15)]);
  expect(times.meeting([span(10, 12)])).toEqual([0, 2, 1]);
  expect(times.meeting([span(0, 3), span(20, 31)])).toEqual([1, 3]);
  // Ends are not part of a time, and a span without length meets nothing.
  expect(times.meeting([span(12, 20)])).toEqual([2]);
  expect(times.meeting([span(31, 40)])).toEqual([]);
});

test('how well spans fit: ½ and up to as much again for the share of the longer one', () => {
  const times = createTimes();
  times.set(4, 0, [span(0, 10), span(90, 100)]);
  expect([times.speaksOfAny(4), times.speaksOfAny(3)]).toEqual([true, false]);
  expect(times.overlap(4, [span(0, 10)])).toBe(1);
  expect(times.overlap(4, [span(5, 10)])).toBe(0.75);
  expect(times.overlap(4, [span(5, 10), span(80, 100)])).toBe(0.75);
  expect(times.overlap(4, [span(10, 90)])).toBe(0);
  expect(times.overlap(3, [span(0, 10)])).toBe(0);
});

test('what is removed is at no time, and its slot can be taken by another', () => {
  const times = createTimes();
  times.set(0, 10, [span(0, 100)]);
  times.set(1, 11, [span(0, 100)]);
  times.remove(0);
  expect([times.at(0), times.at(1), times.speaksOfAny(0)]).toEqual([Number.NaN, 11, false]);
  expect(times.meeting([span(0, 100)])).toEqual([1]);
  times.set(0, 500, [span(50, 60)]);
  expect(times.meeting([span(0, 100)])).toEqual([1, 0]);
  expect(times.meeting([span(400, 600)])).toEqual([0]);
});

test('of thousands, many of them replaced, those are found that a look at each finds', () => {
  const random = seededRandom(3);
  const times = createTimes(100);
  const kept = new Map<number, { at: number; spans: Interval[] }>();
  for (let n = 0; n < 20_000; n += 1) {
    const slot = Math.floor(random() * 3_000);
    const at = slot * 10 + Math.floor(random() * 500);
    const spans = Array.from({ length: Math.floor(random() * 3) }, () => {
      const from = Math.floor(random() * 30_000);
      return span(from, from + Math.floor(random() * 50));
    });
    if (random() < 0.3) {
      times.remove(slot);
      kept.delete(slot);
    } else {
      times.set(slot, at, spans);
      kept.set(slot, { at, spans });
    }
  }
  for (const asked of [[span(5_000, 5_100)], [span(0, 40), span(29_000, 29_500)], [span(-10, -5)]]) {
    const expected = [...kept]
      .filter(([, { at, spans }]) =>
        asked.some(
          ({ from, to }) =>
            (from <= at && at < to) || spans.some((one) => Math.min(one.to, to) > Math.max(one.from, from)),
        ),
      )
      .map(([slot]) => slot);
    expect(times.meeting(asked).sort((a, b) => a - b)).toEqual(expected.sort((a, b) => a - b));
  }
});
