import { LlmError } from '../errors.ts';
import type { BudgetState } from '../llm.ts';
import { MODEL_CONFIG_KEY, type ModelConfig } from '../model-config.ts';
import type { Account } from '../port.ts';
import { formatUsd, toNanoUsd } from './money.ts';
import type { Scope, Sums } from './store/sqlite.ts';

/** A limit on what the entries of a scope may come to. */
export interface Budget {
  name: 'call' | 'caller' | 'plan' | 'day';
  /** What it is on, in words: `the plan "p1"`. */
  of: string;
  limit: number;
  /** Absent for the budget of a single call. */
  scope?: Scope;
  /** What the call has cost so far, in nano-dollars. */
  used?: number;
  renewsAt?: string;
  /** Its key in the settings. */
  key: string;
}

const DAY_MS = 24 * 60 * 60_000;

export function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}

/** The budgets that a call on this account has to fit, the narrowest first; `used` nano-dollars it has cost so far. */
export function budgetsOf(
  { caller, plan }: Account,
  budgets: ModelConfig['budgets'],
  now: number,
  used = 0,
): Budget[] {
  const day = dayOf(now);
  const renewsAt = new Date(Date.parse(day) + DAY_MS).toISOString();
  const key = (name: string) => `${MODEL_CONFIG_KEY}.budgets.${name}`;
  const found: Budget[] = [
    { name: 'call', of: 'one call', limit: toNanoUsd(budgets.callUsd), used, key: key('callUsd') },
  ];
  const ofCaller = Object.hasOwn(budgets.callers, caller) ? budgets.callers[caller] : undefined;
  if (ofCaller !== undefined) {
    const of = `${caller} for a day`;
    found.push({
      name: 'caller',
      of,
      limit: toNanoUsd(ofCaller),
      scope: { day, caller },
      renewsAt,
      key: key(`callers.${caller}`),
    });
  }
  if (plan !== undefined) {
    found.push({
      name: 'plan',
      of: `the plan ${JSON.stringify(plan)}`,
      limit: toNanoUsd(budgets.planUsd),
      scope: { plan },
      key: key('planUsd'),
    });
  }
  found.push({
    name: 'day',
    of: 'the day',
    limit: toNanoUsd(budgets.dayUsd),
    scope: { day },
    renewsAt,
    key: key('dayUsd'),
  });
  return found;
}

/** What a call may cost at most, or a batch of them: each has to fit the budget of one call, all together the others. */
export interface Asked {
  amount: number;
  /** Where it is many calls, how many, and what the dearest of them may cost. */
  batch?: { calls: number; dearest: number } | undefined;
}

export interface Excess {
  budget: Budget;
  left: number;
}

/** The budget that an amount does not fit any more, with what is left of it. What costs nothing fits always. */
export function exceeded(
  budgets: readonly Budget[],
  { amount, batch }: Asked,
  sum: (scope: Scope) => Sums,
): Excess | undefined {
  if (amount === 0) return undefined;
  for (const budget of budgets) {
    const { spent, held } = budget.scope ? sum(budget.scope) : { spent: budget.used ?? 0, held: 0 };
    const left = budget.limit - spent - held;
    const wanted = budget.scope ? amount : (batch?.dearest ?? amount);
    if (wanted > left) return { budget, left: Math.max(0, left) };
  }
  return undefined;
}

export function exhausted({ budget, left }: Excess, asked: Asked): LlmError {
  const { used = 0 } = budget;
  const { batch } = asked;
  const amount = budget.scope ? asked.amount : (batch?.dearest ?? asked.amount);
  const what = batch ? `these ${batch.calls} requests` : 'this call';
  const message = budget.scope
    ? `The budget of ${budget.of} has ${formatUsd(left)} of ${formatUsd(budget.limit)} left, and ${what} may cost up to ${formatUsd(amount)}.`
    : `One call may cost ${formatUsd(budget.limit)} at most, and ${batch ? 'one of these' : 'this one'} ${used > 0 ? `has cost ${formatUsd(used)} and may now cost another` : 'may cost up to'} ${formatUsd(amount)}.`;
  const renews = budget.renewsAt ? `It renews at ${budget.renewsAt.slice(0, 16)}Z. ` : '';
  return new LlmError('BUDGET_EXHAUSTED', message, {
    retryable: false,
    hint: `${used > 0 ? 'Nothing more' : 'Nothing'} was sent. ${renews}Ask for less (a shorter answer, less text), or raise ${budget.key} in the settings.`,
  });
}

export function stateOf(budget: Budget, { spent, held }: Sums): BudgetState {
  return {
    name: budget.name,
    limitNanoUsd: budget.limit,
    spentNanoUsd: spent,
    reservedNanoUsd: held,
    ...(budget.renewsAt && { renewsAt: budget.renewsAt }),
  };
}
