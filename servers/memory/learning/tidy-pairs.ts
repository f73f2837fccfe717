import type { MemoryDomain } from '../deps.ts';
import type { Memory } from '../memory.ts';
import type { MemoryChange } from '../store/store.ts';
import { copiesOf, firstTold, holdsAt, mergeCopies } from './copies.ts';
import { createRarestWords } from './rarest-words.ts';
import { rivalsNow, settle } from './rivals.ts';
import { count, type Work } from './work.ts';

/** Rows that are read at a time. */
const BATCH = 100;
/** Others that one memory is settled with. */
const MOST = 20;

export const BY_CONSOLIDATION = { tool: 'consolidate' };

/**
 * Goes through the active memories behind `after`, by `seq`: makes one of those that say the same, and settles those
 * that cannot hold at the same time. Each pair is a change of its own, made only while both are as they were read.
 */
export async function tidyPairs(
  { store, clock, ids }: Pick<MemoryDomain, 'store' | 'clock' | 'ids'>,
  after: number,
  work: Work,
): Promise<void> {
  const { result } = work;
  const rarestWords = createRarestWords();
  for (let seq = after; ; ) {
    const memories = await store.read((view) => view.activeAfter(seq, BATCH));
    if (memories.length === 0) return;
    for (const memory of memories) {
      seq = memory.seq;
      result.through = Math.max(result.through, seq);
      if (memory.kind !== 'message') await settleOne(memory);
      await work.rest(seq);
    }
  }

  async function settleOne(memory: Memory): Promise<void> {
    const now = clock.now();
    const others = await store.read((view) => {
      if (view.current(memory.id)?.seq !== memory.seq) return [];
      return [...copiesOf(view, memory, now, rarestWords), ...rivalsNow(view, memory, now)].slice(0, MOST);
    });
    for (const other of others) {
      const done = await store.change(BY_CONSOLIDATION, (change) => {
        const [a, b] = [memory, other].map(({ id }) => current(change, id, now));
        if (!a || !b) return undefined;
        if (rivalsNow(change, a, now).some(({ id }) => id === b.id)) {
          return { what: settle(change, ids, a, b), change: change.id };
        }
        if (!copiesOf(change, a, now, rarestWords).some(({ id }) => id === b.id)) return undefined;
        const [older, newer] = [a, b].sort(firstTold) as [Memory, Memory];
        mergeCopies(change, older, newer);
        return { what: 'merged' as const, change: change.id };
      });
      if (done) count(result[done.what], done.change);
    }
  }
}

function current(change: MemoryChange, id: string, now: number): Memory | undefined {
  const memory = change.current(id);
  return memory?.status === 'active' && holdsAt(memory, now) ? memory : undefined;
}
