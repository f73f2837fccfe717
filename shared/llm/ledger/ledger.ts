import type { Clock } from '../../clock.ts';
import { explainDatabaseError } from '../../db/explain.ts';
import type { LazyDatabase } from '../../db/lazy-database.ts';
import type { Ids } from '../../ids.ts';
import type { Logger } from '../../log.ts';
import type { Cost } from '../cost.ts';
import type { BudgetState } from '../llm.ts';
import type { ModelConfig } from '../model-config.ts';
import type { Account, Usage } from '../port.ts';
import { type Asked, budgetsOf, dayOf, exceeded, exhausted, stateOf } from './budgets.ts';
import { createLedgerStore, type Grouping, type LedgerStore } from './store/sqlite.ts';

export { LEDGER_MIGRATIONS } from './store/migrations.ts';
export { GROUPINGS, type Grouping } from './store/sqlite.ts';

/** The file of the ledger in the data folder; all processes share it. */
export const LEDGER_FILE = 'llm.db';

/** What is to be sent, and the most it can cost. */
export interface Intent {
  account: Account;
  provider: string;
  model: string;
  cost: Cost;
  /** What the call has cost so far, in attempts and turns before this one; nothing unless said. */
  callNanoUsd?: number;
  /** Where it is many calls in one: each has to fit the budget of a call, all of them those of caller, plan and day. */
  batch?: Asked['batch'];
  /** Milliseconds after which it is over in any case: what a process that was killed held counts as spent then. */
  lifetimeMs: number;
}

export interface Actual {
  model: string;
  usage: Usage;
  cost: Cost;
  /** Of a batch: the calls that were paid for. One unless said. */
  calls?: number;
}

/** Money that is held for one attempt. Exactly one of its outcomes has to be told. */
export interface Reservation {
  /** By which any process can tell what became of it. */
  readonly id: string;
  /**
   * Books what was really used, once however often it is told. Does not fail: what cannot be written now is written
   * before the next reservation.
   */
  settle(actual: Actual): Promise<void>;
  /** Nothing was used. */
  release(): Promise<void>;
}

export interface SpendRow {
  /** The day, the caller, the plan …; empty for calls without a plan. */
  name: string;
  calls: number;
  costNanoUsd: number;
  /** Calls whose model has no price of its own. */
  estimated: number;
  /** Calls whose process ended before it could tell what they cost; the most they can have cost is in the sum. */
  unknown: number;
  usage: Usage;
}

export interface Ledger {
  /**
   * @throws LlmError BUDGET_EXHAUSTED; IzaError when the ledger cannot be written. Then nothing may be sent.
   */
  reserve(intent: Intent): Promise<Reservation>;
  /** A reservation that was made before, here or in another process; one that has expired can be told of as well. */
  resume(id: string, provider: string): Reservation;
  /** The error that `reserve` would throw, without reserving. */
  refusal(account: Account, cost: Cost): Promise<Error | undefined>;
  budgets(account: Account): Promise<BudgetState[]>;
  /** Days as `2026-11-20`, both included; today unless said. */
  spend(by: Grouping, from?: string, to?: string): Promise<SpendRow[]>;
}

export interface LedgerDeps {
  db: LazyDatabase;
  clock: Clock;
  ids: Ids;
  log: Logger;
  budgets: ModelConfig['budgets'];
}

/** Entries of single calls are kept so long; older ones are summed up. Results of a batch are gone long before. */
const KEPT_MS = 60 * 24 * 60 * 60_000;
/** So many entries are summed up at a time, which takes some ten milliseconds. */
const ROLLED_AT_ONCE = 2_000;

export function createLedger({ db, clock, ids, log, budgets }: LedgerDeps): Ledger {
  let opened: LedgerStore | undefined;
  let rolledUp = '';
  const unwritten = new Map<string, (store: LedgerStore) => void>();

  const store = async (): Promise<LedgerStore> => {
    opened ??= createLedgerStore(await db.get());
    return opened;
  };
  const use = async <T>(work: (ledger: LedgerStore) => T): Promise<T> => {
    try {
      return work(await store());
    } catch (error) {
      throw explainDatabaseError(error) ?? error;
    }
  };
  const writeRest = (ledger: LedgerStore): void => {
    for (const [id, writeOne] of unwritten) {
      writeOne(ledger);
      unwritten.delete(id);
    }
  };
  const tell = async (id: string, writeOne: (store: LedgerStore) => void): Promise<void> => {
    unwritten.set(id, writeOne);
    try {
      writeRest(await store());
    } catch (error) {
      log.error({ err: error, id }, 'what a model call cost is not written yet');
    }
  };

  /** With the first reservations of a day. Whatever goes wrong with it, the call that was reserved for goes on. */
  const rollUp = (ledger: LedgerStore, at: number): void => {
    const day = dayOf(at);
    if (day === rolledUp) return;
    try {
      if (ledger.rollUp(dayOf(at - KEPT_MS), ROLLED_AT_ONCE) < ROLLED_AT_ONCE) rolledUp = day;
    } catch (error) {
      log.warn({ err: error }, 'old entries of the ledger could not be summed up');
    }
  };
  const resume = (id: string, provider: string): Reservation => ({
    id,
    settle: ({ model, usage, cost, calls = 1 }) => {
      const { nanoUsd: amount, estimated } = cost;
      const settlement = { provider, model, usage, amount, calls, estimated: estimated ? calls : 0 };
      return tell(id, (open) => open.settle(id, settlement));
    },
    release: () => tell(id, (open) => open.release(id)),
  });

  return {
    resume,

    async reserve({ account, provider, model, cost, callNanoUsd = 0, batch, lifetimeMs }) {
      const at = clock.now();
      const id = ids.next();
      const entry = {
        ...account,
        id,
        day: dayOf(at),
        provider,
        model,
        amount: cost.nanoUsd,
        at,
        expiresAt: at + Math.ceil(lifetimeMs),
      };
      const fitting = budgetsOf(account, budgets, at, callNanoUsd);
      const asked = { amount: cost.nanoUsd, batch };
      const refused = await use((ledger) => {
        writeRest(ledger);
        const excess = ledger.reserve(entry, (sum) => exceeded(fitting, asked, sum));
        rollUp(ledger, at);
        return excess;
      });
      if (refused) throw exhausted(refused, asked);
      return resume(id, provider);
    },

    async refusal(account, cost) {
      const fitting = budgetsOf(account, budgets, clock.now());
      const asked = { amount: cost.nanoUsd };
      const refused = await use(({ sum }) => exceeded(fitting, asked, sum));
      return refused && exhausted(refused, asked);
    },

    budgets: (account) =>
      use(({ sum }) =>
        budgetsOf(account, budgets, clock.now()).map((budget) =>
          stateOf(budget, budget.scope ? sum(budget.scope) : { spent: 0, held: 0 }),
        ),
      ),

    async spend(by, from = dayOf(clock.now()), to = from) {
      const rows = await use((ledger) => ledger.groups(by, from, to));
      return rows.map((row) => ({
        name: row.name,
        calls: row.calls,
        costNanoUsd: row.amount ?? 0,
        estimated: row.estimated,
        unknown: row.unknown,
        usage: {
          inputTokens: row.input_tokens,
          outputTokens: row.output_tokens,
          cacheReadTokens: row.cache_read_tokens,
          cacheWriteTokens: row.cache_write_tokens,
        },
      }));
    },
  };
}
