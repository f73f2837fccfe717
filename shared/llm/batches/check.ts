import { LlmError } from '../errors.ts';
import type { BatchSubmission } from './batches.ts';

/** The limits and names that Anthropic has: https://platform.claude.com/docs/en/build-with-claude/batch-processing */
const MOST_REQUESTS = 100_000;
const ID = /^[A-Za-z0-9_-]{1,64}$/;

/** @throws LlmError BAD_REQUEST that names the request; nothing has been reserved or sent then. */
export function checkSubmission({ requests, timeoutMs = 1 }: BatchSubmission): void {
  if (requests.length === 0 || requests.length > MOST_REQUESTS) {
    throw invalid(`A batch has 1 to ${MOST_REQUESTS} requests, and this one ${requests.length}.`);
  }
  if (!(timeoutMs > 0)) throw invalid('A batch needs time to be sent.');
  const ids = new Set<string>();
  for (const { id, messages, maxTokens } of requests) {
    if (!ID.test(id)) throw invalid(`The id ${JSON.stringify(id)} is not 1 to 64 letters, digits, _ and -.`);
    if (ids.has(id)) throw invalid(`The id ${id} is there twice.`);
    ids.add(id);
    if (messages.length > 0 && Number.isInteger(maxTokens) && maxTokens > 0) continue;
    throw invalid(`Request ${id} needs a message and room for an answer.`);
  }
}

function invalid(message: string): LlmError {
  return new LlmError('BAD_REQUEST', message, { retryable: false });
}
