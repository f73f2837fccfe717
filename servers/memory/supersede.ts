import { contentOf } from './intake.ts';
import type { Memory, MemoryContent } from './memory.ts';
import type { MemoryChange } from './store/store.ts';

/** Relations of which a subject has one at a time; of any other, a new one stands beside the old. */
const SINGLE_VALUED = new Set([
  'lives_in',
  'works_at',
  'works_for',
  'employed_by',
  'job_title',
  'married_to',
  'engaged_to',
  'born_on',
  'born_in',
  'birthday',
  'email',
  'phone',
  'address',
  'owned_by',
  'reports_to',
  'located_in',
  'status',
  'version',
  'deadline',
  'due_on',
]);

/**
 * Whether a memory is the one word on something at a time, so that the next one takes its place. Relations of the
 * reference server's graph (`relationType`) stand side by side until they are deleted, as they do there.
 */
export function isExclusive({ kind, key, subject, predicate, data }: MemoryContent): boolean {
  if (key !== undefined) return true;
  if (data?.relationType !== undefined) return false;
  return kind === 'relationship' && subject !== undefined && SINGLE_VALUED.has(predicate ?? '');
}

/** The memories that an exclusive one is another word on, as far as they hold at the same time. */
export function rivalsOf(change: MemoryChange, scope: string, content: MemoryContent): Memory[] {
  if (!isExclusive(content)) return [];
  const { key, kind, subject = '', predicate = '' } = content;
  const same =
    key === undefined ? change.byRelation(scope, subject, predicate) : change.withKey([scope], key);
  return same.filter(
    (memory) =>
      memory.kind === kind &&
      memory.status === 'active' &&
      // What ended as it began never held.
      (memory.validTo === undefined || memory.validTo > beginOf(memory)) &&
      overlaps({ ...memory, validFrom: beginOf(memory) }, content, change.now),
  );
}

/** Whether a memory holds at some time at which a new one, from now on unless it is dated, holds too. */
export function overlaps(
  memory: Pick<Memory, 'validFrom' | 'validTo'>,
  { validFrom, validTo }: Pick<MemoryContent, 'validFrom' | 'validTo'>,
  now: number,
): boolean {
  return (
    (memory.validTo ?? Number.MAX_SAFE_INTEGER) > (validFrom ?? now) &&
    (memory.validFrom ?? Number.MIN_SAFE_INTEGER) < (validTo ?? Number.MAX_SAFE_INTEGER)
  );
}

/** Since when a memory holds: from its recording, where nothing else is said. */
export function beginOf({ validFrom, createdAt }: Pick<Memory, 'validFrom' | 'createdAt'>): number {
  return validFrom ?? createdAt;
}

export interface Succession {
  /** The new content with the interval in which it holds. */
  content: MemoryContent;
  /** What it takes the place of. */
  replaced: Memory[];
}

/**
 * Who holds when: the newer takes over from the moment it begins to hold; what begins later than that stays, and the
 * newer ends there, because word of the past that comes late does not overrule the present. What nobody dated begins
 * now, even where a clock that was set back says that the older is of the future.
 */
export function succession(
  change: MemoryChange,
  content: MemoryContent,
  rivals: readonly Memory[],
): Succession {
  const begin =
    content.validFrom ??
    Math.max(change.now, ...rivals.filter((rival) => !isPlanned(rival, change.now)).map(beginOf));
  const later = rivals.filter((rival) => beginsLater(rival, content, change.now));
  const next = Math.min(content.validTo ?? Number.MAX_SAFE_INTEGER, ...later.map(beginOf));
  const heir = later.find((rival) => beginOf(rival) === next);
  return {
    content: {
      ...content,
      validFrom: begin,
      ...(next < Number.MAX_SAFE_INTEGER && { validTo: next }),
      ...(heir && { supersededBy: heir.id }),
    },
    replaced: rivals.filter((rival) => !later.includes(rival)),
  };
}

export function supersede(change: MemoryChange, older: Memory, newer: Memory): Memory {
  const end = Math.max(beginOf(newer), beginOf(older));
  return change.revise(older, { ...contentOf(older), validTo: end, supersededBy: newer.id }, 'supersede');
}

/** Whether a rival begins only when the newer one holds already. */
export function beginsLater(rival: Memory, { validFrom }: MemoryContent, now: number): boolean {
  return validFrom === undefined ? isPlanned(rival, now) : beginOf(rival) > validFrom;
}

function isPlanned({ validFrom, recordedAt }: Memory, now: number): boolean {
  return validFrom !== undefined && validFrom > Math.max(now, recordedAt);
}
