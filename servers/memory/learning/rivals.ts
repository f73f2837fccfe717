import type { Ids } from '../../../shared/ids.ts';
import { contentOf } from '../intake.ts';
import type { Memory } from '../memory.ts';
import { normaliseName } from '../names.ts';
import { saysTheSame } from '../similar.ts';
import type { MemoryChange, MemoryView } from '../store/store.ts';
import { beginOf, isExclusive, supersede } from '../supersede.ts';
import { firstTold, holdsAt, mergeCopies } from './copies.ts';

/**
 * Other words on the one thing that a memory has the word on, which hold at the same time. Calls leave none; they come
 * of processes that wrote side by side in copies of the data, of imports, and of what was taken back.
 */
export function rivalsNow(view: MemoryView, memory: Memory, now: number): Memory[] {
  if (!isExclusive(memory) || memory.sealed || !holdsAt(memory, now)) return [];
  const { scope, key, subject = '', predicate = '' } = memory;
  const same = key === undefined ? view.byRelation(scope, subject, predicate) : view.withKey([scope], key);
  return same
    .filter(
      (other) =>
        other.id !== memory.id &&
        other.kind === memory.kind &&
        other.status === 'active' &&
        !other.sealed &&
        holdsAt(other, now) &&
        !view.disputed(memory.id, other.id),
    )
    .sort(firstTold);
}

export type Settled = 'merged' | 'closed' | 'conflicts';

/**
 * Settles two words on one thing: the same word is one memory; of different ones the later takes over when it begins
 * to hold, if it is vouched for as well; anything else is for a person to decide, and asked once. Until then the newer
 * is held back, as where a call asks to.
 */
export function settle(change: MemoryChange, ids: Ids, a: Memory, b: Memory): Settled {
  const [older, newer] = [a, b].sort(firstTold) as [Memory, Memory];
  if (sayTheSame(older, newer)) {
    mergeCopies(change, older, newer);
    return 'merged';
  }
  const [before, after] = beginOf(a) <= beginOf(b) ? [a, b] : [b, a];
  if (beginOf(before) < beginOf(after) && after.trust >= before.trust) {
    supersede(change, before, after);
    return 'closed';
  }
  const distrusted = after.trust < before.trust;
  const [there, came] = distrusted ? [before, after] : [older, newer];
  const { key, subject, predicate, scope } = there;
  const what = JSON.stringify(key ?? `${subject} ${predicate}`);
  const reason = distrusted
    ? `The later word on ${what} is less trustworthy than the one before it.`
    : `Both say something of ${what} from the same moment on.`;
  change.revise(came, { ...contentOf(came), status: 'quarantined' }, 'update');
  change.addConflict({ id: ids.next(), scope, reason, older: there.id, newer: came.id });
  return 'conflicts';
}

function sayTheSame(a: Memory, b: Memory): boolean {
  if (a.fingerprint === b.fingerprint || saysTheSame(a.text, b.text)) return true;
  return (
    a.key === undefined &&
    a.object !== undefined &&
    b.object !== undefined &&
    normaliseName(a.object) === normaliseName(b.object)
  );
}
