import * as z from 'zod';
import { LlmError } from '../errors.ts';

const NANO_USD = z.int().min(0);

/** What its owner keeps of a batch, such as in a job: plain JSON that any process can go on with. */
const BATCH_TICKET = z.object({
  version: z.literal(1),
  provider: z.string().min(1),
  /** The provider's id of the batch. */
  batch: z.string().min(1),
  model: z.string().min(1),
  /** What is held for it in the ledger, by the ledger's id. */
  reservation: z.string().min(1),
  account: z.object({ caller: z.string(), plan: z.string().optional() }),
  /** ISO time by which it has ended. */
  endsBy: z.string(),
  /** The requests by their ids, and the most each can cost, in nano-dollars. */
  requests: z.array(z.object({ id: z.string(), mostNanoUsd: NANO_USD })).min(1),
});

export type BatchTicket = z.output<typeof BATCH_TICKET>;

/** @throws LlmError BAD_REQUEST when it is no ticket: it comes from wherever its owner kept it. */
export function readTicket(ticket: unknown): BatchTicket {
  const parsed = BATCH_TICKET.safeParse(ticket);
  if (parsed.success) return parsed.data;
  throw new LlmError('BAD_REQUEST', 'That is not the ticket of a batch.', {
    retryable: false,
    hint: 'Hand in what `submit` returned, unchanged.',
  });
}
