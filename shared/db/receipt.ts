import type { Clock } from '../clock.ts';
import { IzaError } from '../mcp/errors.ts';
import type { Receipt } from '../mcp/tool.ts';
import { type Database, write } from './database.ts';
import { statementsOf } from './statements.ts';

/** A client that retries does so within minutes; a week leaves room for a laptop that slept. */
const RECEIPT_DAYS = 7;
export const RECEIPT_MS = RECEIPT_DAYS * 24 * 60 * 60 * 1000;

/** The table that `once` needs; include it in a server's first migration. */
export const RECEIPT_TABLE = `
  CREATE TABLE receipt (
    tool TEXT NOT NULL,
    key TEXT NOT NULL,
    input_hash TEXT NOT NULL,
    value TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (tool, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX receipt_at ON receipt (at);
`;

/**
 * Runs an effect at most once for a receipt: the effect and the record of its value are one transaction, and a
 * retry within seven days is answered with that value. The value has to survive JSON; it should name things by
 * their ids, since it outlives what it describes. Without a receipt the effect is simply one transaction.
 * @throws IzaError IDEMPOTENCY_CONFLICT when the key came with other arguments before.
 */
export function once<T>(db: Database, clock: Clock, receipt: Receipt | undefined, effect: () => T): T {
  return write(db, () => {
    const known = answered<T>(db, clock, receipt);
    if (known) return known.value;
    const value = effect();
    keepAnswer(db, clock, receipt, value);
    return value;
  });
}

/**
 * What an effect came to when it ran before, within the transaction that would run it; undefined when it is new.
 * @throws IzaError IDEMPOTENCY_CONFLICT when the key came with other arguments before.
 */
export function answered<T>(
  db: Database,
  clock: Clock,
  receipt: Receipt | undefined,
): { value: T } | undefined {
  if (!receipt) return undefined;
  const sql = statementsOf(db);
  sql('DELETE FROM receipt WHERE at <= ?').run(clock.now() - RECEIPT_MS);
  const known = sql<[string, string], { hash: string; value: string }>(
    'SELECT input_hash AS hash, value FROM receipt WHERE tool = ? AND key = ?',
  ).get(receipt.tool, receipt.key);
  return known && { value: repeatAnswer<T>(known, receipt) };
}

/** Records what an effect came to, in its own transaction. */
export function keepAnswer(db: Database, clock: Clock, receipt: Receipt | undefined, value: unknown): void {
  if (!receipt) return;
  statementsOf(db)('INSERT INTO receipt (tool, key, input_hash, value, at) VALUES (?, ?, ?, ?, ?)').run(
    receipt.tool,
    receipt.key,
    receipt.inputHash,
    JSON.stringify(value ?? null),
    clock.now(),
  );
}

/**
 * The value that was recorded, as every engine gives it.
 * @throws IzaError IDEMPOTENCY_CONFLICT when it was recorded for other arguments.
 */
export function repeatAnswer<T>(
  known: { hash: string; value: string },
  { tool, key, inputHash }: Receipt,
): T {
  if (known.hash === inputHash) return JSON.parse(known.value) as T;
  throw new IzaError('IDEMPOTENCY_CONFLICT', `The idempotency_key ${JSON.stringify(key)} is already used.`, {
    why: `${tool} ran with this key and other arguments within the last ${RECEIPT_DAYS} days.`,
    hint: 'Nothing was changed. For a new change use a new key; for a retry repeat the first arguments exactly.',
  });
}
