import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openDatabase } from '../../../shared/db/database.ts';
import { lazyDatabase } from '../../../shared/db/lazy-database.ts';
import { createIds } from '../../../shared/ids.ts';
import { createLlm } from '../../../shared/llm/core.ts';
import {
  createLedger,
  LEDGER_FILE,
  LEDGER_MIGRATIONS,
  type Ledger,
} from '../../../shared/llm/ledger/ledger.ts';
import type { Llm } from '../../../shared/llm/llm.ts';
import { MODEL_CONFIG } from '../../../shared/llm/model-config.ts';
import type { GenerateRequest, Provider, ProviderSource, RateLimits } from '../../../shared/llm/port.ts';
import { createLogger } from '../../../shared/log.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { type VirtualTime, virtualTime } from './virtual-time.ts';

/** A dollar for a million tokens of input, ten for output: a token of output is 10,000 nano-dollars. */
export const PRICE = {
  input: 1,
  output: 10,
  cacheRead: 0.1,
  cacheWrite: 1.25,
  source: 'this test',
  date: '2026-11-20',
};

export interface CoreUnderTest {
  llm: Llm;
  ledger: Ledger;
  time: VirtualTime;
  /** Reports limits as the provider of this id would. */
  report(provider: string, limits: RateLimits): void;
}

export const ASK: GenerateRequest = {
  model: 'worker',
  account: { caller: 'test' },
  messages: [{ role: 'user', content: 'What is the time?' }],
  maxTokens: 1_000,
};

/** A ledger on a file of its own, opened already: what opens while virtual time runs would let it run away. */
export async function ledgerUnderTest(
  budgets: object,
  { clock }: Pick<VirtualTime, 'clock'>,
): Promise<Ledger> {
  const file = join(await temporaryFolder(), LEDGER_FILE);
  const db = lazyDatabase(() => openDatabase(file, LEDGER_MIGRATIONS, { durability: 'normal', clock }));
  onTestFinished(() => db.close());
  await db.get();
  const config = MODEL_CONFIG.parse({ budgets });
  return createLedger({
    db,
    clock,
    ids: createIds(clock),
    log: createLogger('silent'),
    budgets: config.budgets,
  });
}

/** The whole core on the given providers, each of which is a choice for every alias, in this order. */
export async function coreUnderTest(
  providers: readonly Provider[],
  settings: Record<string, unknown> = {},
): Promise<CoreUnderTest> {
  const time = virtualTime();
  const reports = new Map<string, (limits: RateLimits) => void>();
  const choices = providers.map(({ id }) => ({ provider: id, line: 'sonnet' }));
  const config = MODEL_CONFIG.parse({
    prices: providers.map(({ id }) => ({ provider: id, model: '*', ...PRICE })),
    ...(choices.length > 0 && { aliases: { planner: choices, worker: choices, judge: choices } }),
    ...settings,
  });
  const ledger = await ledgerUnderTest(config.budgets, time);
  const sources: ProviderSource[] = providers.map((provider) => ({
    id: provider.id,
    open: async (report) => {
      reports.set(provider.id, report);
      return provider;
    },
  }));
  const log = createLogger('silent');
  const llm = createLlm({
    providers: sources,
    config,
    ledger,
    clock: time.clock,
    sleep: time.sleep,
    random: () => 0.5,
    log,
  });
  return { llm, ledger, time, report: (provider, limits) => reports.get(provider)?.(limits) };
}
