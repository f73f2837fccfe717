import type { MemoryDomain } from '../deps.ts';
import type { ChangeOrigin } from '../store/store.ts';
import { NOTHING, sum } from './counts.ts';
import { importGraph } from './import-graph.ts';
import type { ImportItem } from './import-item.ts';
import { keepItems, prepareItem } from './keep-items.ts';
import { prepareRecord } from './prepare-record.ts';
import { type RestoreContext, type Restored, restoreRecords } from './restore.ts';

/** Items that are stored at a time: other writers wait for as long as that takes. */
const BATCH = 200;
/** Of a graph, whose items are short and many. */
const GRAPH_BATCH = 5_000;

/** Items in batches, those of a graph apart. Versions of one memory stay together, however many there are. */
export async function* batchesOf(items: AsyncIterable<ImportItem>): AsyncGenerator<ImportItem[]> {
  let batch: ImportItem[] = [];
  for await (const item of items) {
    const last = batch.at(-1);
    const isFull = batch.length >= (last?.graph ? GRAPH_BATCH : BATCH) && !goesOn(last, item);
    if (last && (isFull || last.graph !== item.graph)) {
      yield batch;
      batch = [];
    }
    batch.push(item);
  }
  if (batch.length > 0) yield batch;
}

function goesOn(last: ImportItem | undefined, next: ImportItem): boolean {
  const [one, other] = [last?.record, next.record];
  return one?.record === 'memory' && other?.record === 'memory' && one.id === other.id;
}

/** Stores a batch as one change, or nothing of it. What has no scope of its own goes into `scope`. */
export async function importBatch(
  deps: Pick<MemoryDomain, 'store' | 'ids' | 'screen' | 'vault'>,
  scope: string,
  batch: readonly ImportItem[],
  context: RestoreContext,
  by: ChangeOrigin,
): Promise<Restored> {
  if (batch[0]?.graph) return { ...(await importGraph(deps, scope, batch, by)), merged: [] };
  // Looked at before the transaction begins: other processes wait for that.
  const records = batch.flatMap(({ record }) => (record ? [prepareRecord(record, deps)] : []));
  const items = batch.flatMap((item) => (item.record ? [] : prepareItem(item, scope, deps)));
  return deps.store.change(by, (change) => {
    const restored =
      records.length > 0 ? restoreRecords(change, deps, records, context) : { ...NOTHING, merged: [] };
    return { ...sum(restored, keepItems(change, deps, items, by.client)), merged: restored.merged };
  });
}
