import type Anthropic from '@anthropic-ai/sdk';
import * as z from 'zod';
import { answered, LlmError } from '../errors.ts';
import type { Batch, BatchRequest, BatchResult, ProviderBatches } from '../port.ts';
import { parseAnswer, toResult } from './answer.ts';
import type { ClaudeConnection } from './connection.ts';
import { explainType, toError } from './errors.ts';
import { toParams } from './request.ts';
import { objectExtras } from './structured.ts';

/** As large as a batch may be. */
const MAX_RESULTS_BYTES = 256_000_000;
const RESULTS_TYPE = /^application\//;

const count = z.int().min(0);
const batchSchema = z.object({
  id: z.string().min(1),
  processing_status: z.enum(['in_progress', 'canceling', 'ended']),
  request_counts: z.object({
    processing: count,
    succeeded: count,
    errored: count,
    canceled: count,
    expired: count,
  }),
  expires_at: z.string(),
  results_url: z.string().nullish(),
});

const lineSchema = z.object({
  custom_id: z.string(),
  result: z.discriminatedUnion('type', [
    z.object({ type: z.literal('succeeded'), message: z.unknown() }),
    z.object({ type: z.literal('errored'), error: z.object({ error: z.object({ type: z.string() }) }) }),
    z.object({ type: z.literal('canceled') }),
    z.object({ type: z.literal('expired') }),
  ]),
});

/** Many requests at once, answered within a day at half the price: https://platform.claude.com/docs/en/build-with-claude/batch-processing */
export function createClaudeBatches(connection: ClaudeConnection): ProviderBatches {
  const ask = (
    signal: AbortSignal | undefined,
    run: (batches: Anthropic.Messages.Batches, send: Anthropic.RequestOptions) => Promise<unknown>,
  ) =>
    connection.attempt(signal ? { signal } : {}, async ({ client, send }) =>
      parseAnswer(batchSchema, await run(client.messages.batches, send)),
    );

  const get = (id: string, signal?: AbortSignal) =>
    ask(signal, (batches, send) => batches.retrieve(id, {}, send));

  return {
    async create(requests, signal) {
      const made = await Promise.all(requests.map(toBatchRequest));
      return toBatch(await ask(signal, (batches, send) => batches.create({ requests: made }, send)));
    },
    get: async (id, signal) => toBatch(await get(id, signal)),
    async results(id, signal) {
      const batch = await get(id, signal);
      if (!batch.results_url) throw noResults(batch.processing_status === 'ended');
      const attempt = {
        maxAnswerBytes: MAX_RESULTS_BYTES,
        expects: RESULTS_TYPE,
        ...(signal && { signal }),
      };
      return connection.attempt(attempt, async ({ client, send }) => {
        const results = new Map<string, BatchResult>();
        for await (const line of await client.messages.batches.results(id, {}, send)) {
          const { custom_id, result } = parseAnswer(lineSchema, line);
          results.set(custom_id, toBatchResult(result));
        }
        return results;
      });
    },
    cancel: async (id, signal) => toBatch(await ask(signal, (batches, send) => batches.cancel(id, {}, send))),
  };
}

async function toBatchRequest({
  id,
  request,
  json,
}: BatchRequest): Promise<Anthropic.Messages.BatchCreateParams.Request> {
  return { custom_id: id, params: toParams(request, json ? await objectExtras(json) : {}) };
}

function toBatch(batch: z.output<typeof batchSchema>): Batch {
  return {
    id: batch.id,
    state: batch.processing_status,
    counts: batch.request_counts,
    expiresAt: batch.expires_at,
  };
}

/** One answer that is not what it should be does not spoil the others. */
function toBatchResult(result: z.output<typeof lineSchema>['result']): BatchResult {
  if (result.type === 'errored') return { state: 'failed', error: explainType(result.error.error.type) };
  if (result.type !== 'succeeded') return { state: result.type };
  try {
    return { state: 'succeeded', result: toResult(result.message, {}) };
  } catch (error) {
    if (error instanceof LlmError) return { state: 'failed', error: answered(error) };
    throw error;
  }
}

function noResults(ended: boolean): LlmError {
  return toError({
    code: 'BAD_REQUEST',
    message: ended ? 'The results of the batch are no longer kept.' : 'The batch has not ended yet.',
    retryable: !ended,
    ...(ended ? {} : { hint: 'Wait for it first.' }),
  });
}
