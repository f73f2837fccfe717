import type { Draft, Reading } from '../document.ts';
import type { DocumentLimits } from '../document-limits.ts';
import { overLimit, place, refused } from '../refusal.ts';

const DELIMITERS = [',', ';', '\t', '|'];
/** UTF-16 units of a record, and of the name of a column as rows repeat it. */
const RECORD = 1024 * 1024;
const NAME = 200;

/** A table whose first row names its columns: each further row is a block `column: value; …`. @throws IzaError */
export async function readCsv(name: string, text: string, limits: DocumentLimits): Promise<Reading> {
  const { rows, total } = await rowsOf(name, text, limits);
  const [header = [], ...records] = rows;
  const columns = header.map((one, index) => oneLine(one).slice(0, NAME) || `column ${index + 1}`);
  const blocks: Draft[] = [];
  let size = 0;
  for (const record of records) {
    const line = record
      .flatMap((value, index) => {
        const shown = oneLine(value);
        return shown === '' ? [] : [`${columns[index] ?? `column ${index + 1}`}: ${shown}`];
      })
      .join('; ');
    size += line.length;
    if (size > limits.characters) throw overLimit(name, 'it has', limits.characters, 'characters of text');
    blocks.push({ kind: 'table', text: line });
  }
  if (records.length === 0 && header.length > 0) blocks.push({ kind: 'table', text: columns.join('; ') });
  const of = total - 1;
  return {
    blocks,
    links: [],
    ...(of > records.length && { truncated: { limit: 'rows', kept: records.length, of } }),
  };
}

/** The header and as many rows as may be kept, and how many there are with them. */
async function rowsOf(
  name: string,
  text: string,
  limits: DocumentLimits,
): Promise<{ rows: string[][]; total: number }> {
  const { CsvError, parse } = await import('./csv-package.ts');
  const rows: string[][] = [];
  let total = 0;
  try {
    parse(text, {
      delimiter: delimiterOf(text),
      relaxColumnCount: true,
      relaxQuotes: true,
      skipEmptyLines: true,
      maxRecordSize: RECORD,
      onRecord: (record: string[]) => {
        if (record.every((value) => value.trim() === '')) return null;
        total += 1;
        if (rows.length <= limits.rows) rows.push(record);
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number(error.lines ?? 1);
    if (error.code === 'CSV_MAX_RECORD_SIZE')
      throw overLimit(place(name, line), 'a row has', RECORD, 'characters');
    throw refused(place(name, line), 'a quote has no end or stands where none may be');
  }
  return { rows, total };
}

/** What the first line has most of. */
function delimiterOf(text: string): string {
  const end = text.indexOf('\n');
  const line = (end < 0 ? text : text.slice(0, end)).slice(0, RECORD).replace(/"[^"]*"/g, '');
  const counted = DELIMITERS.map((one) => ({ one, count: line.split(one).length }));
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).one;
}

function oneLine(value: string): string {
  return value.replace(/\s+/g, ' ').trim();
}
