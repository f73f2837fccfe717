import type { Interval } from './entry.ts';

/** 0 when no two spans meet, else from ½ to 1, the more the better they fit. */
export function overlap(asked: readonly Interval[], spoken: readonly Interval[]): number {
  let best = 0;
  for (const one of asked) {
    for (const other of spoken) {
      const shared = Math.min(one.to, other.to) - Math.max(one.from, other.from);
      if (shared <= 0) continue;
      best = Math.max(best, 0.5 + (0.5 * shared) / Math.max(one.to - one.from, other.to - other.from));
    }
  }
  return best;
}
