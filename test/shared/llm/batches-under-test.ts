import { onTestFinished } from 'vitest';
import type * as z from 'zod';
import type { BatchSubmission } from '../../../shared/llm/batches/batches.ts';
import { createClaudeProvider } from '../../../shared/llm/claude/provider.ts';
import { createLlm } from '../../../shared/llm/core.ts';
import { MODEL_CONFIG } from '../../../shared/llm/model-config.ts';
import type { Provider } from '../../../shared/llm/port.ts';
import { createLogger } from '../../../shared/log.ts';
import { type MessagesApiOptions, startMessagesApi } from '../../support/messages-api/server.ts';
import { ledgerUnderTest, PRICE } from './core-under-test.ts';
import { virtualTime } from './virtual-time.ts';

/** Two requests, of 5 tokens each as guessed and as counted: one for the word, four for its message. */
export const SUBMISSION: BatchSubmission = {
  model: 'worker',
  account: { caller: 'test', plan: 'p1' },
  requests: ['one', 'two'].map((word) => ({
    id: `id-${word}`,
    messages: [{ role: 'user', content: word }],
    maxTokens: 100,
  })),
};

/** Half of 5 tokens in at $1 a million, and 100 out at $10. */
export const MOST_OF_ONE = 502_500;

interface Surroundings extends z.input<typeof MODEL_CONFIG> {
  /** Choices that go before Claude. */
  others?: readonly Provider[];
  /** In place of the server of the bench. */
  baseURL?: string;
}

/** The whole core and the real SDK, in a time of its own that stands still while the network is at work. */
export async function batchesUnderTest(
  options: MessagesApiOptions = {},
  { others = [], baseURL, ...settings }: Surroundings = {},
) {
  const time = virtualTime();
  const api = await startMessagesApi({ clock: time.clock, ...options });
  onTestFinished(api.close);
  const log = createLogger('silent');
  let asked = 0;
  const counted =
    <A extends unknown[], R>(ask: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> => {
      asked += 1;
      return ask(...args).finally(() => {
        asked -= 1;
      });
    };
  const claude = createClaudeProvider({
    apiKey: api.key,
    baseURL: baseURL ?? api.url,
    clock: time.clock,
    log,
  });
  const { create, get, results, cancel } = claude.batches;
  const provider: Provider = {
    ...claude,
    // A listing that needs no network: a closed port is to be met by what is tested.
    models: async () => [
      {
        id: 'claude-sonnet-5-5',
        line: 'sonnet',
        displayName: 'Sonnet',
        maxInputTokens: 1_000,
        maxOutputTokens: 1_000,
        structured: true,
        efforts: [],
      },
    ],
    batches: {
      create: counted(create),
      get: counted(get),
      results: counted(results),
      cancel: counted(cancel),
    },
  };
  const choices = [...others, provider].map(({ id }) => ({ provider: id, line: 'sonnet' }));
  const config = MODEL_CONFIG.parse({
    aliases: { worker: choices },
    prices: [{ provider: 'claude', model: '*', ...PRICE, batch: 0.5 }],
    ...settings,
  });
  const ledger = await ledgerUnderTest(config.budgets, time);
  const { batches } = createLlm({
    ...time,
    providers: [...others, provider].map((one) => ({ id: one.id, open: async () => one })),
    config,
    ledger,
    random: () => 0.5,
    log,
  });
  const money = async () => {
    const day = (await ledger.budgets({ caller: 'x' })).find(({ name }) => name === 'day');
    const [row] = await ledger.spend('caller', '2026-01-01', '2027-12-31');
    return { calls: row?.calls ?? 0, spent: row?.costNanoUsd ?? 0, held: day?.reservedNanoUsd };
  };
  const run = <T>(work: Promise<T>): Promise<T> => time.run(work, () => asked > 0);
  const sent = (endpoint: string): number =>
    api.journal.entries.filter(({ request }) => request.endpoint === endpoint).length;
  return { api, batches, ledger, time, run, money, sent };
}
