import { LlmError, type LlmErrorCode } from '../errors.ts';
import { type Origin, sentence } from './origin.ts';
import { retryAfterMs } from './retry-after.ts';

/** What a provider says of a failure beside the status, as far as it decides what it is. Never shown. */
export interface Said {
  /** Its own code: `insufficient_quota`. */
  code?: string;
  message?: string;
}

interface Meaning {
  code: LlmErrorCode;
  retryable: boolean;
  what: string;
  hint?: string;
}

const CONTEXT =
  /context.?(length|window)|maximum context|token count.*exceed|too many tokens|prompt is too long/i;
const QUOTA = /insufficient_quota|billing/i;
const KEY = /api_key_invalid|invalid_api_key|api key not valid/i;

/** What a status other than 2xx means (RFC 9110 §15), sharpened by what the provider says. */
export function errorOfStatus(
  origin: Origin,
  status: number,
  said: Said,
  details: { headers?: Headers; now: number; cause?: unknown; retryAfterMs?: number },
): LlmError {
  const { code, retryable, what, hint } = meaningOf(
    origin,
    status,
    `${said.code ?? ''} ${said.message ?? ''}`,
  );
  const wait = retryable ? (details.retryAfterMs ?? retryAfterMs(details.headers, details.now)) : undefined;
  const requestId = details.headers?.get('x-request-id') ?? undefined;
  return new LlmError(code, sentence(`${what} (HTTP ${status}).`), {
    provider: origin.id,
    status,
    retryable,
    ...(wait !== undefined && { retryAfterMs: wait }),
    ...(requestId !== undefined && { requestId }),
    ...(hint !== undefined && { hint }),
    cause: details.cause,
  });
}

function meaningOf({ name, keyName, address }: Origin, status: number, said: string): Meaning {
  const refused = (code: LlmErrorCode, what: string, hint?: string): Meaning => ({
    code,
    retryable: false,
    what,
    ...(hint !== undefined && { hint }),
  });
  if (status === 401 || status === 403 || (status === 400 && KEY.test(said))) {
    const hint = keyName
      ? `Check the key in ${keyName}: it may be wrong, expired or without rights to this model.`
      : undefined;
    return refused('NO_ACCESS', `${name} refused access`, hint);
  }
  if (status === 402 || (status === 429 && QUOTA.test(said))) {
    return refused(
      'NO_ACCESS',
      `The account at ${name} has no credit left`,
      `Add credit to the account, or use another provider.`,
    );
  }
  if (status === 404) {
    const hint = `Check the name of the model${address ? ` and the address ${address}` : ''}; a local server has to have the model loaded.`;
    return refused('NO_MODEL', `${name} does not have what was asked for`, hint);
  }
  if (status === 413 || (status === 400 && CONTEXT.test(said))) {
    return refused(
      'TOO_LARGE',
      `The request is larger than ${name} takes`,
      'Send less text, or choose a model that takes more.',
    );
  }
  if (status === 408 || status === 504)
    return { code: 'TIMEOUT', retryable: true, what: `${name} took too long` };
  if (status === 429)
    return { code: 'RATE_LIMITED', retryable: true, what: `${name} limits the rate of requests` };
  if (status === 409 || status >= 500) {
    return { code: 'OVERLOADED', retryable: true, what: `${name} is failing or overloaded` };
  }
  if (status >= 400) return refused('BAD_REQUEST', `${name} refused the request as wrong`);
  return refused(
    'BAD_ANSWER',
    `${name} answered with what is no answer of a model`,
    'Check the address of the provider.',
  );
}
