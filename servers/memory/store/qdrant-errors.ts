import { IzaError, type IzaErrorDetails } from '../../../shared/mcp/errors.ts';

const RESTART =
  'Recall goes on by words meanwhile. Start Qdrant (`docker compose up -d qdrant`) or correct memory.qdrant.url in the settings.';
const KEY =
  'Set the environment variable that memory.qdrant.apiKeyEnv names to the key that Qdrant was started with.';
const REBUILD = 'Rebuild the index: all of it can be made again from the memory file.';
const WAIT = 'It is tried again by itself; if it stays so, look at the log of Qdrant.';

/** An answer that no Qdrant of this version gives: of another program, or cut short. */
export class UnexpectedAnswer extends Error {}

/** What a failed call means; the text of the server is in the cause, for the log, and never in the message. */
export function explainQdrantError(error: unknown, address: string): IzaError {
  if (error instanceof IzaError) return error;
  const { status, name, message } = (error ?? {}) as Record<string, unknown>;
  if (typeof status === 'number') return ofStatus(status, address, error);
  // By its name, so that this file does not load the client; a bundler may add to the name.
  const is = (kind: string) => typeof name === 'string' && name.includes(kind);
  if (is('QdrantClientResourceExhaustedError')) return ofStatus(429, address, error);
  const network = networkCode(error);
  if (is('QdrantClientTimeoutError') || network === 'UND_ERR_CONNECT_TIMEOUT') {
    return new IzaError('TIMEOUT', `Qdrant at ${address} did not answer in time.`, {
      hint: WAIT,
      cause: error,
    });
  }
  if (network !== undefined || (name === 'TypeError' && message === 'fetch failed')) {
    return new IzaError('UNAVAILABLE', `Qdrant at ${address} cannot be reached.`, {
      ...(network !== undefined && { why: `The connection failed (${network}).` }),
      hint: RESTART,
      cause: error,
    });
  }
  return new IzaError('UNAVAILABLE', `What answers at ${address} does not answer as Qdrant does.`, {
    hint: RESTART,
    cause: error,
  });
}

function ofStatus(status: number, address: string, cause: unknown): IzaError {
  const say = (code: IzaError['code'], message: string, hint: string): IzaError => {
    const details: IzaErrorDetails = { why: `It answered with HTTP status ${status}.`, hint, cause };
    return new IzaError(code, message, details);
  };
  if (status === 401 || status === 403)
    return say('UNAVAILABLE', `Qdrant at ${address} refused the API key.`, KEY);
  if (status === 404) return say('NOT_FOUND', `Qdrant at ${address} does not have the index.`, REBUILD);
  if (status === 409) return say('CONFLICT', `Qdrant at ${address} has the index in another form.`, REBUILD);
  if (status === 413) return say('TOO_LARGE', 'Qdrant finds the request too large.', WAIT);
  if (status === 400 || status === 422)
    return say('INVALID_INPUT', 'Qdrant refused the request as wrong.', WAIT);
  if (status === 500) return say('INTERNAL', `Qdrant at ${address} failed at the request.`, WAIT);
  return say('UNAVAILABLE', `Qdrant at ${address} cannot answer now.`, WAIT);
}

/** The code under a failed `fetch`, where Node keeps what went wrong: ECONNREFUSED, ECONNRESET, ENOTFOUND … */
function networkCode(error: unknown): string | undefined {
  const cause = (error as { cause?: unknown } | null)?.cause as
    | { code?: unknown; message?: unknown }
    | undefined;
  if (typeof cause?.code === 'string') return cause.code;
  // A refused redirect has no code.
  return cause?.message === 'unexpected redirect' ? 'it redirects elsewhere' : undefined;
}
