import type { IncomingMessage } from 'node:http';
import type { JsonObject, JsonValue } from '../../../shared/mcp/surface.ts';

export type Endpoint =
  | 'messages'
  | 'count_tokens'
  | 'models'
  | 'batches.create'
  | 'batches.retrieve'
  | 'batches.cancel'
  | 'batches.results'
  | 'unknown';

export interface ToolResult {
  id: string;
  text: string;
  isError: boolean;
}

/** A request as rules see it and the journal keeps it. The key is taken out before anything else looks at it. */
export interface ApiRequest {
  endpoint: Endpoint;
  method: string;
  path: string;
  query: URLSearchParams;
  /** Lower-case names; `authorization` and `x-api-key` are left out. */
  headers: Readonly<Record<string, string>>;
  /** Undefined where there was none, or it was not a JSON object. */
  body: JsonObject | undefined;
  /** From 1, over all requests of the server. Ids of messages and tool uses are made of it. */
  number: number;
  /** The text of the last message of the user, its tool results left out. */
  text: string;
  /** From 1: one more than the answers of the assistant in the conversation. */
  turn: number;
  /** What the last message says of tools that were used. */
  toolResults: readonly ToolResult[];
  /** In a batch, the id that the batch's maker gave the request. */
  customId?: string;
}

const ROUTES: readonly (readonly [Endpoint, string, RegExp])[] = [
  ['messages', 'POST', /^\/v1\/messages$/],
  ['count_tokens', 'POST', /^\/v1\/messages\/count_tokens$/],
  ['models', 'GET', /^\/v1\/models(\/[^/]+)?$/],
  ['batches.create', 'POST', /^\/v1\/messages\/batches$/],
  ['batches.retrieve', 'GET', /^\/v1\/messages\/batches\/[^/]+$/],
  ['batches.cancel', 'POST', /^\/v1\/messages\/batches\/[^/]+\/cancel$/],
  ['batches.results', 'GET', /^\/v1\/messages\/batches\/[^/]+\/results$/],
];

/** Reads a request to its end. The credentials come back beside it, to be checked and forgotten. */
export async function readRequest(
  incoming: IncomingMessage,
  number: number,
): Promise<{ request: ApiRequest; authorization: string | undefined }> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const url = new URL(incoming.url ?? '/', 'http://localhost');
  const method = incoming.method ?? 'GET';
  const body = parseObject(Buffer.concat(chunks).toString('utf8'));
  const { authorization, 'x-api-key': _, ...headers } = incoming.headers;
  const endpoint =
    ROUTES.find(([, verb, path]) => verb === method && path.test(url.pathname))?.[0] ?? 'unknown';
  const request: ApiRequest = {
    endpoint,
    method,
    path: url.pathname,
    query: url.searchParams,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    body,
    number,
    ...conversationOf(body),
  };
  return { request, authorization };
}

/** What rules match on, of the body of a message request. */
export function conversationOf(
  body: JsonObject | undefined,
): Pick<ApiRequest, 'text' | 'turn' | 'toolResults'> {
  const messages = objects(body?.messages);
  const last = messages.findLast(({ role }) => role === 'user');
  const parts = typeof last?.content === 'string' ? [{ type: 'text', text: last.content }] : last?.content;
  return {
    text: textOf(parts),
    turn: messages.filter(({ role }) => role === 'assistant').length + 1,
    toolResults: objects(parts)
      .filter(({ type }) => type === 'tool_result')
      .map(({ tool_use_id, content, is_error }) => ({
        id: String(tool_use_id),
        text: typeof content === 'string' ? content : textOf(content),
        isError: is_error === true,
      })),
  };
}

export function objects(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(parts: JsonValue | undefined): string {
  return objects(parts)
    .flatMap(({ type, text }) => (type === 'text' && typeof text === 'string' ? [text] : []))
    .join('');
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as JsonValue;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
