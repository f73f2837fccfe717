/** How a call to a model can fail, as the layers decide about it. */
export const LLM_ERROR_CODES = [
  /** No provider is configured, or the key is missing, wrong or expired. */
  'NO_ACCESS',
  /** The request itself is wrong: repeating it is no use. */
  'BAD_REQUEST',
  'RATE_LIMITED',
  /** The provider is overloaded or failing. */
  'OVERLOADED',
  'UNREACHABLE',
  'TIMEOUT',
  'CANCELLED',
  /** The answer broke off, or is not what the protocol says. */
  'BAD_ANSWER',
  /** The answer does not fit the schema that was asked for. */
  'SCHEMA_VIOLATION',
  'REFUSED',
  'TOO_LARGE',
  'BUDGET_EXHAUSTED',
  'NO_MODEL',
] as const;

export type LlmErrorCode = (typeof LLM_ERROR_CODES)[number];

export interface LlmErrorDetails {
  provider?: string;
  status?: number;
  /** Milliseconds that the provider asks to wait. */
  retryAfterMs?: number;
  /** Whether the same request may succeed later. */
  retryable: boolean;
  requestId?: string;
  /** What to do about it, in words. */
  hint?: string;
  /** Tokens that were spent all the same: a stream that broke off is paid for. */
  usage?: { inputTokens: number; outputTokens: number; cacheReadTokens: number; cacheWriteTokens: number };
  /** An answer had begun, with a status of 2xx: what was asked for is paid for, whatever became of it. */
  answered?: true;
  /** It was not sent, or no connection was made: nothing can have come of it. */
  unsent?: true;
  cause?: unknown;
}

/** An error of a model call, in words of our own: what a provider says is for the log. */
export class LlmError extends Error {
  readonly code: LlmErrorCode;
  readonly details: LlmErrorDetails;

  constructor(code: LlmErrorCode, message: string, details: LlmErrorDetails) {
    super(message, { cause: details.cause });
    this.name = 'LlmError';
    this.code = code;
    this.details = details;
  }
}

/** Marks an error that came after an answer had begun. */
export function answered(error: LlmError): LlmError {
  return new LlmError(error.code, error.message, { ...error.details, answered: true });
}
