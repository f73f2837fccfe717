import type { JsonObject } from './surface.ts';

/** Every way a tool can fail, as the model reads it. A new code is a new thing the model can do about it. */
export const ERROR_CODES = [
  'INVALID_INPUT',
  'NOT_FOUND',
  'CONFLICT',
  'CONFIRMATION_REQUIRED',
  'CONFIRMATION_PENDING',
  'DECLINED',
  'IDEMPOTENCY_CONFLICT',
  'UNAVAILABLE',
  'TIMEOUT',
  'CANCELLED',
  'TOO_LARGE',
  'READ_ONLY',
  'DISK_FULL',
  'VERSION_MISMATCH',
  'INTERNAL',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** A call that continues or mends: the tool and its arguments, ready to be sent as they are. */
export interface NextCall {
  tool: string;
  arguments: JsonObject;
}

export interface IzaErrorDetails {
  /** Why it failed, when that is not plain from the message. */
  why?: string;
  /** What to do about it, in words. */
  hint?: string;
  /** The call that mends it. */
  next?: NextCall;
  /** The values that would have been accepted. */
  allowed?: readonly string[];
  /** The original error: logged, never shown to the model. */
  cause?: unknown;
}

/**
 * An error that is written for the model: what failed, why, and the way out.
 * Anything else that a handler throws becomes `INTERNAL`, and its message goes to the log only.
 */
export class IzaError extends Error {
  readonly code: ErrorCode;
  readonly details: IzaErrorDetails;

  constructor(code: ErrorCode, message: string, details: IzaErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.name = 'IzaError';
    this.code = code;
    this.details = details;
  }
}

/** The text of an error as the model sees it: one line a fact. */
export function renderError(error: IzaError): string {
  const { why, hint, next, allowed } = error.details;
  const lines = [`${error.code}: ${error.message}`];
  if (why) lines.push(`Why: ${why}`);
  if (allowed) lines.push(`Allowed: ${allowed.join(', ')}`);
  if (hint) lines.push(`What to do: ${hint}`);
  if (next) lines.push(`Next: call ${next.tool} with ${JSON.stringify(next.arguments)}`);
  return lines.join('\n');
}
