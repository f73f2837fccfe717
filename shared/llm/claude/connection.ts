import type Anthropic from '@anthropic-ai/sdk';
import type { Clock } from '../../clock.ts';
import type { Logger } from '../../log.ts';
import { LlmError } from '../errors.ts';
import type { RateLimits, Usage } from '../port.ts';
import { capped } from './answer-size.ts';
import { explain, notTheProtocol, toError } from './errors.ts';
import { rateLimitsOf } from './rate-limits.ts';
import { sdkLogger } from './sdk-logger.ts';

export const CLAUDE = 'claude';

export interface ClaudeOptions {
  apiKey?: string;
  /**
   * `env`: without `apiKey`, credentials and address are looked for where the SDK looks for them: ANTHROPIC_API_KEY,
   * ANTHROPIC_AUTH_TOKEN, workload identity, a profile on disk. Otherwise nothing of the environment is read.
   */
  config?: 'env';
  baseURL?: string;
  fetch?: typeof globalThis.fetch;
  log: Logger;
  clock: Clock;
  /** Told after every answer that says so, errors too; with the model where the request named one. */
  onRateLimits?(limits: RateLimits, modelId?: string): void;
  /** The largest answer that is taken, in bytes after decompression; 10 MB unless said. */
  maxAnswerBytes?: number;
}

/** What one attempt is about; its errors are told in these terms. */
export interface Attempt {
  signal?: AbortSignal;
  modelId?: string;
  /** Milliseconds until the headers of the answer must be there; ten minutes unless said. */
  timeoutMs?: number;
  /** In place of the connection's own. */
  maxAnswerBytes?: number;
  /** The media type of the answer: JSON unless said. Something else is not the API: a login page, a proxy's excuse. */
  expects?: RegExp;
  /** What has been spent when it fails. */
  spent?(): Usage | undefined;
}

/** What a run gets: the SDK, what it wants beside the parameters of a request, and what was seen of the answer. */
export interface Running {
  client: Anthropic;
  send: Anthropic.RequestOptions;
  seen: Seen;
}

export interface Seen {
  /** A request has been sent. */
  sent: boolean;
  response?: Response;
  requestId?: string;
}

/** Loads the SDK on first use, performs one attempt, and turns whatever goes wrong into an LlmError. */
export interface ClaudeConnection {
  readonly log: Logger;
  attempt<T>(attempt: Attempt, run: (running: Running) => Promise<T>): Promise<T>;
  /** The same for an answer that comes in pieces. */
  stream<T>(attempt: Attempt, run: (running: Running) => AsyncGenerator<T>): AsyncGenerator<T>;
}

const DEFAULT_MAX_ANSWER_BYTES = 10_000_000;
const DEFAULT_TIMEOUT_MS = 600_000;
/** The longest that a timer can be set to. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;
const JSON_TYPE = /^application\/json\b/;

/** What every key looks like, whoever made it; the SDK's complaint about another one would repeat it. */
const KEY = /^[\x21-\x7e]+$/;

export function connectClaude(options: ClaudeOptions): ClaudeConnection {
  const { log, clock, onRateLimits } = options;
  const key = options.apiKey?.trim();
  let loading: Promise<Anthropic> | undefined;

  const client = (): Promise<Anthropic> => {
    if (!key && options.config !== 'env') throw noKey();
    if (key && !KEY.test(key)) {
      throw new LlmError('NO_ACCESS', 'The key of Claude holds characters that no key has.', {
        provider: CLAUDE,
        retryable: false,
        hint: 'Copy the key again, without quotes, spaces or line breaks.',
      });
    }
    if (options.baseURL !== undefined && !/^https?:/.test(URL.parse(options.baseURL)?.protocol ?? '')) {
      throw new LlmError('NO_ACCESS', 'The base URL of Claude is not an address.', {
        provider: CLAUDE,
        retryable: false,
        hint: 'Write it whole, as in https://host.example, or leave it out.',
      });
    }
    loading ??= load(options, key);
    return loading;
  };

  const start = async (attempt: Attempt, seen: Seen): Promise<Running> => {
    const ready = await client();
    return { client: ready, send: sendOptions(ready, attempt, seen), seen };
  };

  const failure = (error: unknown, attempt: Attempt, seen: Seen): LlmError => {
    const failed = explain(error, {
      seen,
      clock,
      keyed: Boolean(key),
      signal: attempt.signal,
      usage: attempt.spent?.(),
    });
    const said = hide(error instanceof Error ? error.message : String(error), key);
    log.debug({ code: failed.code, status: failed.details.status, said }, 'claude: an attempt failed');
    return failed;
  };

  return {
    log,
    async attempt(attempt, run) {
      const seen: Seen = { sent: false };
      try {
        return await run(await start(attempt, seen));
      } catch (error) {
        throw failure(error, attempt, seen);
      }
    },
    async *stream(attempt, run) {
      const seen: Seen = { sent: false };
      try {
        yield* run(await start(attempt, seen));
      } catch (error) {
        throw failure(error, attempt, seen);
      }
    },
  };

  function sendOptions(ready: Anthropic, attempt: Attempt, seen: Seen): Running['send'] {
    const maxBytes = attempt.maxAnswerBytes ?? options.maxAnswerBytes ?? DEFAULT_MAX_ANSWER_BYTES;
    const expected = attempt.expects ?? JSON_TYPE;
    return {
      // The SDK takes whole milliseconds only.
      timeout: Math.max(1, Math.min(Math.ceil(attempt.timeoutMs ?? DEFAULT_TIMEOUT_MS), MAX_TIMEOUT_MS)),
      ...(attempt.signal && { signal: attempt.signal }),
      middleware: [
        async (request, next) => {
          // The SDK follows addresses that answers name, with the key: it goes to no other host.
          if (new URL(request.url).origin !== new URL(ready.baseURL).origin) throw strangeHost();
          seen.sent = true;
          const response = await next(request);
          seen.response = response;
          seen.requestId = response.headers.get('request-id') ?? undefined;
          const limits = rateLimitsOf(response.headers, clock);
          if (limits) onRateLimits?.(limits, attempt.modelId);
          if (response.ok && !expected.test(response.headers.get('content-type') ?? '')) {
            await response.body?.cancel();
            throw toError(notTheProtocol());
          }
          return capped(response, maxBytes);
        },
      ],
    };
  }
}

async function load(options: ClaudeOptions, key: string | undefined): Promise<Anthropic> {
  const { Anthropic: Client } = await import('@anthropic-ai/sdk');
  const fromEnv = options.config === 'env';
  return new Client({
    ...(key ? { apiKey: key } : {}),
    // Null, unlike undefined, keeps the SDK from reading the environment.
    baseURL: options.baseURL ?? (fromEnv ? undefined : null),
    ...(options.fetch && { fetch: options.fetch }),
    // A redirect would take a POST elsewhere as a GET; the API has none.
    fetchOptions: { redirect: 'manual' },
    maxRetries: 0,
    openTelemetry: false,
    ...sdkLogger(options.log),
  });
}

function noKey(): LlmError {
  return new LlmError('NO_ACCESS', 'There is no key for Claude.', {
    provider: CLAUDE,
    retryable: false,
    hint: 'Set ANTHROPIC_API_KEY, or name the variable that holds the key in the settings.',
  });
}

function strangeHost(): LlmError {
  return new LlmError('BAD_ANSWER', 'The answer points to another host, to which the key is not sent.', {
    provider: CLAUDE,
    retryable: false,
    hint: 'Check the base URL in the settings: what answers there is not the Messages API.',
  });
}

/** Text of a provider for the log: without the key, should it repeat it, and short. */
function hide(text: string, key: string | undefined): string {
  const hidden = key ? text.replaceAll(key, '[key]') : text;
  return hidden.slice(0, 500);
}
