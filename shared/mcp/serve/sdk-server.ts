import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  type ClientCapabilities,
  type Implementation,
  type ProtocolEra,
  ProtocolError,
  ProtocolErrorCode,
  Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import type { Logger } from '../../log.ts';
import { IzaError, renderError } from '../errors.ts';
import type { Call, Params, Session, Surface, SurfaceEvent, SurfaceMethod } from '../surface.ts';

/** A defined server's lists change with its version only. */
const LIST_TTL_MS = 60_000;

const METHODS_BY_CAPABILITY = {
  tools: ['tools/list', 'tools/call'],
  resources: [
    'resources/list',
    'resources/templates/list',
    'resources/read',
    'resources/subscribe',
    'resources/unsubscribe',
  ],
  prompts: ['prompts/list', 'prompts/get'],
  completions: ['completion/complete'],
  logging: ['logging/setLevel'],
} as const satisfies Record<string, readonly SurfaceMethod[]>;

const Loose = z.looseObject({});

/** A person is asked, not a program. */
const ANSWER_MS = 10 * 60_000;

const patiently = (signal?: AbortSignal) => ({ timeout: ANSWER_MS, ...(signal && { signal }) });

export interface ConnectionOptions {
  era: ProtocolEra;
  log: Logger;
  /** The session of connections that have none of their own: a modern HTTP client's requests stand alone. */
  session?: Session;
  /** Whether this connection itself carries the server's events (everywhere but modern HTTP). */
  carriesEvents: boolean;
}

let sessions = 0;

/**
 * Binds a surface to one SDK server instance, for one connection or one modern HTTP request. The SDK's
 * high-level server is not used: it would register every schema anew for each request, and a gateway's
 * offers are not known when it starts.
 */
export function createSdkServer(surface: Surface, options: ConnectionOptions): Server {
  const { era, log } = options;
  const listHint = { ttlMs: surface.listTtlMs ?? LIST_TTL_MS, cacheScope: 'private' } as const;
  const server = new Server(surface.info, {
    capabilities: surface.capabilities,
    ...(surface.instructions && { instructions: surface.instructions }),
    cacheHints: {
      'tools/list': listHint,
      'prompts/list': listHint,
      'resources/list': listHint,
      'resources/templates/list': listHint,
    },
  });
  const session = options.session ?? sessionOf(server, era);
  const subscribed = new Set<string>();

  for (const [capability, methods] of Object.entries(METHODS_BY_CAPABILITY)) {
    if (!surface.capabilities[capability as keyof typeof METHODS_BY_CAPABILITY]) continue;
    for (const method of methods) {
      // Requests are parsed by the surface itself, which words its errors for the model.
      server.setRequestHandler(method, { params: Loose }, async (params, ctx) => {
        const { _meta, ...rest } = params;
        if (method === 'resources/subscribe') subscribed.add(String(rest.uri));
        if (method === 'resources/unsubscribe') subscribed.delete(String(rest.uri));
        return answer(method, rest, ctx);
      });
    }
  }

  const answer = async (method: SurfaceMethod, params: Params, ctx: ServerContext) => {
    try {
      return await surface.request(method, params, callOf(ctx, session, era));
    } catch (error) {
      throw protocolError(method, error, log);
    }
  };

  if (options.carriesEvents) {
    const stop = surface.onEvent((event) => {
      sendEvent(server, event, era, subscribed).catch((error: unknown) =>
        log.debug({ err: error }, 'event lost'),
      );
    });
    session.closed.addEventListener('abort', stop, { once: true });
  }
  server.onerror = (error) => log.debug({ err: error }, 'protocol error');
  if (!options.session) {
    if (era === 'legacy') server.oninitialized = () => surface.onSession?.(session);
    else surface.onSession?.(session);
  }
  return server;
}

async function sendEvent(
  server: Server,
  event: SurfaceEvent,
  era: ProtocolEra,
  subscribed: ReadonlySet<string>,
): Promise<void> {
  switch (event.kind) {
    case 'tools':
      return server.sendToolListChanged();
    case 'prompts':
      return server.sendPromptListChanged();
    case 'resources':
      return server.sendResourceListChanged();
    case 'resource':
      // A modern client's listen filter is applied behind this call; a legacy client's subscriptions are ours.
      if (era === 'modern' || subscribed.has(event.uri))
        return server.sendResourceUpdated({ uri: event.uri });
  }
}

function sessionOf(server: Server, era: ProtocolEra): Session {
  const closed = new AbortController();
  server.onclose = () => closed.abort();
  sessions += 1;
  return {
    id: `${era}-${sessions}`,
    era,
    closed: closed.signal,
    capabilities: () => server.getClientCapabilities() ?? {},
    client: () => server.getClientVersion(),
    notify: async (method, params) => {
      if (era === 'legacy') await server.notification({ method, params });
    },
    ...(era === 'legacy' && {
      ask: (method: string, params: Params, signal?: AbortSignal) =>
        server.request({ method, params }, Loose, patiently(signal)),
    }),
  };
}

function callOf(ctx: ServerContext, session: Session, era: ProtocolEra): Call {
  const { mcpReq } = ctx;
  const { progressToken, ...meta } = mcpReq._meta ?? {};
  const envelope = (mcpReq.envelope ?? {}) as Record<string, unknown>;
  const requestState = mcpReq.requestState<string>();
  const notify = (method: string, params: Params): Promise<void> => mcpReq.notify({ method, params });
  return {
    session,
    era,
    signal: mcpReq.signal,
    meta,
    envelope,
    capabilities:
      (envelope[CLIENT_CAPABILITIES_META_KEY] as ClientCapabilities | undefined) ?? session.capabilities(),
    client: (envelope[CLIENT_INFO_META_KEY] as Implementation | undefined) ?? session.client(),
    ...(mcpReq.inputResponses && { inputResponses: mcpReq.inputResponses }),
    ...(requestState !== undefined && { requestState }),
    wantsProgress: progressToken !== undefined,
    progress: async (progress, total, message) => {
      if (progressToken === undefined) return;
      await notify('notifications/progress', {
        progressToken,
        progress,
        ...(total !== undefined && { total }),
        ...(message !== undefined && { message }),
      });
    },
    notify,
    ...(era === 'legacy' && {
      ask: (method: string, params: Params, signal?: AbortSignal) =>
        mcpReq.send({ method, params }, Loose, patiently(signal)),
    }),
  };
}

/** Errors outside of tools are errors of the protocol: the code and data of a relayed one, a safe text otherwise. */
function protocolError(method: string, error: unknown, log: Logger): ProtocolError {
  if (error instanceof ProtocolError) return error;
  if (error instanceof IzaError) {
    const code =
      error.code === 'INTERNAL' ? ProtocolErrorCode.InternalError : ProtocolErrorCode.InvalidParams;
    return new ProtocolError(code, renderError(error), { code: error.code });
  }
  log.error({ err: error, method }, 'request failed');
  return new ProtocolError(ProtocolErrorCode.InternalError, `${method} failed on an error of its own.`);
}
