import type { Candidate, Fitted } from '../candidate.ts';
import { type Deadline, startDeadline, type Timing, withinSignal } from '../deadline.ts';
import { LlmError } from '../errors.ts';
import type { Ledger, Reservation } from '../ledger/ledger.ts';
import { toSchema } from '../object.ts';
import type { Orchestrator } from '../orchestrator.ts';
import type { Batch, BatchRequest, GenerateRequest } from '../port.ts';
import { withRetries } from '../retry.ts';
import type { BatchedRequest, Batches, BatchSubmission } from './batches.ts';
import { checkSubmission } from './check.ts';

const TIMEOUT_MS = 120_000;
/** A batch has ended a day after it was made, and there is a day more to collect it before it counts as spent. */
const HELD_MS = 48 * 60 * 60_000;

export interface SubmitDeps extends Timing {
  orchestrator: Orchestrator;
  ledger: Ledger;
  /** Numbers in [0, 1). */
  random(): number;
}

type Made = Fitted & { id: string };

interface Held {
  candidate: Candidate;
  made: Made[];
  reservation: Reservation;
}

/** Sends a batch by the first choice of its alias that takes batches, once the money for it is held. */
export function createSubmit(deps: SubmitDeps): Batches['submit'] {
  return async (submission) => {
    checkSubmission(submission);
    const { account, object, timeoutMs = TIMEOUT_MS } = submission;
    const json = object && { schema: toSchema(object.schema), name: object.name };
    const time = startDeadline(timeoutMs, submission.signal, deps, 'Sending the batch');
    try {
      const held = await hold(submission, json && JSON.stringify(json.schema), time.signal, deps);
      const { made, reservation, candidate } = held;
      const requests = made.map(({ id, request }) => ({ id, request, ...(json && { json }) }));
      const batch = await send(held, requests, time, deps);
      return {
        version: 1,
        provider: candidate.lane.provider,
        batch: batch.id,
        model: candidate.lane.model,
        reservation: reservation.id,
        account: { ...account },
        endsBy: batch.expiresAt,
        requests: made.map(({ id, batchCost }) => ({ id, mostNanoUsd: batchCost.nanoUsd })),
      };
    } finally {
      time.end();
    }
  };
}

/** Chooses the way and reserves the most that all requests can cost there. Nothing has been sent then. */
async function hold(
  submission: BatchSubmission,
  extra: string | undefined,
  signal: AbortSignal,
  { orchestrator, ledger }: SubmitDeps,
): Promise<Held> {
  const [first, ...rest] = submission.requests.map((one) => ({
    id: one.id,
    asked: toRequest(submission, one, signal),
  }));
  if (!first) throw new RangeError('A batch was checked that has no request.');
  const need = { batches: true, ...(extra !== undefined && { extra }) };
  const { value } = await orchestrator.take(first.asked, need, async (candidate): Promise<Held> => {
    const { lane } = candidate;
    const made = [
      { ...candidate, id: first.id },
      ...rest.map(({ id, asked }) => fitted(id, asked, candidate)),
    ];
    const reservation = await ledger.reserve({
      account: submission.account,
      provider: lane.provider,
      model: lane.model,
      cost: {
        nanoUsd: made.reduce((sum, { batchCost }) => sum + batchCost.nanoUsd, 0),
        estimated: candidate.price.estimated,
      },
      batch: {
        calls: made.length,
        dearest: made.reduce((most, { batchCost }) => Math.max(most, batchCost.nanoUsd), 0),
      },
      lifetimeMs: HELD_MS,
    });
    return { candidate, made, reservation };
  });
  return value;
}

function toRequest(
  { model, account }: BatchSubmission,
  { id: _, ...request }: BatchedRequest,
  signal: AbortSignal,
): GenerateRequest {
  return { ...request, model, account, signal };
}

function fitted(id: string, asked: GenerateRequest, { adapt }: Candidate): Made {
  try {
    return { ...adapt(asked), id };
  } catch (error) {
    if (!(error instanceof LlmError)) throw error;
    throw new LlmError(error.code, `Request ${id}: ${error.message}`, error.details);
  }
}

/**
 * Sends it, again only when it was surely turned away: there is no way to ask whether a batch was made. What may have
 * been made stays paid for.
 */
async function send(
  { candidate, reservation }: Held,
  requests: readonly BatchRequest[],
  { at, signal }: Deadline,
  deps: SubmitDeps,
): Promise<Batch> {
  const { batches } = candidate.provider;
  if (!batches) throw new RangeError('A provider was chosen that takes no batches.');
  let unclear = false;
  const once = async (): Promise<Batch> => {
    unclear = true;
    return withinSignal(batches.create(requests, signal), signal, deps.sleep).catch((error: unknown) => {
      unclear = !wasTurnedAway(error);
      throw error;
    });
  };
  try {
    signal.throwIfAborted();
    return await withRetries(once, { ...deps, deadline: at, signal, mayRetry: () => !unclear });
  } catch (error) {
    if (!unclear) await reservation.release();
    else if (error instanceof LlmError) throw unclearWhether(error);
    throw error;
  }
}

/** By a status that says so, or by no connection. */
function wasTurnedAway(error: unknown): boolean {
  if (!(error instanceof LlmError)) return false;
  const { unsent, status = 0 } = error.details;
  return unsent === true || status === 529 || (status >= 400 && status < 500 && status !== 408);
}

function unclearWhether({ code, message, details }: LlmError): LlmError {
  return new LlmError(code, message, {
    ...details,
    retryable: false,
    hint: 'It is not known whether the batch was made. What it can cost stays reserved for two days, and then counts as spent.',
  });
}
