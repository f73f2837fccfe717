import { expect } from 'vitest';
import { LlmError, type LlmErrorCode } from '../../../shared/llm/errors.ts';

/** The LlmError that a call fails with. */
export async function failure(call: Promise<unknown>): Promise<LlmError> {
  const error = await call.then(
    (value) => expect.unreachable(`no error, but ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof LlmError)) throw error;
  return error;
}

export interface Expected {
  code: LlmErrorCode;
  retryable: boolean;
  status?: number;
  retryAfterMs?: number;
}

/** The fields of an error that the layers above decide by. */
export function decisive({ code, details }: LlmError): Expected {
  const { retryable, status, retryAfterMs } = details;
  return {
    code,
    retryable,
    ...(status !== undefined && { status }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

/** Runs a stream to its end and gives what it yielded. */
export async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of stream) found.push(one);
  return found;
}
