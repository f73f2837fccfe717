import type { Literal } from '../graph.ts';
import type { ExportedEntity, ExportedFact } from './records.ts';
import { momentText } from './terms.ts';
import type { GraphWriter } from './writer.ts';

type Cell = Literal | undefined;

/** How text begins that a spreadsheet would run as a formula (OWASP, CSV Injection), and those signs in full width. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** A record of RFC 4180. Lists are cells of JSON. Text that looks like a formula gets an apostrophe; numbers stay. */
export function csvRecord(cells: readonly Cell[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`;
}

function cellOf(cell: Cell): string {
  if (typeof cell !== 'string') return cell === undefined ? '' : String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const ENTITY = ['id', 'type', 'name', 'summary', 'also', 'keys', 'merged'];
const FACT = [
  'id',
  'fact',
  'subject',
  'relation',
  'object',
  'value',
  'valid_from',
  'valid_to',
  'confidence',
  'text',
  'sources',
];

const list = (items: readonly unknown[]): Cell => (items.length > 0 ? JSON.stringify(items) : undefined);
const moment = (at: number | undefined): Cell => (at === undefined ? undefined : momentText(at));

export function csvWriter(): GraphWriter {
  return {
    begin: () => [csvRecord(ENTITY), csvRecord(FACT)],
    entity: ({ id, type, name, summary, also, keys, merged }: ExportedEntity) =>
      csvRecord([id, type, name, summary, list(also), list(keys), list(merged.map((one) => one.id))]),
    fact: (fact: ExportedFact) =>
      csvRecord([
        fact.id,
        fact.fact,
        fact.subject,
        fact.relation,
        fact.object,
        fact.value,
        moment(fact.validFrom),
        moment(fact.validTo),
        fact.confidence,
        fact.text,
        list(
          fact.sources.map(({ at, ...source }) => ({
            ...source,
            ...(at !== undefined && { at: momentText(at) }),
          })),
        ),
      ]),
    end: () => [],
  };
}
