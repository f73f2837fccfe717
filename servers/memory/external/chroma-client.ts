import type { ChromaClient, Collection } from 'chromadb';
import { IzaError } from '../../../shared/mcp/errors.ts';
import { exchange, junk, type Remote } from './exchange.ts';

export interface ChromaPlace {
  tenant: string;
  database: string;
  headers: Readonly<Record<string, string>>;
}

/**
 * What of the client is reached into: it takes no `fetch`, and its own has no limits. The test against a real server
 * fails when a new version has it elsewhere.
 */
interface Inside {
  apiClient: { setConfig(config: { fetch(request: Request): Promise<Response> }): void };
}

/**
 * Does one thing with Chroma's client (https://docs.trychroma.com/reference/js/client). A client is made for each:
 * it has no connection to keep, and the cancellation belongs to the call.
 * @throws IzaError only.
 */
export async function withChroma<T>(
  remote: Remote,
  { tenant, database, headers }: ChromaPlace,
  signal: AbortSignal | undefined,
  work: (client: ChromaClient) => Promise<T>,
): Promise<T> {
  const { ChromaClient } = await import('chromadb');
  const { protocol, hostname, port } = new URL(remote.address);
  const ssl = protocol === 'https:';
  const client = new ChromaClient({
    host: hostname,
    port: port ? Number(port) : ssl ? 443 : 80,
    ssl,
    tenant,
    database,
    headers: { ...headers },
  });
  const { apiClient } = client as unknown as Inside;
  apiClient.setConfig({
    fetch: async (request) => withoutCode(await exchange(remote, request, signal)),
  });
  try {
    return await work(client);
  } catch (error) {
    throw error instanceof IzaError ? error : junk(remote, error);
  }
}

/** The collection of a name, or undefined when there is none. */
export async function findCollection(client: ChromaClient, name: string): Promise<Collection | undefined> {
  try {
    return await client.getCollection({ name });
  } catch (error) {
    if (error instanceof IzaError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

/** @throws IzaError NOT_FOUND when there is no such database: a count of its collections would say 0. */
export async function requireDatabase(
  remote: Remote,
  { tenant, database, headers }: ChromaPlace,
  signal: AbortSignal | undefined,
): Promise<void> {
  const [owner, name] = [tenant, database].map(encodeURIComponent);
  const url = `${remote.address}/api/v2/tenants/${owner}/databases/${name}`;
  try {
    await exchange(remote, new Request(url, { headers }), signal);
  } catch (error) {
    if (!(error instanceof IzaError && error.code === 'NOT_FOUND')) throw error;
    throw new IzaError('NOT_FOUND', `Chroma has no database ${database} in the tenant ${tenant}.`, {
      hint: 'Check both in the settings, and that the address is that of a Chroma server with the v2 API.',
    });
  }
}

/**
 * An answer without what it says of embedding functions: the client would import a module by the name that the
 * server gives, and a name may be a path (`../…`). Vectors are ours, so nothing is lost.
 */
async function withoutCode(response: Response): Promise<Response> {
  if (!/json/.test(response.headers.get('content-type') ?? '')) return response;
  const text = await response.text();
  const plain = JSON.stringify(JSON.parse(text, (key, value) => (UNWANTED.has(key) ? null : value)));
  return new Response(plain, response);
}

const UNWANTED = new Set(['embedding_function', 'schema']);
