import type { SurfaceEvent } from '../../../shared/mcp/surface.ts';
import type { MemoryStore } from '../store/store.ts';
import { CHANGES, itemUri, PROFILE, scopeUri } from './uris.ts';

/** How long a change of another process may go unnoticed. */
const EVERY_MS = 1_000;
const BATCH = 1_000;

/**
 * Tells of every document that a change has made out of date, whichever process made it. Returns what ends it.
 * It does not keep the process alive.
 */
export function watchChanges(
  store: MemoryStore,
  emit: (event: SurfaceEvent) => void,
  onError: (error: unknown) => void,
): () => void {
  let known: number | undefined;
  let looking = false;
  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    try {
      const { operations, last } = await store.read((view) => ({
        operations: known === undefined ? [] : view.operations(known, BATCH),
        last: view.lastOperation(),
      }));
      known = operations.at(-1)?.seq ?? last;
      for (const uri of new Set(
        operations.flatMap(({ memory, scope }) => [itemUri(memory), scopeUri(scope)]),
      )) {
        emit({ kind: 'resource', uri });
      }
      if (operations.length > 0) emit({ kind: 'resource', uri: CHANGES });
      if (operations.some(({ scope }) => scope === 'user')) emit({ kind: 'resource', uri: PROFILE });
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
