import { createLearnedWeights } from '../learning/learned-weights.ts';
import type { Lesson } from '../learning/step.ts';
import type { MemoryStore, MemoryView } from '../store/store.ts';
import { createLiveCorpus } from './corpus.ts';
import { type LessonRequest, lessonIn } from './lesson.ts';
import { type Found, type SearchRequest, search } from './search.ts';

/** Finds memories by what a query means. */
export interface Searcher {
  /** Call it within the read that the answer is made from. */
  search(view: MemoryView, request: Omit<SearchRequest, 'weights'>): Found[];
  /** What a memory that helped teaches of the ranking; not within a change, whose rows may be taken back. */
  lesson(view: MemoryView, request: Omit<LessonRequest, 'weights'>): Lesson | undefined;
  /** Makes ready what searching is fast with: waits for it where there is little to read, else only begins. */
  warm(): Promise<void>;
  close(): void;
}

/** Stores of up to so many versions are read before the first answer; larger ones while the database answers. */
const READ_AT_ONCE = 5_000;

export function createSearcher(store: MemoryStore): Searcher {
  const live = createLiveCorpus(store);
  const learned = createLearnedWeights();
  return {
    search: (view, request) => search(view, live, { ...request, weights: learned.at(view) }),
    lesson: (view, request) => lessonIn(view, live, { ...request, weights: learned.at(view) }),
    async warm() {
      if (live.whole()) return;
      const size = await store.read((view) => view.size());
      const built = live.build();
      if (size <= READ_AT_ONCE) await built;
      // A failure shows at the next call that waits for it; this one is answered from the database.
      else built.catch(() => undefined);
    },
    close: () => live.close(),
  };
}
