import { LlmError } from '../errors.ts';
import type { Origin } from './origin.ts';

/** More text than any model writes in one answer, and little enough to hold in memory. */
export const MAX_ANSWER_BYTES = 10 * 1024 * 1024;

/** What one HTTP exchange has come to: filled in as its answer arrives. */
export interface Exchange {
  status?: number;
  headers?: Headers;
}

/** Whether an answer has begun: from then on it is paid for, whatever becomes of it. */
export function hasBegun({ status = 0 }: Exchange): boolean {
  return status >= 200 && status < 300;
}

export interface ExchangeOptions {
  origin: Origin;
  /** The real `fetch` unless a caller hands in its own. */
  fetch?: typeof fetch;
  /** Names of the request headers that may leave, in lower case; all of them unless said. */
  requestHeaders?: readonly string[];
  maxBytes?: number;
}

/**
 * A `fetch` for one attempt, handed to an SDK: it notes status and headers, which the SDKs do not always pass on, and
 * breaks an answer off that grows past the limit. Bytes are counted after decompression.
 */
export function watchedFetch(
  exchange: Exchange,
  { origin, fetch: send = fetch, requestHeaders, maxBytes = MAX_ANSWER_BYTES }: ExchangeOptions,
): typeof fetch {
  return async (input, init) => {
    // Whoever answers with a redirect must not decide where texts and keys go: a 307 would take both along.
    const response = await send(input, {
      ...init,
      redirect: 'manual',
      ...(requestHeaders && { headers: only(requestHeaders, init) }),
    });
    exchange.status = response.status;
    exchange.headers = response.headers;
    if (!response.body) return response;
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(limited(maxBytes, origin)), {
      status,
      statusText,
      headers,
    });
  };
}

function only(names: readonly string[], init: RequestInit | undefined): Headers {
  return new Headers([...new Headers(init?.headers)].filter(([name]) => names.includes(name)));
}

function limited(maxBytes: number, origin: Origin): TransformStream<Uint8Array, Uint8Array> {
  let seen = 0;
  return new TransformStream({
    transform(chunk, controller) {
      seen += chunk.byteLength;
      if (seen > maxBytes) {
        controller.error(
          new LlmError('TOO_LARGE', `The answer of ${origin.name} is larger than ${maxBytes} bytes.`, {
            provider: origin.id,
            retryable: false,
            hint: 'It was broken off. Ask for less, or check that the address is that of a model provider.',
          }),
        );
      } else {
        controller.enqueue(chunk);
      }
    },
  });
}
