import type { Change, RecordKind, Records } from '../graph.ts';
import type { Neo4jTransaction } from './neo4j-client.ts';
import type { GreatestRows } from './neo4j-log.ts';
import { encodeFields, encodeRow, type Properties, UNNAMED } from './neo4j-row.ts';
import type { Neo4jNames } from './neo4j-schema.ts';
import { BLANKED } from './record-fields.ts';
import type { Erasable } from './store.ts';

/** Rows written by one statement. */
const BATCH = 2_000;

/** Where the newest change left the store. */
export interface Counter {
  seq: number;
  at: number;
  rows: GreatestRows;
}

/** Takes the lock that every change holds until its end, and reads what the one before it left. */
export async function lockCounter(tx: Neo4jTransaction, names: Neo4jNames): Promise<Counter> {
  // Writing is what locks; what is read after it is what was committed by then.
  const [counter] = await tx.run(
    `MATCH (c:${names.counter} {name: 'counter'}) SET c.locked = true
     RETURN c.seq AS seq, c.at AS at, c.rows AS rows`,
  );
  if (!counter) throw new RangeError('The store has no counter.');
  const { seq, at, rows } = counter;
  return { seq: Number(seq), at: Number(at), rows: JSON.parse(String(rows ?? '{}')) };
}

/** A row that is to be written. */
export type Pending = { [K in RecordKind]: { kind: K; record: Records[K]; row: number } }[RecordKind];

export async function writeRows(
  tx: Neo4jTransaction,
  names: Neo4jNames,
  pending: readonly Pending[],
  { graph, seq }: { graph: string; seq: number },
): Promise<void> {
  const byKind = new Map<RecordKind, Properties[]>();
  for (const { kind, record, row } of pending) {
    const rows = byKind.get(kind) ?? [];
    rows.push(encodeRow(kind, record, { row, graph, added: seq }));
    byKind.set(kind, rows);
  }
  for (const [kind, rows] of byKind) {
    for (let at = 0; at < rows.length; at += BATCH) {
      await tx.run(`UNWIND $rows AS row CREATE (t:${names.row(kind)}) SET t = row`, {
        rows: rows.slice(at, at + BATCH),
      });
    }
  }
}

/** Says whether there was such a row that had not ended. */
export async function endRow(
  tx: Neo4jTransaction,
  names: Neo4jNames,
  kind: RecordKind,
  row: number,
  seq: number,
): Promise<boolean> {
  const ended = await tx.run(
    `MATCH (t:${names.row(kind)} {row: $row}) WHERE t.ended IS NULL SET t.ended = $seq, t.item = null
     RETURN t.row AS row`,
    { row, seq },
  );
  return ended.length > 0;
}

/** @throws RangeError when there is no such row. */
export async function eraseRow(
  tx: Neo4jTransaction,
  names: Neo4jNames,
  kind: Erasable,
  row: number,
  seq: number,
): Promise<void> {
  const blank = { ...encodeFields(kind, BLANKED[kind]), ...UNNAMED };
  const erased = await tx.run(
    `MATCH (t:${names.row(kind)} {row: $row}) SET t += $blank
     MERGE (e:${names.erasure} {seq: $seq, kind: $kind, row: $row}) RETURN t.row AS row`,
    { row, blank, kind, seq },
  );
  if (erased.length === 0) throw new RangeError(`${kind} ${row} is not there.`);
}

/** The line of the log that makes a change one, and the counter as it leaves it. */
export async function writeLine(
  tx: Neo4jTransaction,
  names: Neo4jNames,
  change: Change,
  { before, after, token }: { before: GreatestRows; after: GreatestRows; token: string },
): Promise<void> {
  const { seq, at, graph, tool, client, reason } = change;
  await tx.run(
    `MATCH (c:${names.counter} {name: 'counter'}) SET c.seq = $line.seq, c.at = $line.at, c.rows = $line.after
     MERGE (g:${names.graph} {name: $line.graph}) ON CREATE SET g.added = $line.seq
     CREATE (l:${names.change}) SET l = $line`,
    {
      line: {
        ...{ seq, at, graph, tool, client, reason, token },
        before: JSON.stringify(before),
        after: JSON.stringify(after),
      },
    },
  );
}

/** Whether a change was stored, though the answer to its commit was lost. */
export async function isStored(
  tx: Neo4jTransaction,
  names: Neo4jNames,
  seq: number,
  token: string,
): Promise<boolean> {
  const found = await tx.run(`MATCH (l:${names.change} {seq: $seq, token: $token}) RETURN l.seq AS seq`, {
    seq,
    token,
  });
  return found.length > 0;
}
