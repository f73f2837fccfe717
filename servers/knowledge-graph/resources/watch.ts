import type { SurfaceEvent } from '../../../shared/mcp/surface.ts';
import type { GraphStore, LoggedChange } from '../store/store.ts';
import { entityUri, graphUri } from './uris.ts';

/** How long a change of another process may go unnoticed. */
const EVERY_MS = 1_000;
const BATCH = 100;

/**
 * Tells of every document that a change has made out of date, whichever process made it. Returns what ends it.
 * It does not keep the process alive.
 */
export function watchGraph(
  store: GraphStore,
  emit: (event: SurfaceEvent) => void,
  onError: (error: unknown) => void,
): () => void {
  let known: number | undefined;
  let looking = false;
  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    try {
      const { changes, last } = await store.read(async (view) => {
        const newest = (await view.last())?.seq ?? 0;
        const some = known === undefined || known === newest ? [] : await view.changes(known, BATCH);
        return { changes: some, last: newest };
      });
      known = changes.at(-1)?.seq ?? last;
      for (const uri of new Set(changes.flatMap(urisOf))) emit({ kind: 'resource', uri });
    } catch (error) {
      onError(error);
    } finally {
      looking = false;
    }
  };
  const timer = setInterval(look, EVERY_MS);
  timer.unref();
  void look();
  return () => clearInterval(timer);
}

/** What a change is seen in. What it ended is told of with what took its place, and with the graph. */
function urisOf({ graph, added }: LoggedChange): string[] {
  const entities = added.flatMap((one) => {
    switch (one.kind) {
      case 'entity':
      case 'alias':
        return [one.record.entity];
      case 'fact':
        return [one.record.subject, ...(one.record.object === undefined ? [] : [one.record.object])];
      case 'merge':
        return [one.record.winner, one.record.loser];
      default:
        return [];
    }
  });
  return [graphUri(graph), ...entities.map((entity) => entityUri(graph, entity))];
}
