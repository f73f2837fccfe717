import type { Clock } from '../clock.ts';
import { type Bucket, createBucket } from './bucket.ts';
import { LlmError } from './errors.ts';
import type { Limit, RateLimits } from './port.ts';
import { RETRY_AFTER_CAP_MS } from './retry.ts';
import type { Sleep } from './sleep.ts';

/** Until the provider has said what it allows, so many attempts go at once. */
const BLIND = 4;
/** The pause after a refusal that names none. */
const REFUSED_MS = 1_000;

export interface Allowance {
  requestsPerMinute?: number | undefined;
  inputTokensPerMinute?: number | undefined;
  outputTokensPerMinute?: number | undefined;
}

export interface Tokens {
  inputTokens: number;
  outputTokens: number;
}

/** The right to make one attempt. */
export interface Ticket {
  /** Tells what was used, once; nothing when the attempt never reached the provider. */
  settle(actual?: Tokens): void;
}

export interface Pacer {
  /**
   * Waits its turn, in the order of the calls.
   * @throws the reason of the signal; LlmError RATE_LIMITED at once when the provider has shut all out for longer
   * than a minute.
   */
  acquire(expected: Tokens, signal: AbortSignal): Promise<Ticket>;
  /** Limits as the provider reports them with an answer. */
  learn(limits: RateLimits): void;
  /** The provider refused an attempt for its rate: nothing is sent for so long. */
  refused(retryAfterMs: number | undefined): void;
  readonly limits: RateLimits;
}

const KINDS = ['requests', 'inputTokens', 'outputTokens'] as const;
type Kind = (typeof KINDS)[number];

interface Waiter {
  amounts: Record<Kind, number>;
  admit(ticket: Ticket): void;
  fail(reason: unknown): void;
}

/**
 * Keeps the attempts at one model within what its provider allows a minute, in requests, input and output tokens.
 * What tokens an attempt takes is an estimate until it ends, and is corrected then.
 */
export function createPacer(clock: Clock, sleep: Sleep, provider: string, allowance: Allowance = {}): Pacer {
  const now = () => clock.monotonic();
  const buckets = new Map<Kind, Bucket>();
  const limits: RateLimits = {};
  const queue: Waiter[] = [];
  let inFlight = 0;
  let shutUntil = 0;
  let pumping = false;
  let wake = new AbortController();

  const start = (kind: Kind, perMinute: number | undefined): void => {
    if (perMinute !== undefined && perMinute > 0) buckets.set(kind, createBucket(perMinute, now));
  };
  start('requests', allowance.requestsPerMinute);
  start('inputTokens', allowance.inputTokensPerMinute);
  start('outputTokens', allowance.outputTokensPerMinute);

  const changed = (): void => wake.abort();

  /** Undefined: until something changes. */
  const waitOf = ({ amounts }: Waiter): number | undefined => {
    if (buckets.size === 0 && inFlight >= BLIND) return undefined;
    const waits = KINDS.map((kind) => buckets.get(kind)?.waitMs(amounts[kind]) ?? 0);
    return Math.max(0, shutUntil - now(), ...waits);
  };

  const pump = async (): Promise<void> => {
    if (pumping) return;
    pumping = true;
    for (let first = queue[0]; first; first = queue[0]) {
      const wait = waitOf(first);
      if (wait === 0) {
        queue.shift();
        first.admit(take(first.amounts));
        continue;
      }
      wake = new AbortController();
      await pause(wait, wake.signal);
    }
    pumping = false;
  };

  const pause = (ms: number | undefined, signal: AbortSignal): Promise<void> =>
    ms === undefined
      ? new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
      : sleep(ms, signal).catch(() => undefined);

  const take = (amounts: Record<Kind, number>): Ticket => {
    // Only those that were there then: a bucket that is made meanwhile was never charged for this attempt.
    const charged = [...buckets];
    for (const [kind, bucket] of charged) bucket.take(amounts[kind]);
    inFlight += 1;
    let settled = false;
    return {
      settle(actual) {
        if (settled) return;
        settled = true;
        inFlight -= 1;
        const used = actual ? { ...actual, requests: 1 } : { requests: 0, inputTokens: 0, outputTokens: 0 };
        for (const [kind, bucket] of charged) bucket.correct(used[kind] - amounts[kind]);
        changed();
      },
    };
  };

  return {
    limits,
    async acquire(expected, signal) {
      signal.throwIfAborted();
      const shut = shutUntil - now();
      if (shut > RETRY_AFTER_CAP_MS) throw shutOut(provider, shut);
      const { promise, resolve, reject } = Promise.withResolvers<Ticket>();
      const amounts = { ...expected, requests: 1 };
      const waiter: Waiter = { amounts, admit: resolve, fail: reject };
      const leave = (): void => {
        const at = queue.indexOf(waiter);
        if (at >= 0) queue.splice(at, 1);
        reject(signal.reason);
        changed();
      };
      queue.push(waiter);
      signal.addEventListener('abort', leave, { once: true });
      void pump();
      try {
        return await promise;
      } finally {
        signal.removeEventListener('abort', leave);
      }
    },
    learn(found) {
      for (const kind of KINDS) {
        const limit = found[kind];
        if (!limit || !(limit.limit > 0)) continue;
        limits[kind] = limit;
        teach(kind, limit);
      }
      changed();
    },
    refused(retryAfterMs) {
      shutUntil = Math.max(shutUntil, now() + (retryAfterMs ?? REFUSED_MS));
      for (const bucket of buckets.values()) bucket.empty();
      const shut = shutUntil - now();
      if (shut > RETRY_AFTER_CAP_MS)
        for (const waiter of queue.splice(0)) waiter.fail(shutOut(provider, shut));
      changed();
    },
  };

  function teach(kind: Kind, { limit, remaining }: Limit): void {
    const bucket = buckets.get(kind);
    if (bucket) bucket.learn(limit, remaining);
    else {
      const fresh = createBucket(limit, now);
      fresh.learn(limit, remaining);
      buckets.set(kind, fresh);
    }
  }
}

function shutOut(provider: string, waitMs: number): LlmError {
  return new LlmError(
    'RATE_LIMITED',
    `${provider} takes no requests for another ${Math.ceil(waitMs / 1000)} s.`,
    {
      provider,
      retryable: true,
      retryAfterMs: waitMs,
      hint: 'Its limit of requests or tokens is used up. Call again then, or configure another provider as a fallback.',
    },
  );
}
