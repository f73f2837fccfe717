import { createHash } from 'node:crypto';

/** What a store or a copy of it holds as of a change: the same for the same content, in whatever order it is read. */
export interface Audit {
  seq: number;
  entities: number;
  facts: number;
  /** The sum of the first 64 bits of each line's SHA-256, modulo 2^64. */
  checksum: bigint;
}

export function emptyAudit(seq: number): Audit {
  return { seq, entities: 0, facts: 0, checksum: 0n };
}

export function addLine(audit: Audit, what: 'entities' | 'facts', line: string): void {
  audit[what] += 1;
  const bits = createHash('sha256').update(line).digest().readBigUInt64BE();
  audit.checksum = BigInt.asUintN(64, audit.checksum + bits);
}

export function sameAudit(a: Audit, b: Audit): boolean {
  return a.entities === b.entities && a.facts === b.facts && a.checksum === b.checksum;
}

type Fields = Readonly<Record<string, unknown>>;

export function entityLine({ row, entity, graph, type, name, summary }: Fields): string {
  return JSON.stringify(['entity', row, entity, graph, type, name, summary ?? null]);
}

/**
 * A row of a fact with the entities at which it is drawn: those that stand for its subject and object.
 * @param object undefined where it has a value
 */
export function factLine(
  { row, graph, relation, subject, validFrom, validTo, confidence, text, ...rest }: Fields,
  at: number,
  object: number | undefined,
  value: unknown,
): string {
  const own = [row, graph, relation, subject, rest.object ?? null, value ?? null];
  const when = [validFrom ?? null, validTo ?? null, confidence, text ?? null];
  return JSON.stringify(['fact', ...own, ...when, at, object ?? null]);
}
