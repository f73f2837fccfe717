import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { isInitializeRequest } from '@modelcontextprotocol/server';
import type { Logger } from '../../log.ts';
import type { Surface } from '../surface.ts';
import { createEventStore } from './event-store.ts';
import { answerJson } from './http-answer.ts';
import { createSdkServer } from './sdk-server.ts';

const IDLE_MS = 30 * 60_000;
const SWEEP_MS = 60_000;
const MAX_SESSIONS = 1_000;
/** After a stream breaks, clients come back after this many milliseconds. */
const RETRY_MS = 1_000;

export interface HttpSessions {
  handle(req: IncomingMessage, res: ServerResponse, body: unknown): Promise<void>;
  close(): Promise<void>;
}

interface LiveSession {
  transport: NodeStreamableHTTPServerTransport;
  usedAt: number;
  /** Requests and streams that are open now: a session in use does not expire. */
  open: number;
}

/**
 * The 2025-era leg of the HTTP door. Those clients keep a session, in which the server can ask, subscribe and
 * notify over the GET stream; the SDK's stateless default offers them none of the three.
 */
export function createHttpSessions(
  surface: Surface,
  { log, now = Date.now }: { log: Logger; now?: () => number },
): HttpSessions {
  const sessions = new Map<string, LiveSession>();

  const sweep = setInterval(() => {
    for (const session of sessions.values()) {
      if (session.open === 0 && now() - session.usedAt > IDLE_MS) void session.transport.close();
    }
  }, SWEEP_MS).unref();

  const open = async (): Promise<LiveSession> => {
    const transport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      eventStore: createEventStore(),
      retryInterval: RETRY_MS,
      onsessioninitialized: (id) => {
        sessions.set(id, session);
      },
    });
    const session: LiveSession = { transport, usedAt: now(), open: 0 };
    const server = createSdkServer(surface, { era: 'legacy', log, carriesEvents: true });
    await server.connect(transport);
    const closed = transport.onclose;
    transport.onclose = () => {
      if (transport.sessionId) sessions.delete(transport.sessionId);
      closed?.();
    };
    return session;
  };

  const find = async (
    id: string | undefined,
    req: IncomingMessage,
    res: ServerResponse,
    body: unknown,
  ): Promise<LiveSession | undefined> => {
    if (id) {
      const known = sessions.get(id);
      if (!known) answerJson(res, 404, -32001, 'Session not found. Start a new one with initialize.');
      return known;
    }
    if (req.method !== 'POST' || !isInitializeRequest(body)) {
      answerJson(res, 400, -32000, 'A session is required: send initialize first, then its Mcp-Session-Id.');
      return undefined;
    }
    if (sessions.size >= MAX_SESSIONS) {
      answerJson(res, 503, -32000, `${MAX_SESSIONS} sessions are open. Close one, or try again later.`);
      return undefined;
    }
    return open();
  };

  return {
    async handle(req, res, body) {
      const header = req.headers['mcp-session-id'];
      const session = await find(typeof header === 'string' ? header : undefined, req, res, body);
      if (!session) return;
      session.open += 1;
      res.once('close', () => {
        session.open -= 1;
        session.usedAt = now();
      });
      await session.transport.handleRequest(req, res, body);
      // An initialize that was refused opened nothing that anybody could close.
      if (!session.transport.sessionId) await session.transport.close();
    },
    async close() {
      clearInterval(sweep);
      await Promise.all([...sessions.values()].map(({ transport }) => transport.close()));
    },
  };
}
