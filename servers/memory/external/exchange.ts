import { IzaError, type IzaErrorDetails } from '../../../shared/mcp/errors.ts';
import { plainAddress } from '../../../shared/redact.ts';

/** Who is asked. Errors name it by `name` and `address` and never show the key. */
export interface Remote {
  /** As a person calls it: `mem0`. */
  name: string;
  address: string;
  key?: string | undefined;
  /** Where the key comes from, for a hint: `MEM0_API_KEY`. */
  keyName?: string | undefined;
  fetch?: typeof fetch | undefined;
  /** Milliseconds for one request with its whole answer; 10,000 unless said. */
  timeoutMs?: number | undefined;
  /** Most bytes of an answer, after decompression; 4 MiB unless said. */
  maxBytes?: number | undefined;
}

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 4 * 1024 * 1024;
const WITHOUT = 'Everything else works without it.';

/** A key goes into a header: visible ASCII only (RFC 9110 §5.5), or the platform's error would show it. */
const KEY = /^[\x21-\x7e]+$/;

/** @throws IzaError INVALID_INPUT when the address or the key of a remote cannot be used. */
export function checkRemote({ name, address, key, keyName }: Remote): void {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search) {
    throw new IzaError('INVALID_INPUT', `The address of ${name} is not a plain http or https address.`, {
      hint: 'Give it as https://host or http://127.0.0.1:8000, without user, password or query.',
    });
  }
  if (key !== undefined && !KEY.test(key)) {
    throw new IzaError('INVALID_INPUT', `The key of ${name} has characters that no key has.`, {
      hint: `Check ${keyName ?? 'the key'}: it may have a line break or a space in it.`,
    });
  }
}

/**
 * One request and its whole answer, with limits on time and size. Redirects are not followed: a key is for the
 * address that it was given for.
 * @throws IzaError; for a status other than 2xx in words of our own, NOT_FOUND for 404.
 */
export async function exchange(
  remote: Remote,
  request: Request,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const deadline = AbortSignal.timeout(remote.timeoutMs ?? TIMEOUT_MS);
  const both = signal ? AbortSignal.any([signal, deadline]) : deadline;
  try {
    const response = await (remote.fetch ?? fetch)(request, { redirect: 'manual', signal: both });
    if (!response.ok) {
      await response.body?.cancel();
      throw errorOfStatus(remote, response);
    }
    const body = await read(remote, response);
    const { status, headers } = response;
    const type = headers.get('content-type') ?? '';
    return new Response(status === 204 ? null : body, { status, headers: { 'content-type': type } });
  } catch (error) {
    if (error instanceof IzaError) throw error;
    if (signal?.aborted) throw new IzaError('CANCELLED', `The call to ${remote.name} was cancelled.`);
    if (deadline.aborted) {
      throw new IzaError('TIMEOUT', `${remote.name} did not answer in time.`, {
        hint: `Check that ${plainAddress(remote.address)} is reachable and not overloaded, or try again later. ${WITHOUT}`,
      });
    }
    throw unavailable(remote, 'could not be reached', {
      hint: `Check that it runs and answers at ${plainAddress(remote.address)}. ${WITHOUT}`,
      cause: withoutKey(error, remote.key),
    });
  }
}

/** An answer that is not what the API says. `cause` is for the log. */
export function junk(remote: Remote, cause?: unknown): IzaError {
  return unavailable(remote, `answered with what is no answer of ${remote.name}`, {
    hint: `Check that ${plainAddress(remote.address)} is its address, and not that of another program. ${WITHOUT}`,
    ...(cause !== undefined && { cause: withoutKey(cause, remote.key) }),
  });
}

export function unavailable({ name }: Remote, what: string, details: IzaErrorDetails): IzaError {
  return new IzaError('UNAVAILABLE', `${name} ${what}.`, details);
}

async function read(remote: Remote, response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const { maxBytes = MAX_BYTES } = remote;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) {
      throw new IzaError('TOO_LARGE', `The answer of ${remote.name} is larger than ${maxBytes} bytes.`, {
        hint: `It was broken off. Ask for fewer memories at a time. ${WITHOUT}`,
      });
    }
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/** What a status means (RFC 9110 §15). What the other side says about it is not shown: it may repeat the key. */
function errorOfStatus(remote: Remote, { status, headers }: Response): IzaError {
  const { keyName } = remote;
  const where = plainAddress(remote.address);
  if (status >= 300 && status < 400) {
    const to = originOf(headers.get('location'), remote.address);
    return unavailable(remote, `sends requests on to another place (HTTP ${status})`, {
      hint: `If ${to ?? 'that place'} is to be trusted with the key and the memories, set it as the address instead of ${where}.`,
    });
  }
  if (status === 401 || status === 403) {
    return unavailable(remote, `refused access (HTTP ${status})`, {
      hint: `Check the key${keyName ? ` in ${keyName}` : ''}: it may be missing, wrong or expired. ${WITHOUT}`,
    });
  }
  if (status === 404) {
    return new IzaError('NOT_FOUND', `${remote.name} does not have what was asked for (HTTP 404).`, {
      hint: `If nothing at all is found there, check the address ${where} and which kind of server it is.`,
    });
  }
  if (status === 408 || status === 504) {
    return new IzaError('TIMEOUT', `${remote.name} took too long (HTTP ${status}).`, {
      hint: `Try again later. ${WITHOUT}`,
    });
  }
  if (status === 429) {
    const wait = /^\d{1,5}$/.exec(headers.get('retry-after') ?? '')?.[0];
    return unavailable(remote, 'limits the rate of requests (HTTP 429)', {
      hint: `Try again ${wait ? `in ${wait} s` : 'later'}. ${WITHOUT}`,
    });
  }
  if (status === 413) {
    return new IzaError('TOO_LARGE', `The request is larger than ${remote.name} takes (HTTP 413).`, {
      hint: 'Send fewer or shorter memories at a time.',
    });
  }
  if (status >= 400 && status < 500) {
    return new IzaError('INVALID_INPUT', `${remote.name} refused the request as wrong (HTTP ${status}).`, {
      hint: `It may be another version or another kind of server than the settings say. ${WITHOUT}`,
    });
  }
  return unavailable(remote, `is failing (HTTP ${status})`, { hint: `Try again later. ${WITHOUT}` });
}

function originOf(location: string | null, base: string): string | undefined {
  return location !== null && URL.canParse(location, base) ? new URL(location, base).origin : undefined;
}

/** The error as far as a log needs it, with the key taken out. */
function withoutKey(error: unknown, key: string | undefined): Error {
  const words: string[] = [];
  for (let one = error; one instanceof Error && words.length < 4; one = one.cause) words.push(one.message);
  const text = words.join(' ← ') || String(error);
  return new Error(key ? text.replaceAll(key, '[key]') : text);
}
