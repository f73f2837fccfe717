import { type LookupAddress, lookup as lookUp } from 'node:dns';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { IzaError } from '../../../shared/mcp/errors.ts';
import { overLimit } from '../../../shared/text/refusal.ts';
import { hostAllowed, isPublicAddress } from './allowed-address.ts';

export interface FetchOptions {
  /** The hosts of the settings. */
  hosts: readonly string[];
  bytes: number;
  seconds: number;
  /** `validators` of the time before. */
  since?: string | undefined;
}

export interface FetchedPage {
  bytes: Uint8Array;
  mediaType: string | undefined;
  /** Where it was in the end. */
  url: string;
  /** What tells its server which version this is. */
  validators: string;
}

const MOST_REDIRECTS = 5;

/**
 * Fetches a page from a host that the settings name. Each redirect is looked at like the first address, and so is
 * every address that a name turns out to have, at the moment of connecting: a name may have another one a second later.
 * @throws IzaError INVALID_INPUT for what may not be fetched; UNAVAILABLE, TIMEOUT, TOO_LARGE, CANCELLED.
 */
export async function fetchPage(
  address: string,
  options: FetchOptions,
  signal?: AbortSignal,
): Promise<FetchedPage | 'unchanged'> {
  const deadline = AbortSignal.timeout(options.seconds * 1_000);
  const stop = signal ? AbortSignal.any([signal, deadline]) : deadline;
  let url = checkUrl(address, options.hosts);
  try {
    for (let redirects = 0; ; redirects += 1) {
      const response = await ask(url, options, stop);
      const { statusCode = 0, headers } = response;
      if (statusCode >= 300 && statusCode < 400 && statusCode !== 304 && headers.location !== undefined) {
        response.destroy();
        if (redirects === MOST_REDIRECTS)
          throw unavailable(url, `it redirects more than ${MOST_REDIRECTS} times`);
        url = checkUrl(new URL(headers.location, url).href, options.hosts);
        continue;
      }
      if (statusCode === 304) {
        response.destroy();
        return 'unchanged';
      }
      if (statusCode !== 200) {
        response.destroy();
        throw unavailable(url, `its server answers ${statusCode}`);
      }
      const bytes = await readBody(response, url, options.bytes);
      const { etag, 'last-modified': modified } = headers;
      return {
        bytes,
        mediaType: headers['content-type'],
        url: url.href,
        validators: JSON.stringify({ etag, modified }),
      };
    }
  } catch (error) {
    if (error instanceof IzaError) throw error;
    if (signal?.aborted) throw new IzaError('CANCELLED', 'Fetching was cancelled.');
    if (deadline.aborted)
      throw new IzaError('TIMEOUT', `${url.host} took more than ${options.seconds} seconds.`);
    const { code } = error as NodeJS.ErrnoException;
    throw unavailable(url, `there is no connection${code ? ` (${code})` : ''}`);
  }
}

/** An address that may be fetched. @throws IzaError INVALID_INPUT */
export function checkUrl(address: string, hosts: readonly string[]): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new IzaError(
      'INVALID_INPUT',
      `/url: ${JSON.stringify(address.slice(0, 200))} is no http or https address.`,
      {
        hint: 'Nothing was changed. Give it without a user name and a password.',
      },
    );
  }
  const allowed = hostAllowed(url.hostname, hosts);
  if (allowed === undefined) {
    throw new IzaError('INVALID_INPUT', `/url: nothing may be fetched from ${url.hostname}.`, {
      why: 'Only hosts that the person named in the settings are asked.',
      hint: 'Fetch it yourself and give its text, or let the person add the host to knowledgeGraph.fetch.hosts.',
      allowed: hosts,
    });
  }
  if (allowed === 'public' && isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0) checkAddress(url.hostname);
  return url;
}

function checkAddress(host: string): void {
  const address = host.replace(/^\[|\]$/g, '');
  if (isPublicAddress(address)) return;
  throw new IzaError('INVALID_INPUT', `/url: ${host} is not on the public internet.`, {
    hint: 'A host on this machine or in a private network has to be named in full in knowledgeGraph.fetch.hosts.',
  });
}

function ask(url: URL, { hosts, since }: FetchOptions, signal: AbortSignal): Promise<IncomingMessage> {
  const { etag, modified } = (since === undefined ? {} : JSON.parse(since)) as {
    etag?: string;
    modified?: string;
  };
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    request(url, {
      signal,
      lookup: hostAllowed(url.hostname, hosts) === 'named' ? undefined : publicLookup,
      // A connection that is kept would be one that nobody looked up.
      agent: false,
      headers: {
        accept: 'text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, */*;q=0.5',
        'accept-encoding': 'identity',
        'user-agent': 'iza-knowledge-graph',
        ...(etag !== undefined && { 'if-none-match': etag }),
        ...(modified !== undefined && { 'if-modified-since': modified }),
      },
    })
      .on('response', resolve)
      .on('error', reject)
      .end();
  });
}

/** Looks a name up, and refuses it when any of its addresses is not public. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookUp(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) return callback(error, '', 0);
    try {
      for (const { address } of addresses) checkAddress(address);
    } catch (refused) {
      return callback(refused as NodeJS.ErrnoException, '', 0);
    }
    if (options.all) return callback(null, addresses);
    const [first] = addresses;
    callback(null, first?.address ?? '', first?.family ?? 0);
  });
};

async function readBody(response: IncomingMessage, url: URL, most: number): Promise<Uint8Array> {
  const { 'content-encoding': encoding = 'identity', 'content-length': length = '0' } = response.headers;
  if (encoding !== 'identity') {
    response.destroy();
    throw unavailable(url, `it comes packed as ${encoding}, which was not asked for`);
  }
  const parts: Buffer[] = [];
  let bytes = Number(length) > most ? Number(length) : 0;
  if (bytes === 0) {
    for await (const part of response as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes > most) break;
      parts.push(part);
    }
  }
  if (bytes <= most) return Buffer.concat(parts);
  response.destroy();
  throw overLimit(url.href, 'it has', most, 'bytes');
}

function unavailable(url: URL, what: string): IzaError {
  return new IzaError('UNAVAILABLE', `${url.href} cannot be fetched: ${what}.`, {
    why: 'What was read from it before is kept.',
    hint: 'Try again later, or give its text.',
  });
}
