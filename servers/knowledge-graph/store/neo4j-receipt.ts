import { RECEIPT_MS, repeatAnswer } from '../../../shared/db/receipt.ts';
import type { Receipt } from '../../../shared/mcp/tool.ts';
import type { Neo4jTransaction } from './neo4j-client.ts';
import type { Neo4jNames } from './neo4j-schema.ts';

/**
 * What a change came to when it ran before, within the transaction that would run it; undefined when it is new.
 * @throws IzaError IDEMPOTENCY_CONFLICT when the key came with other arguments before.
 */
export async function answered<T>(
  tx: Neo4jTransaction,
  names: Neo4jNames,
  now: number,
  receipt: Receipt | undefined,
): Promise<{ value: T } | undefined> {
  if (!receipt) return undefined;
  await tx.run(`MATCH (r:${names.receipt}) WHERE r.at <= $old DELETE r`, { old: now - RECEIPT_MS });
  const [known] = await tx.run(
    `MATCH (r:${names.receipt} {id: $id}) RETURN r.inputHash AS hash, r.value AS value`,
    { id: idOf(receipt) },
  );
  return (
    known && { value: repeatAnswer<T>({ hash: String(known.hash), value: String(known.value) }, receipt) }
  );
}

/** Records what a change came to, in its own transaction. */
export async function keepAnswer(
  tx: Neo4jTransaction,
  names: Neo4jNames,
  now: number,
  receipt: Receipt | undefined,
  value: unknown,
): Promise<void> {
  if (!receipt) return;
  await tx.run(`CREATE (r:${names.receipt} {id: $id, inputHash: $hash, value: $value, at: $now})`, {
    id: idOf(receipt),
    hash: receipt.inputHash,
    value: JSON.stringify(value ?? null),
    now,
  });
}

function idOf({ tool, key }: Receipt): string {
  return JSON.stringify([tool, key]);
}
