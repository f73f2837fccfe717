import type { Change, RecordKind, Records, Row } from '../graph.ts';
import type { Neo4jTransaction } from './neo4j-client.ts';
import type { GreatestRows } from './neo4j-log.ts';
import type { Neo4jNames } from './neo4j-schema.ts';
import { createSourceChange } from './neo4j-sources.ts';
import { createView } from './neo4j-view.ts';
import { type Counter, endRow, eraseRow, type Pending, writeLine, writeRows } from './neo4j-writing.ts';
import { identified } from './record-fields.ts';
import type { GraphChange, LoggedChange } from './store.ts';

/** A change under way. */
export interface OpenChange {
  change: GraphChange;
  /** Writes what is left and the line of the log; undefined when the change did nothing. */
  close(token: string): Promise<LoggedChange | undefined>;
}

/** Begins a change in a transaction that holds the lock. `now` is its time, unless a later one was there. */
export function openChange(
  tx: Neo4jTransaction,
  names: Neo4jNames,
  counter: Counter,
  now: number,
  origin: Omit<Change, 'seq' | 'at'>,
): OpenChange {
  const seq = counter.seq + 1;
  const at = Math.max(now, counter.at);
  const { graph } = origin;
  const after: GreatestRows = { ...counter.rows };
  const log: Pick<LoggedChange, 'added' | 'ended' | 'erased'> = { added: [], ended: [], erased: [] };
  let touched = false;
  let pending: Pending[] = [];
  let written: Promise<void> = Promise.resolve();

  // Rows are written when something is asked, and at the end: many by one statement.
  const flush = (): Promise<void> => {
    const rows = pending;
    pending = [];
    if (rows.length > 0) written = written.then(() => writeRows(tx, names, rows, { graph, seq }));
    return written;
  };
  const add = <K extends RecordKind>(kind: K, given: Records[K]): number => {
    touched = true;
    const row = (after[kind] ?? 0) + 1;
    after[kind] = row;
    const record = identified(kind, given, row);
    pending.push({ kind, record, row } as Pending);
    log.added.push({ kind, record: { ...record, row, graph, added: seq } as Row<Records[K]> } as never);
    return row;
  };
  const end = async (kind: RecordKind, row: number): Promise<boolean> => {
    touched = true;
    await flush();
    const ended = await endRow(tx, names, kind, row, seq);
    if (ended) log.ended.push({ kind, row });
    return ended;
  };

  const asking = {
    names,
    seq,
    async run(...[statement, parameters]: Parameters<Neo4jTransaction['run']>) {
      await flush();
      return tx.run(statement, parameters);
    },
  };

  return {
    change: {
      ...createView(asking),
      sources: createSourceChange(asking, graph),
      seq,
      at,
      graph,
      add: async (kind, record) => add(kind, record),
      async addAll(kind, records) {
        touched = true;
        const first = (after[kind] ?? 0) + 1;
        for (const record of records) add(kind, record);
        return first;
      },
      async end(kind, row) {
        if (!(await end(kind, row))) throw new RangeError(`${kind} ${row} is not there, or has ended.`);
      },
      async erase(kind, row) {
        await end(kind, row);
        await eraseRow(tx, names, kind, row, seq);
        log.erased.push({ kind, row });
      },
    },
    async close(token) {
      if (!touched) return undefined;
      await flush();
      const change = { ...origin, seq, at };
      await writeLine(tx, names, change, { before: counter.rows, after, token });
      return { ...change, ...log };
    },
  };
}

/** Writes a change of another store as it was. @throws RangeError when it is not the next one, or does not fit. */
export async function replayChange(
  tx: Neo4jTransaction,
  names: Neo4jNames,
  counter: Counter,
  { added, ended, erased, ...change }: LoggedChange,
  token: string,
): Promise<void> {
  const { seq, graph } = change;
  if (seq !== counter.seq + 1) throw new RangeError(`Change ${seq} does not follow change ${counter.seq}.`);
  const after: GreatestRows = { ...counter.rows };
  const rows = added.map(({ kind, record }) => ({ kind, record, row: record.row }) as Pending);
  for (const { kind, row } of rows) after[kind] = Math.max(after[kind] ?? 0, row);
  await writeRows(tx, names, rows, { graph, seq });
  for (const { kind, row } of ended) {
    if (!(await endRow(tx, names, kind, row, seq)))
      throw new RangeError(`${kind} ${row} is not there, or has ended.`);
  }
  for (const { kind, row } of erased) await eraseRow(tx, names, kind, row, seq);
  await writeLine(tx, names, change, { before: counter.rows, after, token });
}
