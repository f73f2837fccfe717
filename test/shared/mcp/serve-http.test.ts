import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectToUrl } from '../../../shared/mcp/harness.ts';
import { accessTokenFile, isAccessToken, readAccessToken } from '../../../shared/mcp/serve/access-token.ts';
import { type HttpService, serveHttp } from '../../../shared/mcp/serve/http.ts';
import { createSampleServer, silentLog } from './sample-server.ts';

const TOKEN = 'a-token-for-tests';
const INITIALIZE = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
});

interface Answer {
  status: number;
  headers: Record<string, unknown>;
  body: string;
}

describe('the HTTP door', () => {
  let service: HttpService;
  const server = createSampleServer();
  beforeAll(async () => {
    service = await serveHttp(server, { port: 0, maxBodyBytes: 10_000, token: TOKEN, log: silentLog });
  });
  afterAll(() => service.close());

  function send(options: {
    path?: string;
    method?: string;
    body?: string | Buffer;
    headers?: Record<string, string>;
  }): Promise<Answer> {
    const url = new URL(options.path ?? '/mcp', service.url);
    const headers = {
      authorization: `Bearer ${TOKEN}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...options.headers,
    };
    return new Promise((resolve, reject) => {
      const req = request(url, { method: options.method ?? 'POST', headers }, (res) => {
        let body = '';
        res.setEncoding('utf8').on('data', (chunk: string) => {
          body += chunk;
        });
        res.once('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, body }));
      });
      req.once('error', reject);
      req.end(options.body);
    });
  }

  const messageOf = ({ body }: Answer): string => JSON.parse(body).error.message;

  test('listens on loopback only', () => {
    expect(new URL(service.url).hostname).toBe('127.0.0.1');
  });

  test.each([
    ['no token', { authorization: '' }],
    ['another token', { authorization: 'Bearer a-token-for-testz' }],
    ['a longer token', { authorization: `Bearer ${TOKEN}x` }],
    ['another scheme', { authorization: `Basic ${TOKEN}` }],
  ])('%s is refused', async (_what, headers) => {
    const answer = await send({ body: INITIALIZE, headers });
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="iza"');
  });

  test('a page of another site is refused before its token is looked at', async () => {
    const origin = await send({ body: INITIALIZE, headers: { origin: 'https://evil.example' } });
    const host = await send({ body: INITIALIZE, headers: { host: 'evil.example' } });
    expect([origin.status, host.status]).toEqual([403, 403]);
  });

  test('another path is not found', async () => {
    expect((await send({ path: '/', body: INITIALIZE })).status).toBe(404);
  });

  test.each([
    ['is no JSON', '{"jsonrpc":', 400, 'The body is not valid JSON in UTF-8.'],
    ['is no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 400, 'The body is not valid JSON in UTF-8.'],
    [
      'is too large',
      `"${'x'.repeat(10_000)}"`,
      413,
      'The body is larger than 10000 bytes. Send less at once, or name a file.',
    ],
  ])('a body that %s is answered and the door stays open', async (_what, body, status, message) => {
    const answer = await send({ body });
    expect(answer.status).toBe(status);
    expect(messageOf(answer)).toBe(message);
    expect((await send({ body: INITIALIZE })).status).toBe(200);
  });

  test('a body of another type is refused', async () => {
    expect((await send({ body: INITIALIZE, headers: { 'content-type': 'text/plain' } })).status).toBe(415);
  });

  test('a session that is not known is 404, and a request without one says what to do', async () => {
    const unknown = await send({ body: INITIALIZE, headers: { 'mcp-session-id': randomUUID() } });
    expect(unknown.status).toBe(404);
    const none = await send({ body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }) });
    expect(none.status).toBe(400);
    expect(messageOf(none)).toMatch(/^A session is required: send initialize first/);
  });

  test('a session ends with DELETE', async () => {
    const opened = await send({ body: INITIALIZE });
    const session = { 'mcp-session-id': String(opened.headers['mcp-session-id']) };
    expect((await send({ method: 'DELETE', headers: session })).status).toBe(200);
    expect((await send({ body: INITIALIZE, headers: session })).status).toBe(404);
  });

  test('clients of both eras are served at the same time', async () => {
    const clients = await Promise.all(
      (['legacy', 'modern'] as const).map((era) => connectToUrl(service.url, TOKEN, { era })),
    );
    const sums = await Promise.all(
      clients.map((client, i) => client.callTool({ name: 'add_numbers', arguments: { a: i, b: 1 } })),
    );
    expect(sums.map(({ structuredContent }) => structuredContent)).toEqual([{ sum: 1 }, { sum: 2 }]);
    await Promise.all(clients.map((client) => client.close()));
  });
});

describe('the access token', () => {
  test('is made once, readable by its owner only, and the same for all who start together', async () => {
    const home = await mkdtemp(join(tmpdir(), 'iza-token-'));
    const tokens = await Promise.all(Array.from({ length: 5 }, () => readAccessToken(join(home, 'new'))));
    expect(new Set(tokens).size).toBe(1);
    expect(tokens[0]).toMatch(/^[\w-]{43}$/);
    const { mode } = await stat(accessTokenFile(join(home, 'new')));
    expect(mode & 0o777).toBe(0o600);
    await rm(home, { recursive: true });
  });

  test('is compared whole', () => {
    expect(isAccessToken('Bearer abc', 'abc')).toBe(true);
    expect(isAccessToken('bearer abc', 'abc')).toBe(true);
    expect(isAccessToken('Bearer abcd', 'abc')).toBe(false);
    expect(isAccessToken('Bearer ab', 'abc')).toBe(false);
    expect(isAccessToken(undefined, 'abc')).toBe(false);
  });
});
