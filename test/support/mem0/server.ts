import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { JsonObject } from '../../../shared/mcp/surface.ts';
import { createMem0Memories, type Mem0Memories } from './memories.ts';

export interface Mem0StandIn {
  url: string;
  memories: Mem0Memories;
  /** Method and path of every request, in order. */
  seen: string[];
}

interface Reply {
  status: number;
  body: unknown;
}

const ENTITIES = ['user_id', 'agent_id', 'app_id', 'run_id'];

/**
 * mem0 on loopback, as its documentation describes the requests that Iza sends and their answers:
 * https://docs.mem0.ai/api-reference (the platform) and https://docs.mem0.ai/open-source/features/rest-api (the
 * server). Texts are found by the words they share with the query. It goes away with the test.
 */
export async function startMem0(kind: 'platform' | 'server', key: string): Promise<Mem0StandIn> {
  const memories = createMem0Memories();
  const seen: string[] = [];
  const answer = kind === 'platform' ? platform : server;
  const http = createServer(async (request, response) => {
    seen.push(`${request.method} ${request.url}`);
    const { status, body } = allowed(request, kind, key)
      ? answer(
          request.method ?? '',
          new URL(request.url ?? '', 'http://mem0'),
          await bodyOf(request),
          memories,
        )
      : { status: 401, body: { detail: `Invalid API key: ${key}` } };
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(status === 204 ? undefined : JSON.stringify(body));
  });
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done));
  onTestFinished(async () => {
    http.closeAllConnections();
    await new Promise((done) => http.close(done));
  });
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, memories, seen };
}

function allowed({ headers }: IncomingMessage, kind: 'platform' | 'server', key: string): boolean {
  return kind === 'platform' ? headers.authorization === `Token ${key}` : headers['x-api-key'] === key;
}

async function bodyOf(request: IncomingMessage): Promise<JsonObject> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString('utf8');
  return text ? (JSON.parse(text) as JsonObject) : {};
}

function platform(method: string, url: URL, body: JsonObject, memories: Mem0Memories): Reply {
  const filters = body.filters as JsonObject | undefined;
  switch (`${method} ${url.pathname}`) {
    case 'POST /v3/memories/add/': {
      const results = memories
        .add(body, true)
        .map(({ id, memory }) => ({ id, data: { memory }, event: 'ADD' }));
      return { status: 200, body: { status: 'SUCCEEDED', event_id: 'e', results } };
    }
    case 'POST /v3/memories/search/':
      if (!filters || ENTITIES.some((name) => name in body))
        return { status: 400, body: { error: 'filters' } };
      return {
        status: 200,
        body: { results: memories.search(String(body.query), filters, Number(body.top_k)) },
      };
    case 'POST /v3/memories/': {
      if (!filters || ENTITIES.some((name) => name in body))
        return { status: 400, body: { error: 'filters' } };
      const [page, size] = [Number(url.searchParams.get('page')), Number(url.searchParams.get('page_size'))];
      const all = memories.of(filters);
      const more = all.length > page * size;
      const next = more ? `https://api.mem0.ai/v3/memories/?page=${page + 1}&page_size=${size}` : null;
      const results = all.slice((page - 1) * size, page * size);
      return { status: 200, body: { count: all.length, next, previous: null, results } };
    }
    default: {
      const [, id] = /^\/v1\/memories\/([^/]+)\/$/.exec(url.pathname) ?? [];
      if (method !== 'DELETE' || !id || !memories.remove(id))
        return { status: 404, body: { error: 'Not found' } };
      return { status: 204, body: undefined };
    }
  }
}

function server(method: string, url: URL, body: JsonObject, memories: Mem0Memories): Reply {
  switch (`${method} ${url.pathname}`) {
    case 'POST /memories': {
      const results = memories.add(body, false).map(({ id, memory }) => ({ id, memory, event: 'ADD' }));
      return { status: 200, body: { results } };
    }
    case 'POST /search': {
      const found = memories.search(String(body.query), body.filters as JsonObject, Number(body.top_k));
      return { status: 200, body: { results: found } };
    }
    case 'GET /memories': {
      const { top_k: limit, ...filters } = Object.fromEntries(url.searchParams);
      return { status: 200, body: { results: memories.of(filters).slice(0, Number(limit)) } };
    }
    default: {
      const [, id] = /^\/memories\/([^/]+)$/.exec(url.pathname) ?? [];
      if (method !== 'DELETE' || !id || !memories.remove(id))
        return { status: 404, body: { detail: 'not found' } };
      return { status: 200, body: { message: 'Memory deleted successfully' } };
    }
  }
}
