import { isUtf8 } from 'node:buffer';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  localhostHostValidation,
  localhostOriginValidation,
  toNodeHandler,
  toWebRequest,
} from '@modelcontextprotocol/node';
import { createMcpHandler, isLegacyRequest, type ServerNotifier } from '@modelcontextprotocol/server';
import type { Logger } from '../../log.ts';
import { SESSIONLESS } from '../sessionless.ts';
import type { Surface, SurfaceEvent } from '../surface.ts';
import { isAccessToken } from './access-token.ts';
import { answerJson, readBody } from './http-answer.ts';
import { createHttpSessions } from './http-sessions.ts';
import { watchListens } from './listen-watch.ts';
import { createSdkServer } from './sdk-server.ts';

const PATH = '/mcp';

export interface HttpOptions {
  /** 0 picks a free one. */
  port: number;
  maxBodyBytes: number;
  /** The bearer token that every request must carry; none only where the caller guards the door otherwise. */
  token?: string;
  log: Logger;
}

export interface HttpService {
  url: string;
  close(): Promise<void>;
}

/** Serves a surface over Streamable HTTP on the loopback interface, to clients of both eras. */
export async function serveHttp(
  surface: Surface,
  { port, maxBodyBytes, token, log }: HttpOptions,
): Promise<HttpService> {
  const legacy = createHttpSessions(surface, { log });
  const modern = createMcpHandler(
    ({ era }) => createSdkServer(surface, { era, log, session: SESSIONLESS, carriesEvents: false }),
    {
      legacy: 'reject',
      maxRequestBodySize: maxBodyBytes,
      onerror: (error) => log.debug({ err: error }, 'http'),
    },
  );
  const handleModern = toNodeHandler(modern, { maxRequestBodySize: maxBodyBytes });
  const stopEvents = surface.onEvent((event) => publish(modern.notify, event));
  const listens = watchListens(surface);

  const isOurHost = localhostHostValidation();
  const isOurOrigin = localhostOriginValidation();
  const isOurs = (req: IncomingMessage, res: ServerResponse): boolean => {
    // A page in the person's browser must not reach this door, whatever name it resolves to loopback.
    if (!isOurHost(req, res) || !isOurOrigin(req, res)) return false;
    if (req.url?.split('?', 1)[0] !== PATH) {
      answerJson(res, 404, -32000, `There is only ${PATH} here.`);
      return false;
    }
    if (token && !isAccessToken(req.headers.authorization, token)) {
      answerJson(res, 401, -32000, 'A bearer token is needed; `iza serve` says where it is kept.', {
        'www-authenticate': 'Bearer realm="iza"',
      });
      return false;
    }
    return true;
  };

  const handle = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    if (!isOurs(req, res)) return;
    const body = req.method === 'POST' ? await readJson(req, res, maxBodyBytes) : undefined;
    if (res.writableEnded) return;
    const request = await toWebRequest(req, body ?? {});
    if (await isLegacyRequest(request, body)) return legacy.handle(req, res, body);
    listens.observe(body, () => {
      const ended = new AbortController();
      res.once('close', () => ended.abort());
      return ended.signal;
    });
    // The SDK's parameter is a duck type that `exactOptionalPropertyTypes` and Node's own type disagree on.
    return handleModern(req as Parameters<typeof handleModern>[0], res, body);
  };

  const server = createServer((req, res) => {
    handle(req, res).catch((error: unknown) => {
      log.error({ err: error }, 'http request failed');
      answerJson(res, 500, -32603, 'The request failed on an error of the server.');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: bound } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${bound}${PATH}`,
    async close() {
      stopEvents();
      const stopped = new Promise<void>((resolve) => server.close(() => resolve()));
      await Promise.all([modern.close(), legacy.close()]);
      server.closeAllConnections();
      await stopped;
    },
  };
}

async function readJson(req: IncomingMessage, res: ServerResponse, limit: number): Promise<unknown> {
  if (!/^application\/json\b/i.test(req.headers['content-type'] ?? '')) {
    answerJson(res, 415, -32000, 'The body must be application/json.');
    return undefined;
  }
  const body = await readBody(req, limit);
  if (!body) {
    answerJson(
      res,
      413,
      -32600,
      `The body is larger than ${limit} bytes. Send less at once, or name a file.`,
      {
        connection: 'close',
      },
    );
    return undefined;
  }
  try {
    if (!isUtf8(body)) throw new SyntaxError('not UTF-8');
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    answerJson(res, 400, -32700, 'The body is not valid JSON in UTF-8.');
    return undefined;
  }
}

function publish(notify: ServerNotifier, event: SurfaceEvent): void {
  switch (event.kind) {
    case 'tools':
      notify.toolsChanged();
      break;
    case 'prompts':
      notify.promptsChanged();
      break;
    case 'resources':
      notify.resourcesChanged();
      break;
    case 'resource':
      notify.resourceUpdated(event.uri);
      break;
  }
}
