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
 * the named speak. Undefined when there is nothing of the kind, since finding them looks at every entry.
 */
export function bringing(
  query: Query,
  groups: readonly Group[],
  slots: Slots,
): ((slot: number) => boolean) | undefined {
  const { dates } = query;
  if (dates.length > 0) {
    return (slot) => {
      const at = slots.at(slot);
      if (Number.isNaN(at)) return false;
      return dates.some(({ from, to }) => from <= at && at < to) || overlap(dates, slots.speaksOf(slot)) > 0;
    };
  }
  if (groups.length === 0 || !groups.every(({ speaker }) => speaker)) return undefined;
  const people = new Set(groups.flatMap(({ word }) => slots.speakersNamed(word)));
  return (slot) => people.has(slots.speaker(slot)) && !Number.isNaN(slots.at(slot));
}
