import type { By } from '../assert.ts';
import type { IngestDeps } from './ingest-deps.ts';
import { endGone } from './items.ts';
import type { Into } from './keep-batch.ts';
import type { FolderLinks } from './linked.ts';
import { fileFound, isKnown, isNameable } from './scan-files.ts';
import { emptyOutcome, type ScanOutcome } from './scan-outcome.ts';
import type { SourceItem } from './source.ts';
import { type Found, storeFound } from './store-found.ts';
import { findFile } from './walk.ts';

/** A folder that is watched. */
export interface WatchedFolder {
  graph: string;
  name: string;
  /** Where it really is. */
  root: string;
  links: FolderLinks;
  by: By;
}

/** Looks at a few files of a folder that are said to have changed. The next scan of the whole sets right what this misses. */
export async function scanPaths(
  deps: IngestDeps,
  { graph, name, root, links, by }: WatchedFolder,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<ScanOutcome> {
  const { store } = deps;
  const into: Into = { store, graph, source: name, by };
  const known = new Map<string, SourceItem>();
  await store.read(async (view) => {
    for (const path of paths) {
      const item = await view.sources.item(graph, name, path);
      if (item) known.set(path, item);
    }
  });
  const found: Found[] = [];
  const gone: SourceItem[] = [];
  for (const path of paths) {
    const file = await findFile(root, path);
    const item = known.get(path);
    if (file === undefined) {
      links.remove(path);
      if (item) gone.push(item);
    } else if (typeof file !== 'string' && !isKnown(file, item) && isNameable(deps, path)) {
      links.add(path);
      found.push(fileFound(deps, root, file, (link) => links.find(path, link)));
    }
  }
  const outcome = emptyOutcome();
  const leftover = await storeFound(into, found, outcome, { signal }, { known, gone, root });
  outcome.removed = await endGone(into, leftover, signal);
  return outcome;
}
