import { endItems, type Into } from './keep-batch.ts';
import type { SourceItem } from './source.ts';

const PAGE = 10_000;
/** Ended documents that share a change. */
const AT_ONCE = 64;

/** All items of a source by their external ids. */
export async function itemsOf({ store, graph, source }: Into): Promise<Map<string, SourceItem>> {
  const items = new Map<string, SourceItem>();
  for (let after = ''; ; ) {
    const page = await store.read((view) => view.sources.items(graph, source, after, PAGE));
    for (const item of page) items.set(item.externalId, item);
    after = page.at(-1)?.externalId ?? after;
    if (page.length < PAGE) return items;
  }
}

/** Ends the episodes of documents that are gone, and says how many there were. */
export async function endGone(into: Into, gone: readonly string[], signal?: AbortSignal): Promise<number> {
  let ended = 0;
  for (let at = 0; at < gone.length; at += AT_ONCE) {
    signal?.throwIfAborted();
    ended += await endItems(into, gone.slice(at, at + AT_ONCE));
  }
  return ended;
}
