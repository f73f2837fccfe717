import type { Interval } from './entry.ts';

/** 0 when a span meets none of those asked for, else from ½ to 1, the more the better it fits the best of them. */
export function overlap(asked: readonly Interval[], from: number, to: number): number {
  let best = 0;
  for (const one of asked) {
    const shared = Math.min(one.to, to) - Math.max(one.from, from);
    if (shared <= 0) continue;
    best = Math.max(best, 0.5 + (0.5 * shared) / Math.max(one.to - one.from, to - from));
  }
  return best;
}
