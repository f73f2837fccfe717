import { afterUse } from '../decay.ts';
import type { MemoryDomain } from '../deps.ts';
import type { Memory } from '../memory.ts';
import type { MemoryChange } from '../store/store.ts';
import { beginOf } from '../supersede.ts';
import { factorsOf } from './learned-weights.ts';
import { type Lesson, stepped } from './step.ts';

/** Whether a memory that was recalled was of use, and by which question it was found. */
export interface Feedback {
  useful: boolean;
  query?: string | undefined;
}

/** How often a memory helped, and how often it did not. */
export interface Usefulness {
  uses: number;
  misses: number;
}

/**
 * What the ranking of a question can learn from a memory that helped: asked before the change, which must not see
 * rows that may yet be taken back. The question itself is not kept.
 */
export async function lessonOf(
  { store, searcher, clock }: Pick<MemoryDomain, 'store' | 'searcher' | 'clock'>,
  id: string,
  { useful, query }: Feedback,
): Promise<Lesson | undefined> {
  if (!useful || query === undefined) return undefined;
  await searcher.warm();
  return store.read((view) => {
    const memory = view.current(id);
    return memory && searcher.lesson(view, { query, memory, now: clock.now() });
  });
}

/** Keeps what was said of a memory's use. One that did not help is counted and not strengthened. */
export function giveFeedback(
  change: MemoryChange,
  memory: Memory,
  { useful }: Feedback,
  lesson: Lesson | undefined,
): Usefulness {
  const usage = change.usage([memory.id]).get(memory.id);
  if (!useful) {
    change.miss(memory.id);
    return { uses: usage?.uses ?? 0, misses: change.misses(memory.id) };
  }
  const { kind, pinned } = memory;
  const used = afterUse({ kind, pinned, at: usage?.lastUsedAt ?? beginOf(memory) }, usage, change.now);
  change.use(memory.id, used);
  if (lesson && lesson.above.length > 0) {
    const factors = stepped(factorsOf(change.learnedFactors()), lesson);
    change.learn(
      Object.entries(factors).flatMap(([feature, factor]) => (factor === 1 ? [] : { feature, factor })),
    );
  }
  return { uses: used.uses, misses: change.misses(memory.id) };
}

/** Forgets all feedback, so that everything ranks as if there had been none. */
export async function resetLearning(
  { store }: Pick<MemoryDomain, 'store'>,
  by: Parameters<MemoryDomain['store']['change']>[0],
): Promise<{ rounds: number }> {
  return store.change(by, (change) => {
    const { rounds } = change.learning();
    change.forgetLearning();
    return { rounds };
  });
}
