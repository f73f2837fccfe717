import type { Cost } from './cost.ts';
import type { Usage } from './port.ts';
import { addUsage, NO_USAGE } from './usage.ts';

/** What one call through the core has come to so far: attempts that failed and were paid for included. */
export interface Spending {
  readonly usage: Usage;
  readonly cost: Cost;
  add(usage: Usage, cost: Cost): void;
}

export function startSpending(): Spending {
  let usage = NO_USAGE;
  let cost: Cost = { nanoUsd: 0, estimated: false };
  return {
    get usage() {
      return usage;
    },
    get cost() {
      return cost;
    },
    add(more, price) {
      usage = addUsage(usage, more);
      cost = { nanoUsd: cost.nanoUsd + price.nanoUsd, estimated: cost.estimated || price.estimated };
    },
  };
}
