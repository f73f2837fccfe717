import { estimateTokens } from '../../../shared/text/tokens.ts';
import type { MemoryDomain } from '../deps.ts';
import type { Heard } from '../external/sources.ts';
import type { Understood } from '../semantics/understand.ts';
import type { Filter, MemoryView } from '../store/store.ts';
import { fuse } from './fuse.ts';
import type { Found } from './search.ts';
import { MAX_SEEN, seenIn } from './seen.ts';

export interface RecallRequest {
  query: string;
  filter: Filter;
  limit: number;
  /** What all texts together may come to, as they are shown. */
  maxTokens: number;
  /** How a memory is shown: what the budget counts. */
  show(found: Found): string;
  cursor?: string | undefined;
}

export interface Recalled {
  items: Found[];
  /** all words: the best has every word of the query · some words · related: other words for them, or what is near. */
  matched: 'all words' | 'some words' | 'related' | 'none';
  /** 0 to 1: how likely the best is what was meant. */
  confidence: number;
  tokens: number;
  /** Whether a further page can be asked for. */
  more: boolean;
  /** What was tried, and what else could be, when there is nothing or not everything to show. */
  hint?: string;
}

/** Past this confidence the best hit is taken to be what was asked for. */
const SURE = 0.5;

/** The parts of the domain that recall needs, and those that it can do without. */
export type RecallDeps = Pick<MemoryDomain, 'store' | 'clock' | 'searcher' | 'screen'> &
  Partial<Pick<MemoryDomain, 'semantics' | 'external'>>;

/** Finds what a query means, best first, within a budget. What it does not find, it accounts for. */
export async function recall(deps: RecallDeps, request: RecallRequest): Promise<Recalled> {
  const { store, clock, searcher, semantics } = deps;
  const seen = seenIn(request.cursor);
  const nothing: Understood = {};
  const [understood, elsewhere] = await Promise.all([
    semantics?.understand(request.query, request.filter) ?? nothing,
    askElsewhere(deps, request),
    searcher.warm(),
  ]);
  const notes = [understood.note, ...elsewhere.notes];
  return store.read((view) => {
    const ours = searcher.search(view, {
      ...request,
      near: understood.near,
      seen: new Set(seen),
      // One more than is shown tells whether there are more: what was seen may be gone, so counting would not.
      limit: request.limit + 1,
      now: clock.now(),
    });
    const found =
      elsewhere.heard.length > 0 ? fuse(view, ours, elsewhere.heard, { ...deps, now: clock.now() }) : ours;
    const { items, tokens } = within(found.slice(0, request.limit), request);
    const more = ours.length > items.filter(({ origin }) => origin === undefined).length;
    const reachable = seen.length + items.length < MAX_SEEN;
    const [best] = found;
    const own =
      best && items.length === 0
        ? `The best memory comes to ${estimateTokens(request.show(best))} tokens, more than max_tokens. Raise it, or ask with detail "concise".`
        : hintFor(view, request, items, more && !reachable);
    const hint = [own, ...notes].filter(Boolean).join(' ');
    return {
      items,
      tokens,
      matched: matchOf(found),
      confidence: best?.confidence ?? 0,
      // A page of none would be followed by itself.
      more: more && reachable && items.length > 0,
      ...(hint && { hint }),
    };
  });
}

/** Other programs know neither kinds nor times of ours: they are asked what has no filter, for the first page. */
async function askElsewhere(
  { external }: RecallDeps,
  { query, filter, limit, cursor }: RecallRequest,
): Promise<{ heard: Heard[]; notes: string[] }> {
  const { scopes, ...narrow } = filter;
  const filtered = Object.values(narrow).some((value) => value !== undefined);
  if (!external || cursor !== undefined || filtered) return { heard: [], notes: [] };
  return external.search(query, { scopes, limit });
}

/** The best of them that fit. */
function within(
  found: readonly Found[],
  { maxTokens, show }: RecallRequest,
): { items: Found[]; tokens: number } {
  const items: Found[] = [];
  let tokens = 0;
  for (const each of found) {
    const cost = estimateTokens(show(each));
    if (tokens + cost > maxTokens) break;
    items.push(each);
    tokens += cost;
  }
  return { items, tokens };
}

function matchOf([best]: readonly Found[]): Recalled['matched'] {
  if (!best) return 'none';
  if (best.exactTerms === 0) return 'related';
  return best.exactTerms >= best.askedTerms ? 'all words' : 'some words';
}

function hintFor(
  view: MemoryView,
  { filter, query }: RecallRequest,
  items: readonly Found[],
  tooFar: boolean,
): string | undefined {
  if (tooFar) return 'More memories match than can be paged through. Ask with more particular words.';
  const [best] = items;
  if (best && best.confidence >= SURE) return undefined;
  if (best) return 'Nothing fits well: these are the nearest. Other words, or another scope, may find more.';
  const where = filter.scopes.join(', ');
  const searched = view.count({ scopes: filter.scopes, validAt: 'any' });
  if (searched === 0) {
    return `Nothing is remembered in ${where} yet. If another scope may know, name it in scopes.`;
  }
  const narrow = filter.kinds || filter.tags || filter.entities || filter.between || filter.speaker;
  const without = narrow ? ' Or leave out the filters.' : '';
  return `None of the ${searched} memories in ${where} fits ${JSON.stringify(query.slice(0, 100))}. Try other words for the same thing, or other scopes.${without}`;
}
