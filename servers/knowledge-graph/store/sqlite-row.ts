import type { RecordKind, Records, Row } from '../graph.ts';
import { type FieldForm, IDENTITY, RECORD_FIELDS } from './record-fields.ts';

/** The table of a kind: its name, except where that is a word of SQL. */
export function tableOf(kind: RecordKind): string {
  return kind === 'distinct' ? 'distinction' : kind;
}

interface Column {
  field: string;
  column: string;
  form: FieldForm;
}

const COLUMNS = Object.fromEntries(
  Object.entries(RECORD_FIELDS).map(([kind, fields]) => [
    kind,
    Object.entries(fields).map(([field, form]) => ({ field, column: columnOf(field), form })),
  ]),
) as unknown as Record<RecordKind, readonly Column[]>;

function columnOf(field: string): string {
  const name = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return name === 'end' ? '"end"' : name;
}

/** The names of relations are kept once, as numbers. */
export interface RelationNames {
  name(id: number): string;
  find(name: string): number | undefined;
  /** Adds a name that is not there. */
  make(name: string): number;
}

/** `SELECT … FROM table t JOIN graph g`, to which conditions on `t` and `g` are added. */
export function selectRows(kind: RecordKind): string {
  const columns = COLUMNS[kind].map(({ column }) => `t.${column}`).join(', ');
  return `SELECT t.row, g.name, t.added, t.ended, ${columns} FROM ${tableOf(kind)} t JOIN graph g ON g.id = t.graph_id`;
}

/** Inserts a row of `row, graph_id, added, ended` and the fields. */
export function insertRow(kind: RecordKind): string {
  return INSERTS[kind];
}

const INSERTS = Object.fromEntries(
  Object.entries(COLUMNS).map(([kind, fields]) => {
    const columns = fields.map(({ column }) => column);
    const marks = ['?', '?', '?', '?', ...columns.map(() => '?')].join(', ');
    const table = tableOf(kind as RecordKind);
    return [
      kind,
      `INSERT INTO ${table} (row, graph_id, added, ended, ${columns.join(', ')}) VALUES (${marks})`,
    ];
  }),
) as Record<RecordKind, string>;

/** Overwrites some fields of a row: `UPDATE … SET … WHERE row = ?`. */
export function updateFields(kind: RecordKind, fields: readonly string[]): string {
  return `UPDATE ${tableOf(kind)} SET ${fields.map((field) => `${columnOf(field)} = ?`).join(', ')} WHERE row = ?`;
}

/** A row as `selectRows` gives it, in raw mode. */
export type RawRow = readonly unknown[];

export function decodeRow<K extends RecordKind>(
  kind: K,
  raw: RawRow,
  relations: RelationNames,
): Row<Records[K]> {
  const [row, graph, added, ended] = raw;
  const record: Record<string, unknown> = { row, graph, added };
  if (ended !== null) record.ended = ended;
  COLUMNS[kind].forEach(({ field, form }, index) => {
    const value = raw[index + 4];
    if (value === null || value === undefined) return;
    if (field === 'relation') record.relation = relations.name(value as number);
    else record[field] = form === 'json' ? JSON.parse(value as string) : value;
  });
  return record as unknown as Row<Records[K]>;
}

/** What `insertRow` takes; a record that is the first of its thing gets the number of the row. */
export function encodeRow<K extends RecordKind>(
  kind: K,
  record: Records[K],
  relations: RelationNames,
  { row, graph, seq }: { row: number; graph: number; seq: number },
): unknown[] {
  const values: unknown[] = [row, graph, seq, null];
  const identity = IDENTITY[kind];
  // Not by a function for each field: this is done for every row of a large import.
  for (const { field, form } of COLUMNS[kind]) {
    const value = (record as unknown as Record<string, unknown>)[field];
    if (value === undefined) values.push(null);
    else if (field === 'relation')
      values.push(relations.find(value as string) ?? relations.make(value as string));
    else if (field === identity && value === 0) values.push(row);
    else values.push(form === 'json' ? JSON.stringify(value) : value);
  }
  return values;
}

/** The values of some fields of a record. */
export function encodeFields<K extends RecordKind>(
  kind: K,
  record: Partial<Records[K]>,
  relations: RelationNames,
  only: readonly string[],
): unknown[] {
  const columns = COLUMNS[kind].filter(({ field }) => only.includes(field));
  return columns.map(({ field, form }) => {
    const value = (record as Record<string, unknown>)[field];
    if (value === undefined) return null;
    if (field === 'relation') return relations.find(value as string) ?? relations.make(value as string);
    return form === 'json' ? JSON.stringify(value) : value;
  });
}
