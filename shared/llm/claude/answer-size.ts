import { LlmError } from '../errors.ts';

/**
 * A response that fails with TOO_LARGE as soon as more than `maxBytes` of its body have come, and then reads no more.
 * It counts what fetch hands on, so a small answer that decompresses to a large one is caught as well.
 */
export function capped(response: Response, maxBytes: number): Response {
  if (!response.body) return response;
  let bytes = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) controller.error(tooLarge(maxBytes));
      else controller.enqueue(chunk);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(counter), { status, statusText, headers });
}

function tooLarge(maxBytes: number): LlmError {
  return new LlmError('TOO_LARGE', `The answer is larger than ${maxBytes / 1_000_000} MB.`, {
    retryable: false,
    hint: 'Ask for less at once: a smaller maxTokens, or the work in parts.',
  });
}
