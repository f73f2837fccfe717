// A process that calls a model for one plan after the other, several calls at once, until the budget of each is used up.
// Its test starts and kills it.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../../shared/clock.ts';
import { openDatabase } from '../../shared/db/database.ts';
import { lazyDatabase } from '../../shared/db/lazy-database.ts';
import { systemIds } from '../../shared/ids.ts';
import { createLlm } from '../../shared/llm/core.ts';
import { LlmError } from '../../shared/llm/errors.ts';
import { createLedger, LEDGER_FILE, LEDGER_MIGRATIONS } from '../../shared/llm/ledger/ledger.ts';
import type { Account } from '../../shared/llm/port.ts';
import { systemSleep } from '../../shared/llm/sleep.ts';
import { createLogger } from '../../shared/log.ts';
import { scriptedProvider } from '../shared/llm/scripted-provider.ts';
import { BILL_FILE, CONFIG, LANES, MAX_TOKENS, PLANS } from './budget-config.ts';

const [, , home = '', seed = ''] = process.argv;
let calls = Number(seed) * 97;

const provider = {
  ...scriptedProvider('claude'),
  async generate({ modelId, account }: { modelId: string; account: Account }) {
    calls += 1;
    // From a fifth to all of the tokens it may have; the input a little more or less than was guessed.
    const usage = {
      inputTokens: 8 + (calls % 5),
      outputTokens: MAX_TOKENS / 5 + ((calls * 7_919) % (MAX_TOKENS * 0.8 + 1)),
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
    };
    await wait(2);
    // What the provider charges, whether the answer arrives or not: a dollar and ten dollars a million tokens.
    const cost = usage.inputTokens * 1_000 + usage.outputTokens * 10_000;
    appendFileSync(join(home, BILL_FILE), `${account.plan} ${cost}\n`);
    await wait(2);
    return { text: 'ok', content: [], stop: 'end' as const, usage, model: modelId, provider: 'claude' };
  },
};

const log = createLogger('silent');
const db = lazyDatabase(() =>
  openDatabase(join(home, LEDGER_FILE), LEDGER_MIGRATIONS, { durability: 'full', clock: systemClock }),
);
const ledger = createLedger({ db, clock: systemClock, ids: systemIds, log, budgets: CONFIG.budgets });
const llm = createLlm({
  providers: [{ id: 'claude', open: async () => provider }],
  config: CONFIG,
  ledger,
  clock: systemClock,
  sleep: systemSleep,
  random: Math.random,
  log,
});

const spend = async (plan: string): Promise<void> => {
  for (;;) {
    try {
      await llm.generate({
        model: 'worker',
        account: { caller: 'chaos', plan },
        messages: [{ role: 'user', content: 'What is the time?' }],
        maxTokens: MAX_TOKENS,
      });
      process.stdout.write('.');
    } catch (error) {
      if (error instanceof LlmError && error.code === 'BUDGET_EXHAUSTED') return;
      throw error;
    }
  }
};
for (let plan = 1; plan <= PLANS; plan++) {
  await Promise.all(Array.from({ length: LANES }, () => spend(`p${plan}`)));
}
await db.close();
