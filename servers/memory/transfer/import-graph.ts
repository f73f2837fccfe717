import { IzaError } from '../../../shared/mcp/errors.ts';
import { MAX_NAME } from '../compatibility/reference/graph.ts';
import { importReference } from '../compatibility/reference/import-reference.ts';
import { referenceBatches } from '../compatibility/reference/reference-batches.ts';
import type { MemoryDomain } from '../deps.ts';
import { isBareSecret } from '../intake.ts';
import type { ChangeOrigin } from '../store/store.ts';
import { type ImportCounts, NOTHING, sum } from './counts.ts';
import type { ImportItem } from './import-item.ts';
import { pieces } from './keep-items.ts';

/** Stores a batch from a reference server's file, so that its tools find everything as they left it. */
export async function importGraph(
  deps: Pick<MemoryDomain, 'store' | 'ids' | 'screen' | 'vault'>,
  scope: string,
  batch: readonly ImportItem[],
  by: ChangeOrigin,
): Promise<ImportCounts> {
  // What is too long for one observation becomes several, as with other files.
  const whole = batch.flatMap((item) =>
    item.kind === 'memory' ? pieces(item.text).map((text) => ({ ...item, text })) : [item],
  );
  const kept = whole.filter((item) => isKept(item, deps));
  const redacted = kept.filter(({ text }) => deps.screen(text).redactions.length > 0).length;
  let counts: ImportCounts = { ...NOTHING, redacted, refused: whole.length - kept.length };
  for await (const reference of referenceBatches(each(kept), kept.length + 1)) {
    const { entities, observations, relations, held } = await importReference(deps, scope, reference, by);
    const added = entities + observations + relations;
    counts = sum(counts, { ...NOTHING, new: added, duplicates: kept.length - added, held });
  }
  return counts;
}

/** Not what is a secret and nothing else, or is about one by its name, and no name that the tools could not take. */
function isKept(
  { kind, text, about = [], data = {} }: ImportItem,
  { screen }: Pick<MemoryDomain, 'screen'>,
): boolean {
  const { entityType, from, type, to } = data;
  const names = [...about, ...(kind === 'entity' ? [text] : []), entityType, from, type, to];
  if (names.some((name) => typeof name === 'string' && name.length > MAX_NAME)) return false;
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
