import type { Clock } from '../../clock.ts';
import { LlmError, type LlmErrorDetails } from '../errors.ts';
import { type Exchange, watchedFetch } from './exchange.ts';
import { type Origin, sentence } from './origin.ts';
import { errorOfStatus, type Said } from './status.ts';

const DEFAULT_TIMEOUT_MS = 120_000;

export interface AttemptOptions {
  origin: Origin;
  clock: Clock;
  /** Never left in an error, whatever an SDK puts there. */
  secret?: string;
  fetch?: typeof fetch;
  requestHeaders?: readonly string[];
  /** What an error of the SDK says of itself. */
  said?(error: unknown): Said & { status?: number; retryAfterMs?: number };
  onHeaders?(headers: Headers): void;
}

/** One attempt under way. */
export interface Attempt {
  readonly exchange: Exchange;
  readonly fetch: typeof fetch;
  /** Aborted when the caller cancels or its time is over. */
  readonly signal: AbortSignal;
  /** An error that was met, as the layers above decide about it. `usage` is what was spent all the same. */
  explain(error: unknown, usage?: LlmErrorDetails['usage']): LlmError;
}

/** Begins an attempt: its `fetch` and signal go to the SDK, and its errors come back through `explain`. */
export function beginAttempt(
  options: AttemptOptions,
  {
    signal: caller,
    timeoutMs = DEFAULT_TIMEOUT_MS,
  }: { signal?: AbortSignal | undefined; timeoutMs?: number | undefined },
): Attempt {
  const exchange: Exchange = {};
  const deadline = AbortSignal.timeout(timeoutMs);
  const signal = caller ? AbortSignal.any([caller, deadline]) : deadline;
  const watched = watchedFetch(exchange, options);
  return {
    exchange,
    signal,
    fetch: async (input, init) => {
      const response = await watched(input, init);
      options.onHeaders?.(response.headers);
      return response;
    },
    explain(error, usage) {
      const found = explain(error, { ...options, exchange, signal });
      if (!usage || found.details.usage) return found;
      return new LlmError(found.code, found.message, { ...found.details, usage });
    },
  };
}

type Context = AttemptOptions & { exchange: Exchange; signal: AbortSignal };

function explain(error: unknown, context: Context): LlmError {
  const { origin, exchange, signal, clock } = context;
  const known = causes(error).find((one) => one instanceof LlmError);
  if (known) return known;
  if (signal.aborted) return abortedError(signal, origin);
  const cause = withoutSecret(error, context.secret);
  const said = context.said?.(error) ?? {};
  const failed = exchange.status !== undefined && (exchange.status < 200 || exchange.status > 299);
  const status = failed ? exchange.status : said.status;
  if (status !== undefined) {
    const wait = said.retryAfterMs;
    return errorOfStatus(origin, status, said, {
      now: clock.now(),
      cause,
      ...(exchange.headers && { headers: exchange.headers }),
      ...(wait !== undefined && { retryAfterMs: wait }),
    });
  }
  if (exchange.status !== undefined) {
    return badAnswer(origin, `The answer of ${origin.name} broke off or could not be read.`, { cause });
  }
  return new LlmError('UNREACHABLE', sentence(`${origin.name} could not be reached.`), {
    provider: origin.id,
    retryable: true,
    hint: `Check the network${origin.address ? `, and that a server answers at ${origin.address}` : ''}.`,
    cause,
  });
}

/** An answer that is not what the protocol says: another attempt may get a better one. */
export function badAnswer(origin: Origin, message: string, details: Partial<LlmErrorDetails> = {}): LlmError {
  return new LlmError('BAD_ANSWER', sentence(message), { provider: origin.id, retryable: true, ...details });
}

/** Why a call was stopped: the reason its signal carries where that is one of ours, else by what it is called. */
export function abortedError(signal: AbortSignal, { id, name }: Pick<Origin, 'id' | 'name'>): LlmError {
  const { reason } = signal;
  if (reason instanceof LlmError) return reason;
  const late = reason instanceof Error && reason.name === 'TimeoutError';
  return late
    ? new LlmError('TIMEOUT', sentence(`${name} did not answer in time.`), { provider: id, retryable: true })
    : new LlmError('CANCELLED', `The call to ${name} was cancelled.`, { provider: id, retryable: false });
}

function causes(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let one = error; one !== undefined && one !== null && chain.length < 8; ) {
    chain.push(one);
    one = (one as { cause?: unknown }).cause;
  }
  return chain;
}

/** The error as far as a log needs it: kind, words and code, with the key taken out. */
function withoutSecret(error: unknown, secret: string | undefined): Error {
  const hide = (text: string) => (secret ? text.replaceAll(secret, '[key]') : text);
  const words = causes(error).map((one) => hide(one instanceof Error ? one.message : String(one)));
  const plain = new Error(words.join(' ← '));
  plain.name = error instanceof Error ? error.name : 'Error';
  delete plain.stack;
  return plain;
}
