import { IzaError } from '../../../shared/mcp/errors.ts';
import { importReference } from '../compatibility/reference/import-reference.ts';
import { referenceBatches } from '../compatibility/reference/reference-batches.ts';
import type { MemoryDomain } from '../deps.ts';
import { isBareSecret } from '../intake.ts';
import type { ChangeOrigin } from '../store/store.ts';
import { type ImportCounts, NOTHING, sum } from './counts.ts';
import type { ImportItem } from './import-item.ts';

/** Stores a batch from a reference server's file, so that its tools find everything as they left it. */
export async function importGraph(
  deps: Pick<MemoryDomain, 'store' | 'ids' | 'screen' | 'vault'>,
  scope: string,
  batch: readonly ImportItem[],
  by: ChangeOrigin,
): Promise<ImportCounts> {
  const kept = batch.filter((item) => isKept(item, deps));
  const redacted = kept.filter(({ text }) => deps.screen(text).redactions.length > 0).length;
  let counts: ImportCounts = { ...NOTHING, redacted, refused: batch.length - kept.length };
  for await (const reference of referenceBatches(each(kept), kept.length + 1)) {
    const { entities, observations, relations, held } = await importReference(deps, scope, reference, by);
    const added = entities + observations + relations;
    counts = sum(counts, { ...NOTHING, new: added, duplicates: kept.length - added, held });
  }
  return counts;
}

/** Not what is a secret and nothing else, or is about one by its name. */
function isKept({ text, about = [] }: ImportItem, { screen }: Pick<MemoryDomain, 'screen'>): boolean {
  try {
    return [text, ...about].every((each) => !isBareSecret(screen(each)));
  } catch (error) {
    if (error instanceof IzaError) return false;
    throw error;
  }
}

async function* each<T>(all: readonly T[]): AsyncGenerator<T> {
  yield* all;
}
