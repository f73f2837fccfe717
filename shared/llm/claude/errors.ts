import type { APIError } from '@anthropic-ai/sdk';
import type { Clock } from '../../clock.ts';
import { LlmError, type LlmErrorCode, type LlmErrorDetails } from '../errors.ts';
import type { Usage } from '../port.ts';
import { retryAfterOf } from './rate-limits.ts';

export interface Circumstances {
  seen: { sent: boolean; response?: Response; requestId?: string };
  clock: Clock;
  /** A key was handed in, so that the SDK had nothing to look for. */
  keyed: boolean;
  signal?: AbortSignal;
  usage?: Usage;
}

/** A failure in our own words. */
export interface Words {
  code: LlmErrorCode;
  message: string;
  retryable: boolean;
  hint?: string;
}

/** Turns whatever an attempt threw into an LlmError. What the provider says stays behind: it may repeat anything. */
export function explain(error: unknown, circumstances: Circumstances): LlmError {
  const { seen, clock, usage } = circumstances;
  const headers = seen.response?.headers;
  const retryAfterMs = headers && !seen.response?.ok ? retryAfterOf(headers, clock) : undefined;
  const facts: Partial<LlmErrorDetails> = {
    provider: 'claude',
    ...((!seen.sent || neverConnected(error)) && { unsent: true as const }),
    ...(seen.requestId !== undefined && { requestId: seen.requestId }),
    ...(usage && { usage }),
  };
  if (error instanceof LlmError) {
    return new LlmError(error.code, error.message, { ...facts, ...error.details });
  }
  const { code, message, retryable, hint } = words(error, circumstances);
  const status = isApiError(error) ? error.status : undefined;
  return new LlmError(code, message, {
    ...facts,
    retryable,
    ...(status !== undefined && { status }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(hint !== undefined && { hint }),
  });
}

/** What connecting fails with, before anything has been sent: https://nodejs.org/api/errors.html#common-system-errors */
const CONNECTING = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
];

function neverConnected(error: unknown): boolean {
  for (let one = error, depth = 0; one instanceof Error && depth < 8; one = one.cause, depth++) {
    if (CONNECTING.includes(String((one as { code?: unknown }).code))) return true;
  }
  return false;
}

export function toError({ code, message, ...details }: Words, usage?: Usage): LlmError {
  return new LlmError(code, message, { provider: 'claude', ...details, ...(usage && { usage }) });
}

function words(error: unknown, { seen, keyed, signal }: Circumstances): Words {
  if (signal?.aborted) return stopped(signal);
  if (nameOf(error) === 'APIConnectionTimeoutError') {
    return { code: 'TIMEOUT', message: 'Claude did not answer in time.', retryable: true };
  }
  if (isApiError(error) && (error.status !== undefined || error.type !== null)) return refused(error);
  if (!seen.sent && keyed) {
    return { code: 'BAD_REQUEST', message: 'The request could not be put together.', retryable: false };
  }
  if (!seen.sent) {
    return {
      code: 'NO_ACCESS',
      message: 'No usable credentials for Claude were found.',
      retryable: false,
      hint: 'Set ANTHROPIC_API_KEY, or sign in again where the credentials come from.',
    };
  }
  if (!seen.response) {
    return {
      code: 'UNREACHABLE',
      message: 'Claude cannot be reached.',
      retryable: true,
      hint: 'Check the network, the proxy and the base URL.',
    };
  }
  return brokeOff();
}

/** The caller gave up, or its deadline passed: the reason of the signal says which. */
export function stopped(signal: AbortSignal): Words {
  const { reason } = signal as { reason: unknown };
  if (reason instanceof LlmError) {
    return { code: reason.code, message: reason.message, retryable: reason.details.retryable };
  }
  return nameOf(reason) === 'TimeoutError'
    ? { code: 'TIMEOUT', message: 'Claude did not answer in time.', retryable: true }
    : { code: 'CANCELLED', message: 'The call was cancelled.', retryable: false };
}

export function brokeOff(): Words {
  return { code: 'BAD_ANSWER', message: 'The answer of Claude broke off.', retryable: true };
}

export function notTheProtocol(): Words {
  return {
    code: 'BAD_ANSWER',
    message: 'What answered does not speak the Messages API.',
    retryable: false,
    hint: 'Check the base URL and any proxy in between.',
  };
}

/** Error codes that say more than their status: waiting does not mend them, whatever the status promises. */
const NO_CREDIT = [
  'enforced_spend_limit_reached',
  'contract_spend_limit_reached',
  'linked_organization_spend_limit_reached',
  'linked_organization_billing_unavailable',
];
const SHUT_OUT = ['organization_on_hold', 'claude_code_key_creator_not_member'];

/** An error that the API states, by status or, in a stream, by type alone. */
function refused(error: APIError): Words {
  const told = byCause(error) ?? byStatus(error.status ?? statusOf(error.type), error.type !== null);
  const should = error.headers?.get('x-should-retry');
  return should === 'true' || should === 'false' ? { ...told, retryable: should === 'true' } : told;
}

/** An error that the API states in a body alone, such as that of one request of a batch. */
export function explainType(type: string): LlmError {
  return toError(byCause({ type, errorCode: null }) ?? byStatus(statusOf(type), true));
}

function byCause({ errorCode, type }: { errorCode: string | null; type: string | null }): Words | undefined {
  if (type === 'billing_error' || NO_CREDIT.includes(errorCode ?? '')) {
    return {
      code: 'NO_ACCESS',
      message: 'The account has no credit left, or has reached its spend limit.',
      retryable: false,
      hint: 'Add credit or raise the limit in the console of the provider.',
    };
  }
  if (SHUT_OUT.includes(errorCode ?? '')) {
    return {
      code: 'NO_ACCESS',
      message: 'The account behind the key may not use Claude.',
      retryable: false,
      hint: 'See the console of the provider, or use another key.',
    };
  }
  return undefined;
}

function byStatus(status: number, fromApi: boolean): Words {
  switch (status) {
    case 401:
      return {
        code: 'NO_ACCESS',
        message: 'Claude does not accept the key.',
        retryable: false,
        hint: 'Check the key: it is wrong, expired or revoked.',
      };
    case 403:
      return {
        code: 'NO_ACCESS',
        message: 'The key may not do this.',
        retryable: false,
        hint: 'Check what the key is allowed to do in the console of the provider.',
      };
    case 404:
      return fromApi
        ? {
            code: 'NO_MODEL',
            message: 'Claude does not know what was asked for, or the key may not use it.',
            retryable: false,
            hint: 'List the models that the key may use.',
          }
        : { ...notTheProtocol(), code: 'BAD_REQUEST' };
    case 408:
    case 504:
      return { code: 'TIMEOUT', message: 'Claude gave the request up as too slow.', retryable: true };
    case 409:
      return { code: 'OVERLOADED', message: 'Claude was busy with a conflicting request.', retryable: true };
    case 413:
      return {
        code: 'TOO_LARGE',
        message: 'The request is larger than Claude takes.',
        retryable: false,
        hint: 'Send less at once.',
      };
    case 429:
      return { code: 'RATE_LIMITED', message: 'The rate limit of Claude is reached.', retryable: true };
    case 529:
      return { code: 'OVERLOADED', message: 'Claude is overloaded.', retryable: true };
    default:
      if (status >= 500)
        return { code: 'OVERLOADED', message: 'Claude fails at the moment.', retryable: true };
      if (status < 400) return { ...notTheProtocol(), code: 'BAD_REQUEST' };
      return { code: 'BAD_REQUEST', message: 'Claude refuses the request as malformed.', retryable: false };
  }
}

/** The status that goes with a type of error: https://platform.claude.com/docs/en/api/errors. */
function statusOf(type: string | null): number {
  switch (type) {
    case 'invalid_request_error':
      return 400;
    case 'authentication_error':
      return 401;
    case 'permission_error':
      return 403;
    case 'not_found_error':
      return 404;
    case 'request_too_large':
      return 413;
    case 'rate_limit_error':
      return 429;
    case 'timeout_error':
      return 504;
    case 'overloaded_error':
      return 529;
    default:
      return 500;
  }
}

/** By shape: `instanceof` would need the SDK to be loaded when nothing of it was. */
function isApiError(error: unknown): error is APIError {
  return error instanceof Error && 'status' in error && 'errorCode' in error && 'headers' in error;
}

function nameOf(error: unknown): string | undefined {
  return error instanceof Error ? error.name : undefined;
}
