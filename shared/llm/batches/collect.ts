import type { Clock } from '../../clock.ts';
import type { Cost } from '../cost.ts';
import { withinSignal } from '../deadline.ts';
import { LlmError } from '../errors.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { objectOf } from '../object.ts';
import type { BatchResult, GenerateResult, Usage } from '../port.ts';
import type { PriceTable } from '../prices/table.ts';
import { withRetries } from '../retry.ts';
import { startSpending } from '../spending.ts';
import { NO_USAGE, soundUsage } from '../usage.ts';
import type { BatchCallOptions, Batches, BatchOutcome, CollectedBatch } from './batches.ts';
import { type ProgressDeps, withTicket } from './progress.ts';
import type { BatchTicket } from './ticket.ts';

const TIMEOUT_MS = 600_000;

export interface CollectDeps extends ProgressDeps {
  ledger: Ledger;
  prices: PriceTable;
}

export function createCollect(deps: CollectDeps): Pick<Batches, 'collect' | 'collectObjects'> {
  const collect = <R extends object>(
    given: BatchTicket,
    options: BatchCallOptions,
    read: (result: GenerateResult) => Promise<R>,
  ): Promise<CollectedBatch<R>> =>
    withTicket(
      given,
      { timeoutMs: TIMEOUT_MS, ...options },
      deps,
      'Collecting the batch',
      async (batches, ticket, time) => {
        const { at, signal } = time;
        const once = async () =>
          whole(ticket, await withinSignal(batches.results(ticket.batch, signal), signal, deps.sleep));
        const found = await withRetries(once, {
          ...deps,
          deadline: at,
          signal,
          // A batch that has not ended will not have a moment later.
          mayRetry: ({ code }) => code !== 'BAD_REQUEST',
        });
        return settle(ticket, found, read, deps);
      },
    );

  return {
    collect: (ticket, options = {}) => collect(ticket, options, async (result) => result),
    collectObjects: (ticket, schema, options = {}) =>
      collect(ticket, options, async (result) => {
        const object = await objectOf(schema, result);
        const { content: _, text: __, ...rest } = result;
        return { ...rest, object };
      }),
  };
}

/** @throws LlmError BAD_ANSWER when a request has no result: the list broke off. */
function whole(
  { requests, provider }: BatchTicket,
  results: ReadonlyMap<string, BatchResult>,
): ReadonlyMap<string, BatchResult> {
  const missing = requests.filter(({ id }) => !results.has(id)).length;
  if (missing === 0) return results;
  throw new LlmError('BAD_ANSWER', `The results of the batch lack ${missing} of ${requests.length}.`, {
    provider,
    retryable: true,
  });
}

/** Books what all requests have cost before anything of them is handed out. */
async function settle<R extends object>(
  ticket: BatchTicket,
  results: ReadonlyMap<string, BatchResult>,
  read: (result: GenerateResult) => Promise<R>,
  { ledger, prices, clock }: CollectDeps,
): Promise<CollectedBatch<R>> {
  const paid = ticket.requests.flatMap(({ id, mostNanoUsd }) => {
    const result = results.get(id);
    return result ? [{ id, result, ...priceOf(result, mostNanoUsd, ticket, prices, clock) }] : [];
  });
  const spending = startSpending();
  for (const { usage, cost } of paid) if (usage) spending.add(usage, cost);
  const { usage, cost } = spending;
  const calls = paid.filter((one) => one.usage).length;
  await ledger
    .resume(ticket.reservation, ticket.provider)
    .settle({ model: ticket.model, usage, cost, calls });

  const outcomes = new Map<string, BatchOutcome<R>>();
  for (const one of paid) outcomes.set(one.id, await outcomeOf(one.result, one.cost, read));
  return { outcomes, usage, cost };
}

async function outcomeOf<R extends object>(
  result: BatchResult,
  cost: Cost,
  read: (result: GenerateResult) => Promise<R>,
): Promise<BatchOutcome<R>> {
  if (result.state === 'failed') return { ...result, cost };
  if (result.state !== 'succeeded') return result;
  try {
    return { state: 'succeeded', result: { ...(await read(result.result)), cost } };
  } catch (error) {
    if (!(error instanceof LlmError)) throw error;
    return { state: 'failed', error, cost };
  }
}

const FREE: Cost = { nanoUsd: 0, estimated: false };

/** What a request used and cost; without usage where it was not paid for. */
function priceOf(
  result: BatchResult,
  mostNanoUsd: number,
  { provider, model }: BatchTicket,
  prices: PriceTable,
  clock: Clock,
): { usage?: Usage; cost: Cost } {
  const asked = prices.of(provider, model, clock.now());
  if (result.state === 'succeeded') {
    const usage = soundUsage(result.result.usage);
    const answering = prices.of(provider, result.result.model, clock.now());
    // A name the table does not know is most likely another name of the model that was asked for.
    return { usage, cost: (answering.estimated ? asked : answering).batchCost(usage) };
  }
  if (result.state !== 'failed') return { cost: FREE };
  const { usage, answered } = result.error.details;
  if (usage) return { usage: soundUsage(usage), cost: asked.batchCost(soundUsage(usage)) };
  // It was answered with what nobody can read: it is counted as the most it can have cost.
  if (answered) return { usage: NO_USAGE, cost: { nanoUsd: mostNanoUsd, estimated: asked.estimated } };
  return { cost: FREE };
}
