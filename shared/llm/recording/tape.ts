import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { LlmError, type LlmErrorCode, type LlmErrorDetails } from '../errors.ts';
import type { Capabilities, StreamEvent } from '../port.ts';

/** What a provider was asked for. */
export type Method = 'generate' | 'generateJson' | 'generateWithTools' | 'stream' | 'countTokens' | 'models';

/** The first line of a recording. */
export interface TapeHead {
  version: 1;
  provider: string;
  capabilities: Capabilities;
}

/** One answer, a line of JSON. Of a stream the events as they came; one that broke off has an error besides. */
export interface TapeEntry {
  /** SHA-256 of the method and the request as canonical JSON (RFC 8785). */
  key: string;
  /** How often the same had been asked before, in the process that recorded it. */
  nth: number;
  method: Method;
  /** As it was sent, for people who read the recording. */
  request?: unknown;
  result?: unknown;
  events?: StreamEvent[];
  error?: TapeError;
}

export interface TapeError {
  code: LlmErrorCode;
  message: string;
  details: Omit<LlmErrorDetails, 'cause'>;
}

/** Leaves out of a request what the model never sees, and what differs from one run to the next. */
export function toTapeRequest(request: object): unknown {
  const { account: _, signal: __, timeoutMs: ___, ...rest } = request as Record<string, unknown>;
  return JSON.parse(JSON.stringify(rest));
}

/** Fences are drawn anew for each render, so that nobody can foretell them: what they are called says nothing. */
function withoutMarks(canonical: string): string {
  const seen = new Map<string, number>();
  return canonical.replace(/\bdata-[0-9a-f]{12}\b/g, (mark) => {
    if (!seen.has(mark)) seen.set(mark, seen.size + 1);
    return `data-${seen.get(mark)}`;
  });
}

export function keyOf(method: Method, request: unknown, hide: (text: string) => string): string {
  const canonical = canonicalize({ method, ...(request !== undefined && { request }) }) ?? '';
  return createHash('sha256')
    .update(withoutMarks(hide(canonical)))
    .digest('hex');
}

/** Replaces secrets in JSON text, where they stand with their special characters escaped. */
export function hiding(secrets: readonly string[]): (text: string) => string {
  const escaped = secrets.filter(Boolean).map((secret) => JSON.stringify(secret).slice(1, -1));
  // The longest first: one may be part of another.
  escaped.sort((a, b) => b.length - a.length);
  return (text) => escaped.reduce((shown, secret) => shown.replaceAll(secret, '[secret]'), text);
}

/** The cause stays out: it is what a provider's SDK says, and may hold anything. */
export function toTapeError(error: unknown): TapeError {
  if (!(error instanceof LlmError)) {
    return { code: 'BAD_ANSWER', message: 'The provider failed.', details: { retryable: false } };
  }
  const { cause: _, ...details } = error.details;
  return { code: error.code, message: error.message, details };
}

export function fromTapeError({ code, message, details }: TapeError): LlmError {
  return new LlmError(code, message, details);
}
