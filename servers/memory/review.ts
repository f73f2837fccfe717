import { IzaError } from '../../shared/mcp/errors.ts';
import type { Resolution, Review } from './choices.ts';
import { retrievability } from './decay.ts';
import type { MemoryDomain } from './deps.ts';
import { contentOf } from './intake.ts';
import type { Memory } from './memory.ts';
import { readableText } from './readable.ts';
import type { By } from './remember.ts';
import { probeGroups, saysTheSame } from './similar.ts';
import type { MemoryView } from './store/store.ts';
import { beginOf, supersede } from './supersede.ts';
import { unknownMemory } from './update.ts';

/** Something that a person may want to decide. */
export interface ReviewItem {
  /** What `resolve` takes: the id of a conflict or of a memory. */
  id: string;
  reason: string;
  memories: Memory[];
  resolutions: readonly Resolution[];
}

const DAY = 24 * 60 * 60_000;
const FADED = 0.1;
const UNUSED_AFTER = 90 * DAY;
/** Memories that are looked through for one answer. */
const LOOKED_AT = 2_000;
const PRIVATE = 3;

export async function reviewMemories(
  deps: Pick<MemoryDomain, 'store' | 'clock' | 'vault'>,
  { review, scopes, limit }: { review: Review; scopes: readonly string[]; limit: number },
): Promise<{ items: ReviewItem[]; total: number }> {
  return deps.store.read((view) => {
    const all = QUEUES[review](view, scopes, deps);
    return { items: all.slice(0, limit), total: all.length };
  });
}

type Queue = (
  view: MemoryView,
  scopes: readonly string[],
  deps: Pick<MemoryDomain, 'clock' | 'vault'>,
) => ReviewItem[];

const QUEUES: { [R in Review]: Queue } = {
  conflicts: (view, scopes) =>
    view.conflicts(scopes, LOOKED_AT).flatMap(({ id, reason, older, newer }) => {
      const memories = [older, newer].flatMap((each) => view.current(each) ?? []);
      return memories.length === 2 && memories.every(isUndecided)
        ? [{ id, reason, memories, resolutions: ['take_newer', 'keep_older', 'keep_both'] }]
        : [];
    }),
  held: (view, scopes) => {
    const inConflict = new Set(view.conflicts(scopes, LOOKED_AT).map(({ newer }) => newer));
    return list(view, scopes, { statuses: ['quarantined'] })
      .filter((memory) => !inConflict.has(memory.id))
      .map((memory) =>
        one(memory, 'Held back: it reads like orders, or is not the person’s own word.', [
          'release',
          'retract',
        ]),
      );
  },
  duplicates(view, scopes, deps) {
    const seen = new Set<string>();
    return list(view, scopes, {}).flatMap((memory) => {
      if (memory.kind === 'message' || memory.sealed || seen.has(memory.id)) return [];
      const groups = probeGroups(memory.text);
      if (groups.length === 0) return [];
      const near = view
        .bySeq(view.withAll(groups, { scopes: [memory.scope], kinds: [memory.kind] }, 10))
        .find((other) => other.seq < memory.seq && saysTheSame(readableText(other, deps), memory.text));
      if (!near) return [];
      seen.add(near.id);
      const reason = 'They say the same in nearly the same words.';
      return [{ id: memory.id, reason, memories: [near, memory], resolutions: ['retract', 'archive'] }];
    });
  },
  stale: (view, scopes, { clock }) => {
    const memories = list(view, scopes, {}).filter(({ kind }) => kind !== 'message');
    const usage = view.usage(memories.map(({ id }) => id));
    const now = clock.now();
    return memories
      .filter((memory) => {
        const used = usage.get(memory.id);
        const at = used?.lastUsedAt ?? beginOf(memory);
        return retrievability({ ...memory, at, halfLife: used?.halfLife }, now) < FADED;
      })
      .map((memory) =>
        one(memory, 'It has not been confirmed or used for long.', ['archive', 'retract', 'keep_both']),
      );
  },
  sensitive: (view, scopes) =>
    list(view, scopes, {})
      .filter(({ sensitivity }) => sensitivity >= PRIVATE)
      .map((memory) => one(memory, 'It is private.', ['retract', 'archive'])),
  unused: (view, scopes, { clock }) => {
    const before = clock.now() - UNUSED_AFTER;
    const old = list(view, scopes, {}).filter(
      ({ kind, createdAt, pinned }) => kind !== 'message' && !pinned && createdAt < before,
    );
    const usage = view.usage(old.map(({ id }) => id));
    return old
      .filter(({ id }) => !usage.has(id))
      .map((memory) => one(memory, 'Nothing has used it in 90 days.', ['archive', 'retract']));
  },
};

function list(view: MemoryView, scopes: readonly string[], more: { statuses?: ['quarantined'] }): Memory[] {
  return view.bySeq(view.find([], { scopes, validAt: 'any', ...more }, LOOKED_AT));
}

function one(memory: Memory, reason: string, resolutions: readonly Resolution[]): ReviewItem {
  return { id: memory.id, reason, memories: [memory], resolutions };
}

/** Whether a side of a conflict still claims to hold: what is held back, and what is recalled. */
function isUndecided({ status }: Memory): boolean {
  return status === 'active' || status === 'quarantined';
}

/** Decides one of them. @throws IzaError NOT_FOUND, INVALID_INPUT for a resolution that does not fit. */
export async function resolveReview(
  deps: Pick<MemoryDomain, 'store'>,
  { id, resolution }: { id: string; resolution: Resolution },
  by: By,
): Promise<{ change: string; memories: string[] }> {
  return deps.store.change(by, (change) => {
    const conflict = change.conflict(id);
    if (conflict) {
      const [older, newer] = [change.current(conflict.older), change.current(conflict.newer)];
      if (!older || !newer) throw unknownMemory(older ? conflict.newer : conflict.older);
      // One of them was forgotten since: there is nothing left to decide.
      if (!isUndecided(older) || !isUndecided(newer)) throw unknownMemory(id);
      if (resolution === 'keep_older')
        change.revise(newer, { ...contentOf(newer), status: 'retracted' }, 'retract');
      else if (resolution === 'take_newer' || resolution === 'keep_both') {
        const begin = {
          ...contentOf(newer),
          status: 'active' as const,
          validFrom: newer.validFrom ?? change.now,
        };
        const released = change.revise(newer, begin, 'update');
        if (resolution === 'take_newer') supersede(change, older, released);
      } else throw unfit(resolution, ['take_newer', 'keep_older', 'keep_both']);
      change.resolveConflict(id, resolution);
      return { change: change.id, memories: [older.id, newer.id] };
    }
    const memory = change.current(id);
    if (!memory) throw unknownMemory(id);
    const status = ({ release: 'active', retract: 'retracted', archive: 'archived' } as const)[
      resolution as 'release'
    ];
    if (resolution === 'keep_both') {
      change.use(id, {
        uses: 1,
        lastUsedAt: change.now,
        halfLife: change.usage([id]).get(id)?.halfLife ?? 365 * DAY,
      });
    } else if (status === undefined) throw unfit(resolution, ['release', 'retract', 'archive', 'keep_both']);
    else
      change.revise(
        memory,
        { ...contentOf(memory), status },
        resolution === 'retract' ? 'retract' : 'update',
      );
    return { change: change.id, memories: [id] };
  });
}

function unfit(resolution: Resolution, allowed: readonly Resolution[]): IzaError {
  return new IzaError('INVALID_INPUT', `/resolution: ${resolution} does not fit this.`, { allowed });
}
