import { type Attempt, type AttemptDeps, beginAttempt, type PlannedCall } from './attempt.ts';
import { withinSignal } from './deadline.ts';
import { LlmError } from './errors.ts';
import type { GenerateResult, StreamEvent } from './port.ts';
import { withRetries } from './retry.ts';
import type { Sleep } from './sleep.ts';

export interface ResilienceDeps extends AttemptDeps {
  /** Numbers in [0, 1). */
  random(): number;
}

/**
 * One answer, by as many attempts as it takes: each waits its turn, is paid for, has its time, and is tried again
 * when that may help. The signal that `send` gets is that of the attempt.
 */
export async function answer(
  call: PlannedCall,
  deps: ResilienceDeps,
  send: (signal: AbortSignal) => Promise<GenerateResult>,
): Promise<GenerateResult> {
  return attempts(call, deps, async (attempt) => {
    const give = async (error: unknown): Promise<never> => {
      throw await attempt.failed(error);
    };
    const result = await withinSignal(
      begun(() => send(attempt.signal)),
      attempt.signal,
      deps.sleep,
    ).catch(give);
    return attempt.succeeded(result);
  });
}

/**
 * An answer as it comes. Attempts are made until one gives its first event, which is awaited here, so that failing
 * over is still possible; after that nothing is tried again, since text has been given out.
 */
export async function streamedAnswer(
  call: PlannedCall,
  deps: ResilienceDeps,
  send: (signal: AbortSignal) => AsyncIterable<StreamEvent>,
): Promise<AsyncGenerator<StreamEvent, void, undefined>> {
  const opened = await attempts(call, deps, async (attempt) => {
    let events: AsyncIterator<StreamEvent> | undefined;
    const give = async (error: unknown, began = false): Promise<never> => {
      if (events) close(events);
      throw await attempt.failed(error, began);
    };
    const opened = begun(async () => {
      events = send(attempt.signal)[Symbol.asyncIterator]();
      return { events, first: await events.next() };
    });
    const { first, ...stream } = await withinSignal(opened, attempt.signal, deps.sleep).catch(
      (error: unknown) => give(error),
    );
    if (first.done) return give(brokenOff(call.lane.provider), true);
    return { attempt, ...stream, first: first.value };
  });
  return relay(opened, call, deps);
}

/** Tries until it is done. What may not be sent now is not waited for: another provider may be there to take it. */
function attempts<T>(
  call: PlannedCall,
  deps: ResilienceDeps,
  run: (attempt: Attempt) => Promise<T>,
): Promise<T> {
  const { at, signal } = call.deadline;
  let sent = false;
  const once = async (): Promise<T> => {
    sent = false;
    const attempt = await beginAttempt(call, deps);
    sent = true;
    return run(attempt);
  };
  return withRetries(once, { ...deps, deadline: at, signal, mayRetry: () => sent });
}

async function* relay(
  { attempt, events, first }: { attempt: Attempt; events: AsyncIterator<StreamEvent>; first: StreamEvent },
  call: PlannedCall,
  { sleep }: ResilienceDeps,
): AsyncGenerator<StreamEvent, void, undefined> {
  let told = false;
  const fail = async (error: unknown): Promise<never> => {
    told = true;
    throw await attempt.failed(error, true);
  };
  try {
    for (let event = first; ; ) {
      attempt.progressed();
      if (event.type === 'done') {
        told = true;
        yield { type: 'done', result: await attempt.succeeded(event.result) };
        return;
      }
      yield event;
      const next = await withinSignal(events.next(), attempt.signal, sleep).catch(fail);
      if (next.done) return fail(brokenOff(call.lane.provider));
      event = next.value;
    }
  } finally {
    // Whoever reads may stop at any time; what came until then is paid for.
    if (!told) await settleUnread(attempt, events, sleep);
    close(events);
  }
}

/** Stops a stream that nobody reads on, and books what the provider says it has used: it gets a moment to say so. */
async function settleUnread(
  attempt: Attempt,
  events: AsyncIterator<StreamEvent>,
  sleep: Sleep,
): Promise<void> {
  attempt.stop(unread());
  const rest = async (): Promise<GenerateResult> => {
    // Pieces that had come already are passed over on the way to its end.
    for (;;) {
      const next = await events.next();
      if (next.done) throw unread();
      if (next.value.type === 'done') return next.value.result;
    }
  };
  try {
    await attempt.succeeded(await withinSignal(rest(), attempt.signal, sleep));
  } catch (error) {
    await attempt.failed(error, true);
  }
}

/** Work begun such that what it throws on the spot is a rejection, too. */
async function begun<T>(work: () => Promise<T>): Promise<T> {
  return work();
}

/** Not awaited: an iterator that hangs in its next event would never come to its end. */
function close(events: AsyncIterator<StreamEvent>): void {
  void events.return?.().catch(() => undefined);
}

function unread(): LlmError {
  return new LlmError('CANCELLED', 'The answer was not read to its end.', { retryable: false });
}

function brokenOff(provider: string): LlmError {
  return new LlmError('BAD_ANSWER', `The answer of ${provider} broke off.`, { provider, retryable: true });
}
