import { type Database, write } from '../../../db/database.ts';
import type { Account, Usage } from '../../port.ts';

export interface NewEntry extends Account {
  id: string;
  day: string;
  provider: string;
  model: string;
  /** Most it can cost. */
  amount: number;
  at: number;
  expiresAt: number;
}

/** What entries come to: spent by those that are settled or have expired, held by those that are open. */
export interface Sums {
  spent: number;
  held: number;
}

/** Which entries a budget counts. */
export type Scope = { day: string; caller?: string } | { plan: string };

export interface Settlement {
  provider: string;
  model: string;
  amount: number;
  estimated: boolean;
  usage: Usage;
}

export const GROUPINGS = ['day', 'caller', 'plan', 'provider', 'model'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export interface GroupRow {
  name: string;
  calls: number;
  amount: number;
  estimated: number;
  expired: number;
  input_tokens: number;
  output_tokens: number;
  cache_read_tokens: number;
  cache_write_tokens: number;
}

/** The queries on the ledger. */
export function createLedgerStore(db: Database) {
  const sums = (where: string) =>
    db.prepare<string[], Sums>(
      `SELECT coalesce(sum(amount) FILTER (WHERE state <> 'open'), 0) AS spent,
              coalesce(sum(amount) FILTER (WHERE state = 'open'), 0) AS held
       FROM entry WHERE ${where}`,
    );
  const ofDay = sums('day = ?');
  const ofCaller = sums('day = ? AND caller = ?');
  const ofPlan = sums('plan = ?');
  const insert = db.prepare(
    `INSERT INTO entry (id, day, caller, plan, provider, model, state, amount, at, expires_at)
     VALUES (@id, @day, @caller, @plan, @provider, @model, 'open', @amount, @at, @expiresAt)`,
  );
  // Nobody will say what it cost, and it may have been sent: it counts as spent, all of it.
  // A clock that was wrong for a while may have left entries that seem to be made in the future.
  const expire = db.prepare<{ now: number }>(
    `UPDATE entry SET state = 'expired'
     WHERE state = 'open' AND (expires_at <= @now OR at - (expires_at - at) > @now)`,
  );
  // Whoever comes to settle or release after its entry has expired corrects it.
  const settle = db.prepare(
    `UPDATE entry SET state = 'settled', provider = @provider, model = @model, amount = @amount, estimated = @estimated,
       input_tokens = @inputTokens, output_tokens = @outputTokens, cache_read_tokens = @cacheReadTokens,
       cache_write_tokens = @cacheWriteTokens
     WHERE id = @id AND state <> 'settled'`,
  );
  const release = db.prepare<[string]>("DELETE FROM entry WHERE id = ? AND state <> 'settled'");

  const sum = (scope: Scope): Sums => {
    const row =
      'plan' in scope
        ? ofPlan.get(scope.plan)
        : scope.caller === undefined
          ? ofDay.get(scope.day)
          : ofCaller.get(scope.day, scope.caller);
    return row ?? { spent: 0, held: 0 };
  };

  return {
    sum,

    /**
     * Adds an entry unless `refuse`, which sees the sums as they are without it, says no: in one transaction, so that
     * of two processes that want the last cent one comes too late. Returns what `refuse` returned.
     */
    reserve<R>(entry: NewEntry, refuse: (sum: (scope: Scope) => Sums) => R | undefined): R | undefined {
      return write(db, () => {
        expire.run({ now: entry.at });
        const refusal = refuse(sum);
        if (refusal === undefined) insert.run({ ...entry, plan: entry.plan ?? null });
        return refusal;
      });
    },

    settle(id: string, { usage, estimated, ...rest }: Settlement): void {
      settle.run({ id, ...rest, estimated: estimated ? 1 : 0, ...usage });
    },

    release(id: string): void {
      release.run(id);
    },

    /** The days from `from` to `to`, both included; calls without a plan are under the empty name. */
    groups(by: Grouping, from: string, to: string): GroupRow[] {
      return db
        .prepare<[string, string], GroupRow>(
          `SELECT coalesce(${by}, '') AS name, count(*) FILTER (WHERE state = 'settled') AS calls,
                  sum(amount) AS amount, sum(estimated) AS estimated,
                  count(*) FILTER (WHERE state = 'expired') AS expired, sum(input_tokens) AS input_tokens,
                  sum(output_tokens) AS output_tokens, sum(cache_read_tokens) AS cache_read_tokens,
                  sum(cache_write_tokens) AS cache_write_tokens
           FROM entry WHERE day BETWEEN ? AND ? AND state <> 'open'
           GROUP BY name ORDER BY ${by === 'day' ? 'name DESC' : 'amount DESC, name'}`,
        )
        .all(from, to);
    },
  };
}

export type LedgerStore = ReturnType<typeof createLedgerStore>;
