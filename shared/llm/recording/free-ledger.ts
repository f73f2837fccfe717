import type { Ledger } from '../ledger/ledger.ts';

/** The ledger of a replay: what was paid for when it was recorded is not paid again. It still shows what was spent. */
export function freeLedger(ledger: Ledger): Ledger {
  const nothing = async (): Promise<void> => {};
  const free = { id: 'free', settle: nothing, release: nothing };
  return {
    ...ledger,
    reserve: async () => free,
    resume: () => free,
    refusal: async () => undefined,
  };
}
