import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { createBatches } from './batches/open.ts';
import { createCalls } from './calls.ts';
import type { CandidateDeps } from './candidate.ts';
import { createLanes } from './lane.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { Llm, LlmStreamEvent } from './llm.ts';
import type { ModelConfig } from './model-config.ts';
import { createModelCatalogue } from './models.ts';
import { askForObject, toSchema } from './object.ts';
import { createOrchestrator } from './orchestrator.ts';
import type { ProviderSource } from './port.ts';
import { createPriceTable } from './prices/table.ts';
import { createProviderPool } from './provider-pool.ts';
import type { Sleep } from './sleep.ts';
import { createStatus } from './status.ts';
import { offer, runToolLoop } from './tools.ts';

export interface LlmDeps {
  /** Those that may be used: enabled in the settings, and with a key where they need one. */
  providers: readonly ProviderSource[];
  config: ModelConfig;
  ledger: Ledger;
  clock: Clock;
  sleep: Sleep;
  /** Numbers in [0, 1). */
  random(): number;
  log: Logger;
}

/** Puts the layers together: alias → orchestrator → pacing, circuit, budget and retries → provider. */
export function createLlm({ providers, config, ledger, clock, sleep, random, log }: LlmDeps): Llm {
  const limits = new Map(Object.entries(config.providers).map(([id, provider]) => [id, provider.limits]));
  const lanes = createLanes({ clock, sleep }, (provider) => limits.get(provider));
  const pool = createProviderPool(providers, lanes.learn);
  const prices = createPriceTable(config.prices);
  const catalogue = createModelCatalogue({ clock, sleep, random });
  const parts: CandidateDeps = { clock, pool, catalogue, lanes, prices };
  const orchestrator = createOrchestrator({ ...parts, config, log });
  const { begin, within, choose, conversation, stream } = createCalls(
    orchestrator,
    { clock, sleep, random, ledger, prices, log },
    config.providers,
  );

  return {
    generate: (request) =>
      within(request, async (context) => {
        const turns = conversation(request, {}, context, (provider, one) => provider.generate(one));
        return turns.account(await turns.ask(request.messages));
      }),

    generateObject: (request) =>
      within(request, async (context) => {
        const { name } = request;
        const schema = toSchema(request.schema);
        const need = { extra: JSON.stringify(schema) };
        const turns = conversation(request, need, context, (provider, one) =>
          provider.generateJson({ ...one, schema, name }),
        );
        const { object, result } = await askForObject(request.schema, request.messages, turns.ask);
        const { content: _, text: __, ...rest } = turns.account(result);
        return { ...rest, object };
      }),

    runTools: (request) =>
      within(request, async (context) => {
        const tools = offer(request.tools);
        const need = { tools: true, extra: JSON.stringify(tools) };
        const turns = conversation(request, need, context, (provider, one) =>
          provider.generateWithTools({ ...one, tools }),
        );
        const { signal } = context.deadline;
        const { result, ...rest } = await runToolLoop({ ...request, signal, sleep, log, ask: turns.ask });
        return { ...turns.account(result), ...rest };
      }),

    async *stream(request): AsyncGenerator<LlmStreamEvent, void, undefined> {
      const context = begin(request);
      const { spending } = context;
      try {
        const { value: events, route } = await stream(request, context);
        for await (const event of events) {
          if (event.type === 'text') yield event;
          else
            yield {
              type: 'done',
              result: { ...event.result, usage: spending.usage, cost: spending.cost, route },
            };
        }
      } finally {
        context.deadline.end();
      }
    },

    batches: createBatches({ orchestrator, ledger, pool, prices, clock, sleep, random }, config.recording),

    countTokens: (request) =>
      within(request, async (context) => {
        const { value, route } = await choose(request, context, async ({ provider, ...found }, signal) =>
          provider.capabilities.countTokens
            ? { tokens: await provider.countTokens({ ...found.request, signal }), exact: true }
            : { tokens: found.inputTokens, exact: false },
        );
        return { ...value, provider: route.provider, model: route.model };
      }),

    estimate: (request) =>
      within(request, async (context) => {
        const { candidate, route } = await choose(request, context, async () => undefined);
        const { cost, inputTokens, price } = candidate;
        const refused = await ledger.refusal(request.account, cost);
        return {
          route,
          inputTokens,
          outputTokens: candidate.request.maxTokens,
          cost,
          price: { source: price.source, date: price.date },
          ...(refused && { refusedBy: refused.message }),
        };
      }),

    status: createStatus({ ...parts, config, ledger }),
  };
}
