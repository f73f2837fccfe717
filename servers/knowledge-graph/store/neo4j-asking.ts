import type { Neo4jParameters, Neo4jRow } from './neo4j-client.ts';
import type { Neo4jNames } from './neo4j-schema.ts';
import type { KnownAt } from './store.ts';

/** What a view asks with. */
export interface Asking {
  names: Neo4jNames;
  /**
   * The newest change that is seen. Neo4j gives each statement what is committed by then; rows say themselves what
   * was there before, so that answers are of one moment all the same.
   */
  seq: number;
  run(statement: string, parameters?: Neo4jParameters): Promise<Neo4jRow[]>;
}

/** A condition on a node `t`: it was there by then, ended or not. */
export const EVER = 't.added <= $seq';

/** A condition on a row: it was known then. */
export function known(at: KnownAt = 'now'): string {
  return at === 'ever' ? EVER : 't.added <= $seq AND (t.ended IS NULL OR t.ended > $seq)';
}

/** The change as of which rows are known. */
export function moment(at: KnownAt = 'now', seq: number): { seq: number } {
  return { seq: typeof at === 'number' ? Math.min(at, seq) : seq };
}
