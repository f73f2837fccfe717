import type { MemoryDomain } from '../../deps.ts';
import type { Fact } from '../../store/graph.ts';
import { IS_A } from './graph.ts';
import { type GraphPage, pageOf, selectionOf } from './read-graph.ts';

/** Up to so many versions that are not in the index yet are looked through at every search. */
const FEW = 500;
const SLICE = 1_000;
/** How long a search may wait for the index: what is missing after that is looked through, and taken in later. */
const PATIENCE_MS = 150;

/**
 * The entities of which the name, the type or an observation contains the query, whatever its case, and the
 * relations that begin or end at them.
 */
export async function searchNodes(
  deps: Pick<MemoryDomain, 'store' | 'vault' | 'clock'>,
  scope: string,
  query: string,
  cursor?: string,
): Promise<GraphPage> {
  await indexFacts(deps, PATIENCE_MS);
  const wanted = query.toLowerCase();
  return deps.store.read((view) => {
    const names = new Set<string>();
    for (const fact of view.factsLike(scope, query)) {
      if (!names.has(fact.subject) && contains(fact, wanted)) names.add(fact.subject);
    }
    return pageOf(view, deps, scope, selectionOf(view, scope, [...names]), cursor);
  });
}

/** Brings the index of search_nodes up to date, as far as it gets in that many milliseconds; all the way unless said. */
export async function indexFacts(
  { store, clock }: Pick<MemoryDomain, 'store' | 'clock'>,
  withinMs = Number.POSITIVE_INFINITY,
): Promise<void> {
  if ((await store.read((view) => view.factsBehind())) <= FEW) return;
  const start = clock.monotonic();
  for (let whole = false; !whole && clock.monotonic() - start < withinMs; ) {
    whole = await store.change({ tool: 'search_nodes' }, (change) => change.indexFacts(SLICE));
  }
}

/** The facts of an entity say its name and type, or one observation. */
function contains({ subject, predicate, object = '', text }: Fact, wanted: string): boolean {
  const words = predicate === IS_A ? [subject, object] : predicate === undefined ? [text] : [];
  return words.some((word) => word.toLowerCase().includes(wanted));
}
