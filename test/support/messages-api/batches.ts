import type Anthropic from '@anthropic-ai/sdk';
import type { Clock } from '../../../shared/clock.ts';
import type { JsonObject } from '../../../shared/mcp/surface.ts';
import { type Answer, errorAnswer, jsonAnswer, linesAnswer } from './answer.ts';
import { type ApiRequest, conversationOf, isObject, objects } from './request.ts';

const DAY_MS = 24 * 60 * 60_000;

interface Batch {
  id: string;
  requests: { customId: string; params: JsonObject }[];
  createdAt: number;
  cancelledAt?: number;
  endedAt?: number;
  /** How often it still answers that it is not done. */
  polls: number;
  results: { custom_id: string; result: Anthropic.Messages.MessageBatchResult }[];
}

export interface BatchOptions {
  clock: Clock;
  url: string;
  /** How often a batch is said to be in progress before it has ended. */
  polls: number;
  /** Answers one request of a batch, by the rules that answer any other. */
  perform(request: ApiRequest): Promise<Anthropic.Messages.MessageBatchResult>;
}

/** The Message Batches API. The requests are performed when the batch ends; the results come in reverse order. */
export function createBatches({ clock, url, polls, perform }: BatchOptions) {
  const batches = new Map<string, Batch>();

  const end = async (batch: Batch, from: ApiRequest): Promise<void> => {
    for (const { customId, params } of batch.requests) {
      const request = {
        ...from,
        endpoint: 'messages' as const,
        body: params,
        customId,
        ...conversationOf(params),
      };
      const result =
        batch.cancelledAt === undefined ? await perform(request) : ({ type: 'canceled' } as const);
      batch.results.unshift({ custom_id: customId, result });
    }
    batch.endedAt = clock.now();
  };

  const create = (request: ApiRequest): Answer => {
    const requests = objects(request.body?.requests).map(({ custom_id, params }) => ({
      customId: String(custom_id),
      params: isObject(params) ? params : {},
    }));
    const ids = requests.map(({ customId }) => customId);
    const wrong = ids.find((id, index) => !/^[a-zA-Z0-9_-]{1,64}$/.test(id) || ids.indexOf(id) !== index);
    if (requests.length === 0) return errorAnswer(400, { message: 'requests: at least one' });
    if (wrong !== undefined) return errorAnswer(400, { message: `custom_id: ${wrong}` });
    const id = `msgbatch_${request.number}`;
    const batch: Batch = { id, requests, createdAt: clock.now(), polls, results: [] };
    batches.set(id, batch);
    return jsonAnswer(view(batch, url));
  };

  return async (request: ApiRequest): Promise<Answer> => {
    if (request.endpoint === 'batches.create') return create(request);
    const batch = batches.get(request.path.split('/')[4] ?? '');
    if (!batch) return errorAnswer(404, { message: 'no such batch' });
    if (request.endpoint === 'batches.cancel') {
      if (batch.endedAt === undefined) batch.cancelledAt ??= clock.now();
      return jsonAnswer(view(batch, url));
    }
    if (request.endpoint === 'batches.results') {
      return batch.endedAt === undefined ? errorAnswer(404) : linesAnswer(batch.results);
    }
    if (batch.endedAt === undefined && batch.polls <= 0) await end(batch, request);
    batch.polls -= 1;
    return jsonAnswer(view(batch, url));
  };
}

function view(batch: Batch, url: string): Anthropic.Messages.MessageBatch {
  const { id, requests, createdAt, cancelledAt, endedAt, results } = batch;
  const count = (type: string) => results.filter(({ result }) => result.type === type).length;
  const ended = endedAt !== undefined;
  return {
    type: 'message_batch',
    id,
    processing_status: ended ? 'ended' : cancelledAt === undefined ? 'in_progress' : 'canceling',
    request_counts: {
      processing: ended ? 0 : requests.length,
      succeeded: count('succeeded'),
      errored: count('errored'),
      canceled: count('canceled'),
      expired: count('expired'),
    },
    created_at: iso(createdAt),
    expires_at: iso(createdAt + DAY_MS),
    ended_at: ended ? iso(endedAt) : null,
    cancel_initiated_at: cancelledAt === undefined ? null : iso(cancelledAt),
    archived_at: null,
    results_url: ended ? `${url}/v1/messages/batches/${id}/results` : null,
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
