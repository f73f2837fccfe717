import type { Interval } from './entry.ts';
import { REACH } from './measure.ts';
import { overlap } from './overlap.ts';
import type { Query } from './query.ts';
import type { Slots } from './slots.ts';
import type { Group } from './wanted.ts';

/** The slots and those of the turns near them in their conversations, as far as they are allowed. */
export function withNeighbours(
  found: readonly number[],
  slots: Slots,
  allowed: (slot: number) => boolean,
): Set<number> {
  const all = new Set(found);
  for (const slot of found) {
    const index = slots.index(slot);
    if (index < 0) continue;
    for (const step of [slots.previous, slots.next]) {
      for (let other = step(slot); other >= 0; other = step(other)) {
        if (slots.index(other) < 0 || Math.abs(slots.index(other) - index) > REACH) break;
        if (!all.has(other) && allowed(other)) all.add(other);
      }
    }
  }
  return all;
}

/**
 * What a query asks for besides words: entries of the times in it, and, when it has no word but names, those in which
 * the named speak. Each slot once.
 */
export function bringing(query: Query, groups: readonly Group[], slots: Slots): number[] {
  const { dates } = query;
  if (dates.length > 0) return ofTimes(dates, slots);
  if (groups.length === 0 || !groups.every(({ speaker }) => speaker)) return [];
  const people = new Set(groups.flatMap(({ word }) => slots.speakersNamed(word)));
  const found: number[] = [];
  for (let slot = 0; slot < slots.end; slot += 1) {
    if (people.has(slots.speaker(slot)) && !Number.isNaN(slots.at(slot))) found.push(slot);
  }
  return found;
}

/** Looks at every entry: plain loops over a column, since there may be a million. */
function ofTimes(dates: readonly Interval[], slots: Slots): number[] {
  const found: number[] = [];
  const ats = slots.atColumn;
  const isWithin = (at: number): boolean => {
    for (const { from, to } of dates) if (from <= at && at < to) return true;
    return false;
  };
  for (let slot = 0; slot < slots.end; slot += 1) if (isWithin(ats[slot] ?? Number.NaN)) found.push(slot);
  for (const slot of slots.dated()) {
    const at = ats[slot] ?? Number.NaN;
    if (!Number.isNaN(at) && !isWithin(at) && overlap(dates, slots.speaksOf(slot)) > 0) found.push(slot);
  }
  return found;
}
