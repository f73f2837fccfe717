import type Anthropic from '@anthropic-ai/sdk';
import { toEvents, toFrame } from './events.ts';

/** A step of sending an answer. Events of a stream are a `write` each, so that a fault can fall between or inside them. */
export type Step =
  /** Sends the status and the headers; the first `write` does so too. */
  | { type: 'head' }
  | { type: 'write'; bytes: Buffer }
  /** The same bytes again and again, until the client has had enough or `times` is reached. */
  | { type: 'repeat'; bytes: Buffer; times: number; everyMs?: number }
  | { type: 'wait'; ms: number }
  /** Says nothing more, and keeps the connection open. */
  | { type: 'hang' }
  /** Closes the connection in the middle, as a proxy that dies: what was written arrives. */
  | { type: 'close' }
  /** Resets the connection (RST): what was written may be lost. */
  | { type: 'reset' };

/** An answer before it is sent. It ends in good order after the last step, unless a step says otherwise. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  steps: Step[];
}

export type ErrorType = Anthropic.ErrorType | 'request_too_large';

/** The type that goes with a status (https://platform.claude.com/docs/en/api/errors). */
const ERROR_TYPES: Readonly<Record<number, ErrorType>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  409: 'conflict_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

export function jsonAnswer(value: unknown, status = 200): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    steps: [{ type: 'write', bytes: Buffer.from(JSON.stringify(value)) }],
  };
}

export function streamAnswer(message: Anthropic.Message): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
    steps: toEvents(message).map((event) => ({ type: 'write', bytes: toFrame(event) })),
  };
}

export function linesAnswer(lines: readonly unknown[]): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/x-jsonl' },
    steps: lines.map((line) => ({ type: 'write', bytes: Buffer.from(`${JSON.stringify(line)}\n`) })),
  };
}

export interface ErrorOptions {
  type?: ErrorType;
  message?: string;
  /** The code that names the cause, as `error.details.error_code`. */
  code?: string;
  headers?: Record<string, string>;
}

export function errorAnswer(
  status: number,
  { type, message, code, headers = {} }: ErrorOptions = {},
): Answer {
  const error = {
    type: type ?? ERROR_TYPES[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error'),
    message: message ?? `The script says ${status}.`,
    ...(code !== undefined && { details: { error_code: code } }),
  };
  const answer = jsonAnswer({ type: 'error', error, request_id: null }, status);
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

/** The bytes of an answer that is sent to its end. */
export function bytesOf({ steps }: Answer): Buffer {
  return Buffer.concat(steps.flatMap((step) => (step.type === 'write' ? [step.bytes] : [])));
}
