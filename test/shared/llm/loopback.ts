import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { JsonObject } from '../../../shared/mcp/surface.ts';

/** A request as the server saw it. */
export interface Seen {
  method: string;
  /** Path and query. */
  path: string;
  headers: IncomingHttpHeaders;
  body: JsonObject;
}

/** What the server does about a request. */
export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  /** Sent as JSON unless it is text. */
  body?: unknown;
  /** Sent one after another, as server-sent events unless a content type is given. */
  chunks?: readonly (string | Uint8Array)[];
  /** `reset`: the connection is cut before any answer. `cut`: after what was to be sent. `hang`: it never ends. */
  end?: 'reset' | 'cut' | 'hang';
}

export interface Loopback {
  url: string;
  seen: Seen[];
}

/**
 * An HTTP server on loopback that answers as it is told, byte for byte, for what a kept mock cannot send: cut
 * connections, junk, headers of choice. It goes away with the test.
 */
export async function loopback(reply: Reply | ((seen: Seen, count: number) => Reply)): Promise<Loopback> {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const text = Buffer.concat(parts).toString('utf8');
    const one = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: (text ? JSON.parse(text) : {}) as JsonObject,
    };
    seen.push(one);
    const {
      status = 200,
      headers = {},
      body,
      chunks,
      end,
    } = typeof reply === 'function' ? reply(one, seen.length) : reply;
    if (end === 'reset') {
      response.destroy();
      return;
    }
    const type = chunks ? 'text/event-stream' : typeof body === 'string' ? 'text/plain' : 'application/json';
    response.writeHead(status, { 'content-type': type, ...headers });
    const sent = chunks ?? [typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body)];
    // Written through before the connection is cut, or the client would see a reset instead of half an answer.
    for (const chunk of sent) await new Promise<void>((done) => response.write(chunk, () => done()));
    if (end === 'hang') return;
    if (end === 'cut') response.destroy();
    else response.end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

/** An address where nobody listens: one that was given out and closed again. */
export async function nobody(): Promise<string> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return `http://127.0.0.1:${port}`;
}

/** An event of a stream with a JSON value. */
export const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
