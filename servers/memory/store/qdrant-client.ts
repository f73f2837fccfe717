import type { QdrantClient } from '@qdrant/js-client-rest';
import * as z from 'zod';
import type { Clock } from '../../../shared/clock.ts';
import type { Logger } from '../../../shared/log.ts';
import { IzaError } from '../../../shared/mcp/errors.ts';
import { plainAddress } from '../../../shared/redact.ts';
import { explainQdrantError, UnexpectedAnswer } from './qdrant-errors.ts';

export interface QdrantConnection {
  /** `http://127.0.0.1:6333`; without a port Qdrant's own, 6333. A path is put before every request. */
  url: string;
  apiKey?: string;
  clock: Clock;
  log: Logger;
  /** Milliseconds for one request, with its whole answer; 10,000 unless said. */
  timeoutMs?: number;
}

type Api = ReturnType<QdrantClient['api']>;
interface Options {
  redirect: 'error';
}

/** One request, and its answer as far as it is used. */
export type QdrantCall = <T>(
  operation: string,
  answer: z.ZodType<T>,
  send: (api: Api, options: Options) => Promise<{ data: { result?: unknown } }>,
) => Promise<T>;

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Qdrant's own client, loaded at the first call. It does not follow redirects, which would take the key elsewhere,
 * and every answer is checked for what is read of it.
 * @throws IzaError INVALID_INPUT for an address that is none.
 */
export function connectQdrant({ url, apiKey, clock, log, timeoutMs = 10_000 }: QdrantConnection): QdrantCall {
  const { protocol, hostname, pathname, origin } = parseAddress(url);
  const address = plainAddress(url);
  // Ports that are the protocol's own vanish in a parsed address, and the client would then take 6333.
  const port = /^\w+:\/\/[^/?#]*:(\d+)(?:[/?#]|$)/.exec(url)?.[1];
  if (apiKey !== undefined && protocol === 'http:' && !LOOPBACK.test(hostname)) {
    log.warn({ address }, 'the API key of Qdrant goes over the network unencrypted: use https');
  }
  let opening: Promise<Api> | undefined;
  const open = async (): Promise<Api> => {
    const { QdrantClient } = await import('@qdrant/js-client-rest');
    const client = new QdrantClient({
      url: origin,
      port: port === undefined ? 6333 : Number(port),
      ...(pathname !== '/' && { prefix: pathname.replace(/\/+$/, '') }),
      // As a header: given as `apiKey`, the client prints a warning on every address without TLS.
      ...(apiKey !== undefined && { headers: { 'api-key': apiKey } }),
      timeout: timeoutMs,
      checkCompatibility: false,
    });
    return client.api();
  };

  return async (operation, answer, send) => {
    const started = clock.monotonic();
    try {
      opening ??= open();
      const { data } = await send(await opening, { redirect: 'error' });
      const parsed = answer.safeParse(data?.result);
      if (!parsed.success) throw new UnexpectedAnswer(`${operation}: ${z.prettifyError(parsed.error)}`);
      log.debug({ operation, ms: Math.round(clock.monotonic() - started) }, 'Qdrant answered');
      return parsed.data;
    } catch (error) {
      const { status, data, message } = (error ?? {}) as {
        status?: number;
        data?: unknown;
        message?: string;
      };
      const said = JSON.stringify(data)?.slice(0, 300);
      const ms = Math.round(clock.monotonic() - started);
      log.debug({ operation, ms, status, message: message?.slice(0, 300), said }, 'Qdrant failed');
      throw explainQdrantError(error, address);
    }
  };
}

function parseAddress(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed && /^https?:$/.test(parsed.protocol)) return parsed;
  throw new IzaError('INVALID_INPUT', 'The address of Qdrant is not one of http or https.', {
    hint: 'Set memory.qdrant.url in the settings to an address such as http://127.0.0.1:6333.',
  });
}
