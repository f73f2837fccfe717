import type * as z from 'zod';
import { decodeSeqCursor, encodeCursor } from '../../../shared/db/cursor.ts';
import { IzaError } from '../../../shared/mcp/errors.ts';
import type { JsonValue } from '../../../shared/mcp/surface.ts';
import { checkExternal } from './check.ts';
import { checkRemote, exchange, junk, type Remote } from './exchange.ts';
import type { ExternalMemory, ExternalMemoryCopy } from './external-memory.ts';
import { itemOf, Mem0Added, Mem0Memories } from './mem0-answers.ts';
import { checkUserId, entityOf, type Mem0Entity, type Mem0Kind } from './mem0-entities.ts';

export interface Mem0Options {
  kind: Mem0Kind;
  /** https://api.mem0.ai for the platform unless said; http://127.0.0.1:8888 for the server. */
  baseURL?: string;
  /** The server may run without one. */
  apiKey?: string;
  /** The environment variable that the key came from, for the hint of an error. */
  keyName?: string;
  /** Whom mem0 knows our scope `user` as. */
  userId: string;
  fetch?: typeof fetch;
  /** Milliseconds for one request; 10,000 unless said. */
  timeoutMs?: number;
}

const ADDRESS: Record<Mem0Kind, string> = {
  platform: 'https://api.mem0.ai',
  server: 'http://127.0.0.1:8888',
};
/** Most that the platform gives a page, and that the server, which has no pages, gives at all. */
const PAGE: Record<Mem0Kind, number> = { platform: 200, server: 1_000 };

type Method = 'GET' | 'POST' | 'DELETE';

/**
 * mem0 by its REST API: the platform (https://docs.mem0.ai/api-reference, version 3 of its memory endpoints) or the
 * open-source server (https://docs.mem0.ai/open-source/features/rest-api). Texts are stored as they are: no model of
 * theirs rewrites them.
 */
export function createMem0(options: Mem0Options): ExternalMemory {
  const { kind, apiKey, userId } = options;
  const platform = kind === 'platform';
  const remote: Remote = {
    ...options,
    name: 'mem0',
    address: (options.baseURL ?? ADDRESS[kind]).replace(/\/+$/, ''),
    key: apiKey,
  };
  checkRemote(remote);
  checkUserId(userId);
  const access: Record<string, string> =
    apiKey === undefined ? {} : platform ? { authorization: `Token ${apiKey}` } : { 'x-api-key': apiKey };

  async function send<S extends z.ZodType>(
    schema: S,
    [method, path, body]: [method: Method, path: string, body?: JsonValue],
    signal: AbortSignal | undefined,
  ): Promise<z.output<S>> {
    const request = new Request(`${remote.address}${path}`, {
      method,
      headers: { accept: 'application/json', 'content-type': 'application/json', ...access },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const response = await exchange(remote, request, signal);
    const text = await response.text();
    try {
      return schema.parse(JSON.parse(text));
    } catch (error) {
      throw junk(remote, error);
    }
  }

  const search: ExternalMemory['search'] = async (query, { scope, limit, signal }) => {
    const filters = entityOf(scope, kind, userId);
    const path = platform ? '/v3/memories/search/' : '/search';
    const { results } = await send(
      Mem0Memories,
      ['POST', path, { query, filters, top_k: Math.min(limit, 1_000) }],
      signal,
    );
    return results
      .flatMap(itemOf)
      .sort((a, b) => b.score - a.score)
      .slice(0, limit);
  };

  const list: ExternalMemory['list'] = async ({ scope, limit, cursor, signal }) => {
    const filters = entityOf(scope, kind, userId);
    if (!platform) {
      const query = new URLSearchParams({ ...filters, top_k: String(PAGE.server) });
      const { results } = await send(Mem0Memories, ['GET', `/memories?${query}`], signal);
      return slice(results.flatMap(itemOf), limit, cursor, results.length >= PAGE.server);
    }
    const page = cursor === undefined ? 1 : decodeSeqCursor(cursor);
    const path = `/v3/memories/?page=${page}&page_size=${Math.min(limit, PAGE.platform)}`;
    const { results, next } = await send(Mem0Memories, ['POST', path, { filters }], signal);
    return { items: results.flatMap(itemOf), ...(next && { cursor: encodeCursor(page + 1) }) };
  };

  const remove: ExternalMemory['remove'] = async (ids, { signal }) => {
    for (const id of ids) {
      const name = encodeURIComponent(id);
      const path = platform ? `/v1/memories/${name}/` : `/memories/${name}`;
      const request = new Request(`${remote.address}${path}`, { method: 'DELETE', headers: access });
      try {
        await exchange(remote, request, signal);
      } catch (error) {
        if (!(error instanceof IzaError && error.code === 'NOT_FOUND')) throw error;
      }
    }
  };

  /** Stores one text; `isNew` is false where mem0 had this very text in the scope already. */
  async function addOne(
    { id, text, at, metadata }: ExternalMemoryCopy,
    scope: string,
    entity: Mem0Entity,
    signal: AbortSignal | undefined,
  ): Promise<{ id: string; isNew: boolean }> {
    const { results } = await send(
      Mem0Added,
      [
        'POST',
        platform ? '/v3/memories/add/' : '/memories',
        {
          ...entity,
          messages: [{ role: 'user', content: text }],
          infer: false,
          metadata: { ...metadata, iza_id: id, ...(at !== undefined && { iza_at: at }) },
        },
      ],
      signal,
    );
    const [first] = results;
    if (first) return { id: first.id, isNew: true };
    const same = (await search(text, { scope, limit: 10, signal })).find((item) => item.text === text);
    if (!same) throw junk(remote);
    return { id: same.id, isNew: false };
  }

  return {
    id: 'mem0',
    search,
    list,
    remove,
    async add(items, { scope, signal }) {
      const entity = entityOf(scope, kind, userId);
      const added: { id: string; isNew: boolean }[] = [];
      try {
        // One a request: metadata belongs to a request, and each memory has its own.
        for (const item of items) added.push(await addOne(item, scope, entity, signal));
      } catch (error) {
        const fresh = added.filter(({ isNew }) => isNew).map(({ id }) => id);
        // All or nothing, as far as it still answers; that it failed is what the caller has to know.
        await remove(fresh, { scope }).catch(() => undefined);
        throw error;
      }
      return added.map(({ id }) => id);
    },
    check: (signal) =>
      checkExternal(async () => {
        await list({ scope: 'user', limit: 1, signal });
        return `mem0 (${platform ? 'platform' : 'server'}) answers at ${remote.address}.`;
      }),
  };
}

/** A page of a list that came whole. */
function slice(
  all: Awaited<ReturnType<ExternalMemory['search']>>,
  limit: number,
  cursor: string | undefined,
  cut: boolean,
): Awaited<ReturnType<ExternalMemory['list']>> {
  const start = cursor === undefined ? 0 : decodeSeqCursor(cursor);
  const end = start + limit;
  const more = end < all.length;
  return {
    items: all.slice(start, end),
    ...(more && { cursor: encodeCursor(end) }),
    ...(!more && cut && { truncated: true }),
  };
}
