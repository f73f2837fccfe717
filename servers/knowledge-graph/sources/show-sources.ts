import type { GraphStore, GraphView } from '../store/store.ts';
import { noSource } from './scan.ts';
import type { Source, SourceItem } from './source.ts';

export interface ShownSource extends Source {
  /** Documents that are in the graph, could not be read, and were passed over. */
  indexed: number;
  failed: number;
  passedOver: number;
}

/** The sources of a graph, after one of them. */
export async function listSources(
  store: GraphStore,
  graph: string,
  after: string,
  limit: number,
): Promise<{ sources: ShownSource[]; more: boolean }> {
  return store.read(async (view) => {
    const rest = (await view.sources.list(graph)).filter(({ name }) => name > after);
    const shown: ShownSource[] = [];
    for (const source of rest.slice(0, limit)) shown.push(await show(view, graph, source));
    return { sources: shown, more: rest.length > limit };
  });
}

/** One source with the documents that failed. @throws IzaError NOT_FOUND */
export async function sourceStatus(
  store: GraphStore,
  { graph, name, after, limit }: { graph: string; name: string; after: string; limit: number },
): Promise<{ source: ShownSource; failures: SourceItem[]; more: boolean }> {
  return store.read(async (view) => {
    const source = await view.sources.find(graph, name);
    if (!source) throw noSource(name);
    const failures = await view.sources.items(graph, name, after, limit + 1, 'failed');
    return {
      source: await show(view, graph, source),
      failures: failures.slice(0, limit),
      more: failures.length > limit,
    };
  });
}

async function show(view: GraphView, graph: string, source: Source): Promise<ShownSource> {
  const { indexed, failed, skipped } = await view.sources.counts(graph, source.name);
  const before = Object.values(source.skipped).reduce((sum, count) => sum + count, 0);
  return { ...source, indexed, failed, passedOver: skipped + before };
}
