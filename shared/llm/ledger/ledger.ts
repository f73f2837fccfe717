import type { Clock } from '../../clock.ts';
import { explainDatabaseError } from '../../db/explain.ts';
import type { LazyDatabase } from '../../db/lazy-database.ts';
import type { Ids } from '../../ids.ts';
import type { Logger } from '../../log.ts';
import type { BudgetState, Cost } from '../llm.ts';
import type { ModelConfig } from '../model-config.ts';
import type { Account, Usage } from '../port.ts';
import { budgetsOf, dayOf, exceeded, exhausted, stateOf } from './budgets.ts';
import { createLedgerStore, type Grouping, type LedgerStore, type Settlement } from './store/sqlite.ts';

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
  /** Milliseconds after which it is over in any case: what a process that was killed held counts as spent then. */
  lifetimeMs: number;
}

/** Money that is held for one attempt. Exactly one of its outcomes has to be told. */
export interface Reservation {
  /** Books what was really used. Does not fail: what cannot be written now is written before the next reservation. */
  settle(actual: { model: string; usage: Usage; cost: Cost }): Promise<void>;
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

export function createLedger({ db, clock, ids, log, budgets }: LedgerDeps): Ledger {
  let opened: LedgerStore | undefined;
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

  return {
    async reserve({ account, provider, model, cost, callNanoUsd = 0, lifetimeMs }) {
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
      const refused = await use((ledger) => {
        writeRest(ledger);
        return ledger.reserve(entry, (sum) => exceeded(fitting, cost.nanoUsd, sum));
      });
      if (refused) throw exhausted(refused, cost.nanoUsd);
      return {
        settle: (actual) => {
          const settlement: Settlement = {
            provider,
            model: actual.model,
            usage: actual.usage,
            amount: actual.cost.nanoUsd,
            estimated: actual.cost.estimated,
          };
          return tell(id, (open) => open.settle(id, settlement));
        },
        release: () => tell(id, (open) => open.release(id)),
      };
    },

    async refusal(account, cost) {
      const fitting = budgetsOf(account, budgets, clock.now());
      const refused = await use(({ sum }) => exceeded(fitting, cost.nanoUsd, sum));
      return refused && exhausted(refused, cost.nanoUsd);
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
        unknown: row.expired,
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
