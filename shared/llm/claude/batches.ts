import type Anthropic from '@anthropic-ai/sdk';
import * as z from 'zod';
import type { JsonObject } from '../../mcp/surface.ts';
import { LlmError } from '../errors.ts';
import type { GenerateRequest, GenerateResult, Resolved } from '../port.ts';
import { parseAnswer, toResult } from './answer.ts';
import { type ClaudeOptions, connectClaude } from './connection.ts';
import { explainType, toError } from './errors.ts';
import { toParams } from './request.ts';
import { outputFormat } from './structured.ts';

export interface BatchRequest {
  /** Unique in the batch: 1 to 64 letters, digits, `_` and `-`. */
  id: string;
  request: Resolved<GenerateRequest>;
  /** JSON Schema of the answer, where it shall be an object. */
  schema?: JsonObject;
}

export interface Batch {
  id: string;
  state: 'in_progress' | 'canceling' | 'ended';
  /** Until the whole batch has ended, all of them are processing. */
  counts: { processing: number; succeeded: number; errored: number; canceled: number; expired: number };
  /** ISO date by which it has ended, come what may: a day after it was made. */
  expiresAt: string;
}

export type BatchResult =
  | { state: 'succeeded'; result: GenerateResult }
  | { state: 'failed'; error: LlmError }
  /** Neither was answered, or paid for. */
  | { state: 'canceled' | 'expired' };

export interface WaitOptions {
  signal?: AbortSignal;
  /** Told of every look at it. */
  onProgress?(batch: Batch): void;
}

export interface ClaudeBatches {
  create(requests: readonly BatchRequest[], signal?: AbortSignal): Promise<Batch>;
  get(id: string, signal?: AbortSignal): Promise<Batch>;
  /** Looks again and again until it has ended; failures that may pass are waited out, ten in a row at most. */
  wait(id: string, options?: WaitOptions): Promise<Batch>;
  /** The results of a batch that has ended, by the ids of its requests. */
  results(id: string, signal?: AbortSignal): Promise<Map<string, BatchResult>>;
  /** Asks that what has not begun be left; the batch ends a little later. */
  cancel(id: string, signal?: AbortSignal): Promise<Batch>;
}

export interface BatchesOptions extends ClaudeOptions {
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

const FIRST_POLL_MS = 5_000;
const LAST_POLL_MS = 60_000;
const MAX_FAILURES = 10;

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
export function createClaudeBatches(options: BatchesOptions): ClaudeBatches {
  const connection = connectClaude(options);

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
    async wait(id, { signal, onProgress } = {}) {
      let failures = 0;
      for (let pause = FIRST_POLL_MS; ; pause = Math.min(pause * 2, LAST_POLL_MS)) {
        let asked = 0;
        try {
          const batch = toBatch(await get(id, signal));
          onProgress?.(batch);
          if (batch.state === 'ended') return batch;
          failures = 0;
        } catch (error) {
          failures += 1;
          if (!(error instanceof LlmError) || !error.details.retryable || failures >= MAX_FAILURES)
            throw error;
          asked = error.details.retryAfterMs ?? 0;
        }
        await options.sleep(Math.max(pause, Math.min(asked, LAST_POLL_MS)), signal);
      }
    },
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
  schema,
}: BatchRequest): Promise<Anthropic.Messages.BatchCreateParams.Request> {
  const format = schema && (await outputFormat(schema));
  if (schema && !format) {
    throw toError({
      code: 'BAD_REQUEST',
      message: `The schema of request ${id} cannot be a structured output.`,
      retryable: false,
      hint: 'Give every value a type, and write a record as a list of keys and values.',
    });
  }
  return { custom_id: id, params: toParams(request, format ? { format } : {}) };
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
    if (error instanceof LlmError) return { state: 'failed', error };
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
