import type { KnownAt } from './store.ts';

export type Values = Record<string, unknown>;

/** A condition on a table `t` of records: only rows that were known then. */
export function known(at: KnownAt = 'now'): { sql: string; values: Values } {
  if (at === 'now') return { sql: 't.ended IS NULL', values: {} };
  if (at === 'ever') return { sql: 'true', values: {} };
  return { sql: 't.added <= @knownAt AND (t.ended IS NULL OR t.ended > @knownAt)', values: { knownAt: at } };
}
