import type { MemoryStore, MemoryView } from '../store/store.ts';
import { createLiveCorpus } from './corpus.ts';
import { type Found, type SearchRequest, search } from './search.ts';

/** Finds memories by what a query means. */
export interface Searcher {
  /** Call it within the read that the answer is made from. */
  search(view: MemoryView, request: SearchRequest): Found[];
  /** Makes ready what searching is fast with: waits for it where there is little to read, else only begins. */
  warm(): Promise<void>;
  close(): void;
}

/** Stores of up to so many versions are read before the first answer; larger ones while the database answers. */
const READ_AT_ONCE = 5_000;

export function createSearcher(store: MemoryStore): Searcher {
  const live = createLiveCorpus(store);
  return {
    search: (view, request) => search(view, live, request),
    async warm() {
      const size = await store.read((view) => (live.at(view) ? undefined : view.size()));
      if (size === undefined) return;
      const built = live.build();
      if (size <= READ_AT_ONCE) await built;
      // A failure shows at the next call that waits for it; this one is answered from the database.
      else built.catch(() => undefined);
    },
    close: () => live.close(),
  };
}
