import { REACH } from './measure.ts';
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
  const { index: positions, previous, next } = slots.columns;
  const walk = (slot: number, index: number, steps: Int32Array): void => {
    for (let other = steps[slot] ?? -1; other >= 0; other = steps[other] ?? -1) {
      const position = positions[other] ?? -1;
      if (position < 0 || Math.abs(position - index) > REACH) return;
      if (!all.has(other) && allowed(other)) all.add(other);
    }
  };
  for (const slot of found) {
    const index = positions[slot] ?? -1;
    if (index < 0) continue;
    walk(slot, index, previous);
    walk(slot, index, next);
  }
  return all;
}

/**
 * What a query asks for besides words: entries of the times in it, and, when it has no word but names, those in which
 * the named speak. Each slot once.
 */
export function bringing(query: Query, groups: readonly Group[], slots: Slots): number[] {
  if (query.dates.length > 0) return slots.times.meeting(query.dates);
  if (groups.length === 0 || !groups.every(({ speaker }) => speaker)) return [];
  const people = new Set(groups.flatMap(({ word }) => slots.speakersNamed(word)));
  const found: number[] = [];
  const speakers = slots.columns.speaker;
  for (let slot = 0; slot < slots.end; slot += 1) {
    const speaker = speakers[slot] ?? -1;
    if (speaker >= 0 && people.has(speaker) && !Number.isNaN(slots.times.at(slot))) found.push(slot);
  }
  return found;
}
