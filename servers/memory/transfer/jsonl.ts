import canonicalize from 'canonicalize';
import * as z from 'zod';
import { place, refused } from '../../../shared/text/refusal.ts';
import { fits } from './foreign.ts';
import type { ImportItem } from './import-item.ts';
import { parseJson } from './json.ts';
import type { ImportLimits } from './limits.ts';
import { compareRecords, TransferRecord } from './record.ts';
import { itemOfRecord } from './record-item.ts';
import type { ImportFile } from './source.ts';
import { linesOf } from './text.ts';

const FORMAT = 'iza-memory';
const VERSION = 1;

/** The first line of an export. A later version is refused, not guessed at. */
export const JsonlHeader = z.strictObject({ format: z.literal(FORMAT), version: z.number().int().min(1) });
/** The last one: without it, the file is cut off. */
const Footer = z.strictObject({ end: z.literal(true), records: z.number().int().min(0) });

/**
 * Our own export: a header, a record a line in the order of `compareRecords`, and a footer with their count, each
 * canonical JSON (RFC 8785), so that the same memories always give the same bytes. Pieces end with a line end.
 * @throws Error when the records are not in order, or one is not what it should be: a mistake of the caller.
 */
export async function* writeJsonl(
  records: Iterable<TransferRecord> | AsyncIterable<TransferRecord>,
): AsyncGenerator<string> {
  yield lineOf({ format: FORMAT, version: VERSION });
  let last: TransferRecord | undefined;
  let count = 0;
  for await (const one of records) {
    const record = TransferRecord.parse(one);
    if (last && compareRecords(last, record) >= 0) throw new Error(`Records out of order at ${record.id}.`);
    yield lineOf(record);
    last = record;
    count += 1;
  }
  yield lineOf({ end: true, records: count });
}

function lineOf(value: object): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('There is nothing to write.');
  return `${text}\n`;
}

/** Reads our own export back, each record as it was. @throws IzaError */
export async function* readJsonl(file: ImportFile, limits: ImportLimits): AsyncGenerator<ImportItem> {
  let began = false;
  let footer: z.output<typeof Footer> | undefined;
  let last: TransferRecord | undefined;
  let count = 0;
  let end = 1;
  for await (const { text, line } of linesOf(file, limits)) {
    end = line;
    if (text === '' && footer) continue;
    const where = { file: file.name, line };
    const value = parseJson(file.name, { text, line }, limits);
    if (!began) {
      const { version } = fits(JsonlHeader, value, where);
      if (version > VERSION) {
        throw refused(
          place(file.name, line),
          `it is of version ${version}, and this Iza knows ${VERSION}`,
          NEWER,
        );
      }
      began = true;
      continue;
    }
    if (footer) throw refused(place(file.name, line), 'there is more after the last line of the export');
    if (typeof value === 'object' && value !== null && 'end' in value) {
      footer = fits(Footer, value, where);
      continue;
    }
    const record = fits(TransferRecord, value, where);
    if (last && compareRecords(last, record) >= 0) {
      throw refused(place(file.name, line), `the record ${record.id} is out of order or there twice`);
    }
    last = record;
    count += 1;
    yield itemOfRecord(record, file.name);
  }
  if (!began) throw refused(place(file.name, 1), 'the export is empty');
  if (!footer) throw refused(place(file.name, end), 'the export has no last line: the file is cut off');
  if (footer.records !== count) {
    throw refused(place(file.name, end), `it has ${count} records, and its last line says ${footer.records}`);
  }
}

const NEWER = 'Bring Iza up to date, or export again from the older one.';
