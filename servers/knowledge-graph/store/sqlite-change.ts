import type { Statements } from '../../../shared/db/statements.ts';
import type { Change, RecordKind, Records } from '../graph.ts';
import { RECORD_KINDS } from '../graph.ts';
import { BLANKED, wordsOf } from './record-fields.ts';
import { relationNames } from './sqlite-relations.ts';
import {
  decodeRow,
  encodeFields,
  encodeRow,
  insertRow,
  type RawRow,
  type RelationNames,
  selectRows,
  tableOf,
  updateFields,
} from './sqlite-row.ts';
import { createSourceChange } from './sqlite-sources.ts';
import { createView, type RowsBefore } from './sqlite-view.ts';
import type { Erasable, GraphChange } from './store.ts';

/** A change under way, and what has to be written at its end. */
export interface OpenChange {
  change: GraphChange;
  /** Writes the line of the log, unless the change did nothing. */
  close(): void;
}

/** So many rows at once touch every page of their indexes, again and again: SQLite keeps these at hand meanwhile. */
const MANY = 10_000;
const LARGE_CACHE_KIB = 65_536;

/** Begins a change inside a transaction that holds the write lock. `now` is its time, unless a later one was there. */
export function openChange(sql: Statements, now: number, origin: Omit<Change, 'seq' | 'at'>): OpenChange {
  const relations = relationNames(sql);
  const last = sql<[], { seq: number; at: number }>(
    'SELECT seq, at FROM change ORDER BY seq DESC LIMIT 1',
  ).get();
  const seq = (last?.seq ?? 0) + 1;
  const at = Math.max(now, last?.at ?? 0);
  let before: RowsBefore = {};
  let graphId: number | undefined;
  let touched = false;
  /** The size of SQLite's cache, to be put back. */
  let usual: number | undefined;

  const next: RowsBefore = {};
  const graph = (): number => {
    graphId ??= graphIdOf(sql, origin.graph);
    return graphId;
  };
  const begin = (): void => {
    if (touched) return;
    touched = true;
    before = countRows(sql);
    for (const kind of RECORD_KINDS) next[kind] = (before[kind] ?? 0) + 1;
  };
  const add = <K extends RecordKind>(kind: K, record: Records[K]): number => {
    begin();
    const row = next[kind] ?? 1;
    next[kind] = row + 1;
    writeRow(sql, relations, kind, record, { row, graph: graph(), seq });
    return row;
  };
  const end = (kind: RecordKind, row: number): boolean => {
    begin();
    return endRow(sql, kind, row, seq);
  };

  return {
    change: {
      ...createView(sql, relations),
      sources: createSourceChange(sql, origin.graph),
      seq,
      at,
      graph: origin.graph,
      add: async (kind, record) => add(kind, record),
      async addAll(kind, records) {
        begin();
        const first = next[kind] ?? 1;
        if (records.length >= MANY) usual ??= enlargeCache(sql);
        const write = rowWriter(sql, relations, kind, { graph: graph(), seq });
        for (const [index, record] of records.entries()) write(record, first + index);
        next[kind] = first + records.length;
        return first;
      },
      async end(kind, row) {
        if (!end(kind, row)) throw new RangeError(`${kind} ${row} is not there, or has ended.`);
      },
      async erase(kind, row) {
        end(kind, row);
        eraseRow(sql, relations, seq, kind, row);
      },
    },
    close() {
      if (usual !== undefined) sql(`PRAGMA cache_size = ${usual}`).run();
      if (!touched) return;
      writeLine(sql, { ...origin, seq, at }, before);
    },
  };
}

function enlargeCache(sql: Statements): number {
  const usual = Number(sql('PRAGMA cache_size').pluck().get());
  sql(`PRAGMA cache_size = ${-LARGE_CACHE_KIB}`).run();
  return usual;
}

/** The greatest row number of every kind that has rows. */
export function countRows(sql: Statements): RowsBefore {
  const counted: RowsBefore = {};
  for (const kind of RECORD_KINDS) {
    const rows = sql<[], { n: number | null }>(`SELECT max(row) AS n FROM ${tableOf(kind)}`).get()?.n;
    if (rows) counted[kind] = rows;
  }
  return counted;
}

export function writeRow<K extends RecordKind>(
  sql: Statements,
  relations: RelationNames,
  kind: K,
  record: Records[K],
  { row, graph, seq }: { row: number; graph: number; seq: number },
): void {
  rowWriter(sql, relations, kind, { graph, seq })(record, row);
}

/** Writes rows of one kind, each with its words. */
function rowWriter<K extends RecordKind>(
  sql: Statements,
  relations: RelationNames,
  kind: K,
  { graph, seq }: { graph: number; seq: number },
): (record: Records[K], row: number) => void {
  const insert = sql(insertRow(kind));
  return (record, row) => {
    insert.run(...encodeRow(kind, record, relations, { row, graph, seq }));
    const words = wordsOf(kind, record);
    if (words !== undefined) sql(`INSERT INTO ${kind}_words (rowid, words) VALUES (?, ?)`).run(row, words);
  };
}

/** Says whether there was such a row that had not ended. */
export function endRow(sql: Statements, kind: RecordKind, row: number, seq: number): boolean {
  return (
    sql(`UPDATE ${tableOf(kind)} SET ended = ? WHERE row = ? AND ended IS NULL`).run(seq, row).changes > 0
  );
}

export function eraseRow<K extends Erasable>(
  sql: Statements,
  relations: RelationNames,
  seq: number,
  kind: K,
  row: number,
): void {
  const raw = sql<[number], RawRow>(`${selectRows(kind)} WHERE t.row = ?`)
    .raw()
    .get(row) as RawRow | undefined;
  if (!raw) throw new RangeError(`${kind} ${row} is not there.`);
  const words = wordsOf(kind, decodeRow(kind, raw, relations));
  if (words !== undefined) {
    sql(`INSERT INTO ${kind}_words (${kind}_words, rowid, words) VALUES ('delete', ?, ?)`).run(row, words);
  }
  const blank = BLANKED[kind] as Partial<Records[K]>;
  const fields = Object.keys(blank);
  sql(updateFields(kind, fields)).run(...encodeFields(kind, blank, relations, fields), row);
  sql('INSERT OR IGNORE INTO erasure (seq, kind, row) VALUES (?, ?, ?)').run(seq, kind, row);
}

/** The line of the log that makes a change one. */
export function writeLine(sql: Statements, change: Change, before: RowsBefore): void {
  const { seq, at, graph, tool, client, reason } = change;
  sql(
    'INSERT INTO change (seq, at, graph_id, tool, client, reason, rows_before) VALUES (?, ?, ?, ?, ?, ?, ?)',
  ).run(seq, at, graphIdOf(sql, graph), tool, client ?? null, reason ?? null, JSON.stringify(before));
}

export function graphIdOf(sql: Statements, name: string): number {
  const found = sql<[string], { id: number }>('SELECT id FROM graph WHERE name = ?').get(name);
  return found?.id ?? Number(sql('INSERT INTO graph (name) VALUES (?)').run(name).lastInsertRowid);
}
