import { expect, onTestFinished, test } from 'vitest';
import { createClaudeProvider } from '../../../shared/llm/claude/provider.ts';
import { createLlm } from '../../../shared/llm/core.ts';
import { MODEL_CONFIG } from '../../../shared/llm/model-config.ts';
import type { ProviderSource } from '../../../shared/llm/port.ts';
import { createLogger } from '../../../shared/log.ts';
import { NOON } from '../../clock.ts';
import { text } from '../../support/messages-api/replies.ts';
import { startMessagesApi } from '../../support/messages-api/server.ts';
import { ledgerUnderTest } from './core-under-test.ts';
import { virtualTime } from './virtual-time.ts';

const REQUESTS = 1_000;
const limits = { requestsPerMinute: 50, inputTokensPerMinute: 40_000 };

test.each([
  // Bytes of a message on average; which limit binds; requests a minute that it allows.
  { bytes: 800, binds: 'requests', perMinute: 50 },
  // A quarter of the bytes and 4 more are the tokens of the API: 1,604 on average.
  { bytes: 6_400, binds: 'tokens', perMinute: 40_000 / 1_604 },
])(
  'the whole core and the real SDK: $binds bind, 1,000 queued requests draw no 429 and use 90 % of the allowance',
  async ({ bytes, perMinute }) => {
    const time = virtualTime();
    const log = createLogger('silent');
    const api = await startMessagesApi({ limits, clock: time.clock, rules: [{ reply: () => text('ok') }] });
    onTestFinished(() => api.close());

    let asked = 0;
    const waited = async <T>(answer: Promise<T>): Promise<T> => {
      asked += 1;
      return answer.finally(() => {
        asked -= 1;
      });
    };
    // Nothing is known of the limits before the first answers tell them.
    const source: ProviderSource = {
      id: 'claude',
      open: async (report) => {
        const onRateLimits = (found: Parameters<typeof report>[0], model?: string) =>
          report({ ...found, ...(model !== undefined && { model }) });
        const provider = createClaudeProvider({
          apiKey: api.key,
          baseURL: api.url,
          clock: time.clock,
          log,
          onRateLimits,
        });
        return {
          ...provider,
          generate: (request) => waited(provider.generate(request)),
          models: (signal) => waited(provider.models(signal)),
        };
      },
    };
    const config = MODEL_CONFIG.parse({ budgets: { dayUsd: 1_000 } });
    const ledger = await ledgerUnderTest(config.budgets, time);
    const llm = createLlm({ ...time, providers: [source], config, ledger, random: () => 0.5, log });

    const calls = Array.from({ length: REQUESTS }, (_, n) =>
      llm.generate({
        model: 'worker',
        account: { caller: 'test' },
        // From half to one and a half of the average, in an order that repeats after 101.
        messages: [{ role: 'user', content: 'x'.repeat(Math.round(bytes * (0.5 + ((n * 37) % 101) / 100))) }],
        maxTokens: 100,
        timeoutMs: 24 * 60 * 60_000,
      }),
    );
    await time.run(Promise.all(calls), () => asked > 0);

    const sent = api.journal.entries.filter(({ request }) => request.endpoint === 'messages');
    expect(sent).toHaveLength(REQUESTS);
    expect(sent.filter(({ answer }) => answer?.status !== 200)).toEqual([]);
    const minutes = (time.clock.now() - NOON) / 60_000;
    expect(REQUESTS / minutes).toBeGreaterThanOrEqual(0.9 * perMinute);
  },
  60_000,
);
