import type * as z from 'zod';
import type { Cost } from '../cost.ts';
import type { LlmError } from '../errors.ts';
import type {
  Account,
  Batch,
  GenerateRequest,
  GenerateResult,
  ModelAlias,
  ObjectResult,
  Usage,
} from '../port.ts';
import type { BatchTicket } from './ticket.ts';

/** One request of a batch: alias and account are those of the batch. */
export interface BatchedRequest
  extends Pick<GenerateRequest, 'system' | 'messages' | 'maxTokens' | 'cache' | 'effort'> {
  /** Unique in the batch: 1 to 64 letters, digits, `_` and `-`. */
  id: string;
}

export interface BatchSubmission {
  model: ModelAlias;
  account: Account;
  /** At most 100,000. */
  requests: readonly BatchedRequest[];
  /** Where every answer shall be an object: its schema, and what it is called, in snake_case. */
  object?: { schema: z.ZodType; name: string };
  signal?: AbortSignal;
  /** Milliseconds for sending it; 120,000 unless said. */
  timeoutMs?: number;
}

/** What became of one request. What it used was booked, where it was paid for. */
export type BatchOutcome<R> =
  | { state: 'succeeded'; result: R & { cost: Cost } }
  | { state: 'failed'; error: LlmError; cost: Cost }
  /** It was not answered and costs nothing. */
  | { state: 'canceled' | 'expired' };

export interface CollectedBatch<R> {
  /** By the ids of the requests, in the order in which they were submitted. */
  outcomes: Map<string, BatchOutcome<R>>;
  usage: Usage;
  /** Of all requests together. */
  cost: Cost;
}

export interface BatchCallOptions {
  signal?: AbortSignal;
  /** Milliseconds, retries included: 26 hours for waiting and 600,000 for collecting unless said, else 120,000. */
  timeoutMs?: number;
}

/**
 * Many requests at once, answered within a day at a lower price. The ticket is plain JSON: whoever has it, in any
 * process, can wait for the batch and collect it. Errors are LlmError; IzaError where the ledger cannot be written.
 */
export interface Batches {
  /**
   * Reserves the most that all requests can cost, then sends them. When it is not known whether the batch was made,
   * the money stays reserved for two days, and then counts as spent.
   */
  submit(submission: BatchSubmission): Promise<BatchTicket>;
  get(ticket: BatchTicket, options?: BatchCallOptions): Promise<Batch>;
  /** Looks again and again until it has ended; failures that may pass are waited out, ten in a row at most. */
  wait(ticket: BatchTicket, options?: BatchCallOptions & { onProgress?(batch: Batch): void }): Promise<Batch>;
  /**
   * The results of a batch that has ended, and the settlement of what they cost: booked once, however often it is
   * collected. The provider keeps results for a few weeks.
   */
  collect(ticket: BatchTicket, options?: BatchCallOptions): Promise<CollectedBatch<GenerateResult>>;
  /** The same for objects, each parsed by the schema in full. One that does not fit is a failed one. */
  collectObjects<S extends z.ZodType>(
    ticket: BatchTicket,
    schema: S,
    options?: BatchCallOptions,
  ): Promise<CollectedBatch<ObjectResult<z.output<S>>>>;
  /** Asks that what has not begun be left. Collect it all the same: what was answered has to be paid for. */
  cancel(ticket: BatchTicket, options?: BatchCallOptions): Promise<Batch>;
}
