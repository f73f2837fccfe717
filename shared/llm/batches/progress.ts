import { type Deadline, startDeadline, type Timing, withinSignal } from '../deadline.ts';
import { LlmError } from '../errors.ts';
import type { Batch, ProviderBatches } from '../port.ts';
import type { ProviderPool } from '../provider-pool.ts';
import { withRetries } from '../retry.ts';
import type { BatchCallOptions, Batches } from './batches.ts';
import { type BatchTicket, readTicket } from './ticket.ts';

const FIRST_PAUSE_MS = 5_000;
const LAST_PAUSE_MS = 60_000;
const MOST_FAILURES = 10;
/** Time for one look at a batch. */
const LOOK_MS = 60_000;
const TIMEOUT_MS = 120_000;
/** A batch has ended after a day. */
const WAIT_MS = 26 * 60 * 60_000;

export interface ProgressDeps extends Timing {
  pool: ProviderPool;
  /** Numbers in [0, 1). */
  random(): number;
}

export function createProgress(deps: ProgressDeps): Pick<Batches, 'get' | 'wait' | 'cancel'> {
  const { sleep } = deps;

  /** Both may be done again without harm. */
  const ask = (
    ticket: BatchTicket,
    options: BatchCallOptions,
    what: string,
    work: (batches: ProviderBatches, id: string, signal: AbortSignal) => Promise<Batch>,
  ): Promise<Batch> =>
    withTicket(
      ticket,
      { timeoutMs: TIMEOUT_MS, ...options },
      deps,
      what,
      (batches, { batch }, { at, signal }) =>
        withRetries(() => withinSignal(work(batches, batch, signal), signal, sleep), {
          ...deps,
          deadline: at,
          signal,
        }),
    );

  return {
    get: (ticket, options = {}) =>
      ask(ticket, options, 'Looking at the batch', (batches, id, signal) => batches.get(id, signal)),

    cancel: (ticket, options = {}) =>
      ask(ticket, options, 'Cancelling the batch', (batches, id, signal) => batches.cancel(id, signal)),

    wait: (ticket, { onProgress, ...options } = {}) =>
      withTicket(
        ticket,
        { timeoutMs: WAIT_MS, ...options },
        deps,
        'Waiting for the batch',
        async (batches, { batch: id }, whole) => {
          let failures = 0;
          for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LAST_PAUSE_MS)) {
            let asked = 0;
            try {
              const batch = await look(batches, id, whole.signal);
              onProgress?.(batch);
              if (batch.state === 'ended') return batch;
              failures = 0;
            } catch (error) {
              failures += 1;
              if (whole.signal.aborted || !mayPass(error) || failures >= MOST_FAILURES) throw error;
              asked = error.details.retryAfterMs ?? 0;
            }
            await sleep(Math.max(pause, Math.min(asked, LAST_PAUSE_MS)), whole.signal).catch(() => {
              throw whole.signal.reason;
            });
          }
        },
      ),
  };

  async function look(batches: ProviderBatches, id: string, parent: AbortSignal): Promise<Batch> {
    const { signal, end } = startDeadline(LOOK_MS, parent, deps, 'A look at the batch');
    return withinSignal(batches.get(id, signal), signal, sleep).finally(end);
  }
}

/** Opens the provider of a ticket, and gives the work its time. @throws LlmError NO_ACCESS without that provider. */
export async function withTicket<T>(
  given: BatchTicket,
  { timeoutMs, signal }: BatchCallOptions & { timeoutMs: number },
  { pool, ...timing }: Pick<ProgressDeps, 'pool'> & Timing,
  what: string,
  work: (batches: ProviderBatches, ticket: BatchTicket, time: Deadline) => Promise<T>,
): Promise<T> {
  const ticket = readTicket(given);
  const { batches } = await pool.open(ticket.provider);
  if (!batches) {
    throw new LlmError('NO_ACCESS', `${ticket.provider} takes no batches any more.`, {
      provider: ticket.provider,
      retryable: false,
    });
  }
  const time = startDeadline(timeoutMs, signal, timing, what);
  try {
    time.signal.throwIfAborted();
    return await work(batches, ticket, time);
  } finally {
    time.end();
  }
}

function mayPass(error: unknown): error is LlmError {
  return error instanceof LlmError && error.details.retryable;
}
