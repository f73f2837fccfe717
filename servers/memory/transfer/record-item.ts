import type { ImportItem } from './import-item.ts';
import type { TransferRecord } from './record.ts';

/** A record of ours as an item of an import. */
export function itemOfRecord(record: TransferRecord, file: string): ImportItem {
  const text =
    record.record === 'memory'
      ? record.text
      : record.record === 'entity'
        ? record.name
        : (record.title ?? '');
  return { kind: 'record', text, scope: record.scope, source: { title: file }, record };
}
