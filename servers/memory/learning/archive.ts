import { retrievability } from '../decay.ts';
import type { MemoryDomain } from '../deps.ts';
import { contentOf } from '../intake.ts';
import type { Memory } from '../memory.ts';
import type { MemoryView } from '../store/store.ts';
import { beginOf } from '../supersede.ts';
import { BY_CONSOLIDATION } from './tidy-pairs.ts';
import { count, type Work } from './work.ts';

/** Below these a memory has as good as faded, and mattered little: 5.6 half-lives. */
const FADED = 0.02;
const UNIMPORTANT = 0.3;

const BATCH = 100;

/**
 * Archives what has faded, mattered little, never helped, is not pinned, and whose gist a summary keeps. Archived
 * memories are recalled when they are asked for, and can be made active again: nothing is deleted.
 */
export async function archiveFaded(
  { store, clock }: Pick<MemoryDomain, 'store' | 'clock'>,
  after: number,
  work: Work,
): Promise<void> {
  for (let seq = after; ; ) {
    const { read, faded } = await store.read((view) => {
      const memories = view.activeAfter(seq, BATCH);
      return { read: memories.at(-1)?.seq, faded: dispensable(view, memories, clock.now()) };
    });
    if (read === undefined) return;
    if (faded.length > 0) {
      const done = await store.change(BY_CONSOLIDATION, (change) => {
        const still = faded.flatMap(({ id }) => change.current(id) ?? []);
        const archived = dispensable(change, still, clock.now());
        for (const memory of archived) {
          change.revise(memory, { ...contentOf(memory), status: 'archived' }, 'update');
        }
        return { change: change.id, items: archived.length };
      });
      if (done.items > 0) count(work.result.archived, done.change, done.items);
    }
    seq = read;
    await work.rest(seq);
  }
}

function dispensable(view: MemoryView, memories: readonly Memory[], now: number): Memory[] {
  const faded = memories.filter(
    (memory) =>
      memory.status === 'active' &&
      !memory.pinned &&
      memory.kind !== 'summary' &&
      memory.importance < UNIMPORTANT &&
      retrievability({ ...memory, at: beginOf(memory) }, now) < FADED,
  );
  if (faded.length === 0) return [];
  const ids = faded.map(({ id }) => id);
  const usage = view.usage(ids);
  const kept = new Set(
    view
      .citing(ids)
      .filter(({ by }) => {
        const summary = view.current(by);
        return summary?.kind === 'summary' && summary.status === 'active';
      })
      .map(({ cited }) => cited),
  );
  return faded.filter(({ id }) => (usage.get(id)?.uses ?? 0) === 0 && kept.has(id));
}
