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
  /** Calls that it is for, and how many of them were counted at a guessed price. */
  calls: number;
  estimated: number;
  usage: Usage;
}

export const GROUPINGS = ['day', 'caller', 'plan', 'provider', 'model'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export interface GroupRow {
  name: string;
  calls: number;
  amount: number;
  estimated: number;
  unknown: number;
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
    `UPDATE entry SET state = 'settled', provider = @provider, model = @model, amount = @amount, calls = @calls,
       estimated = @estimated, input_tokens = @inputTokens, output_tokens = @outputTokens,
       cache_read_tokens = @cacheReadTokens, cache_write_tokens = @cacheWriteTokens
     WHERE id = @id AND state <> 'settled'`,
  );
  // What is open may still be settled. A sum has its key for an id, which begins unlike any other.
  const old = db
    .prepare<[string, number], string>(
      "SELECT id FROM entry WHERE day < ? AND state <> 'open' AND id NOT LIKE '[%' LIMIT ?",
    )
    .pluck();
  const addUp = db.prepare<[string]>(
    `INSERT INTO entry (id, day, caller, plan, provider, model, state, amount, calls, estimated, unknown,
       input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, at, expires_at)
     SELECT json_array(day, caller, plan, provider, model), day, caller, plan, provider, model, 'settled', sum(amount),
       coalesce(sum(calls) FILTER (WHERE state = 'settled'), 0), sum(estimated),
       count(*) FILTER (WHERE state = 'expired'), sum(input_tokens), sum(output_tokens), sum(cache_read_tokens),
       sum(cache_write_tokens), min(at), max(expires_at)
     FROM entry WHERE id IN (SELECT value FROM json_each(?)) GROUP BY day, caller, plan, provider, model
     ON CONFLICT (id) DO UPDATE SET amount = amount + excluded.amount, calls = calls + excluded.calls,
       estimated = estimated + excluded.estimated, unknown = unknown + excluded.unknown,
       input_tokens = input_tokens + excluded.input_tokens, output_tokens = output_tokens + excluded.output_tokens,
       cache_read_tokens = cache_read_tokens + excluded.cache_read_tokens,
       cache_write_tokens = cache_write_tokens + excluded.cache_write_tokens`,
  );
  const drop = db.prepare<[string]>('DELETE FROM entry WHERE id IN (SELECT value FROM json_each(?))');
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

    settle(id: string, { usage, ...rest }: Settlement): void {
      settle.run({ id, ...rest, ...usage });
    },

    release(id: string): void {
      release.run(id);
    },

    /**
     * Sums up the entries of days before `day`: one for each day, caller, plan, provider and model, which has the sums
     * of all. At most `most` of them, so that it takes no longer; returns how many it were.
     */
    rollUp(day: string, most: number): number {
      return write(db, () => {
        const ids = JSON.stringify(old.all(day, most));
        addUp.run(ids);
        return drop.run(ids).changes;
      });
    },

    /** The days from `from` to `to`, both included; calls without a plan are under the empty name. */
    groups(by: Grouping, from: string, to: string): GroupRow[] {
      return db
        .prepare<[string, string], GroupRow>(
          `SELECT coalesce(${by}, '') AS name, coalesce(sum(calls) FILTER (WHERE state = 'settled'), 0) AS calls,
                  sum(amount) AS amount, sum(estimated) AS estimated,
                  sum(unknown) + count(*) FILTER (WHERE state = 'expired') AS unknown, sum(input_tokens) AS input_tokens,
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
