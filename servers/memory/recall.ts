import type { MemoryKind } from './memory.ts';
import { contentWords } from './query.ts';
import { normaliseTag } from './remember.ts';
import { MAX_SEEN, seenIn } from './seen.ts';
import type { FoundMemories, FoundMemory, MemoryStore } from './store/store.ts';

export interface RecallRequest {
  query: string;
  scopes: readonly string[];
  kinds?: readonly MemoryKind[] | undefined;
  tags?: readonly string[] | undefined;
  limit: number;
  cursor?: string | undefined;
  sourceLimit: number;
}

export interface Recalled {
  items: FoundMemory[];
  total: number;
  matched: 'all words' | 'some words' | 'none';
  /** Whether a further page can be asked for. */
  more: boolean;
  /** What was tried, and what else could be, when there is nothing or not everything to show. */
  hint?: string;
}

/** Finds the memories that have words of the query, best first. What it does not find, it accounts for. */
export async function recall(store: MemoryStore, request: RecallRequest): Promise<Recalled> {
  const seen = seenIn(request.cursor);
  const words = contentWords(request.query);
  const found = await store.search({
    words,
    scopes: request.scopes,
    kinds: request.kinds,
    tags: request.tags?.map(normaliseTag),
    seen,
    // One more than is shown tells whether there are more: what was seen may be gone, so counting would not.
    limit: request.limit + 1,
    sourceLimit: request.sourceLimit,
  });
  const items = found.items.slice(0, request.limit);
  const more = found.items.length > items.length;
  const reachable = seen.length + items.length < MAX_SEEN;
  const hint = hintFor(request, words, found, more && !reachable);
  return {
    items,
    total: found.total,
    matched: found.total === 0 ? 'none' : found.allWords ? 'all words' : 'some words',
    more: more && reachable,
    ...(hint && { hint }),
  };
}

function hintFor(
  { scopes, kinds, tags }: RecallRequest,
  words: readonly string[],
  { searched, total }: FoundMemories,
  tooFar: boolean,
): string | undefined {
  const where = scopes.join(', ');
  if (tooFar)
    return `${total} memories match, more than can be paged through. Ask with more particular words.`;
  if (total > 0) return undefined;
  if (searched === 0)
    return `Nothing is remembered in ${where} yet. If another scope may know, name it in scopes.`;
  if (words.length === 0)
    return 'The query has no word to look for. Ask with the words the memory would contain.';
  const filtered = kinds || tags ? ' Or leave out kinds and tags.' : '';
  return `None of the ${searched} memories in ${where} has any of these words: ${words.join(', ')}. Try other words for the same thing, or other scopes.${filtered}`;
}
