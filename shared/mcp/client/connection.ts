import {
  Client,
  type ClientCapabilities,
  type Implementation,
  type McpSubscription,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  type ServerCapabilities,
} from '@modelcontextprotocol/client';
import { ProtocolError } from '@modelcontextprotocol/server';
import type { DownstreamEntry } from '../../config.ts';
import type { Logger } from '../../log.ts';
import { redact } from '../../redact.ts';
import { IzaError } from '../errors.ts';
import type { Call, Era, Params, Session, SurfaceEvent, SurfaceMethod } from '../surface.ts';
import type { OpenTransport } from './child-process.ts';
import { createQuestions, type Questions } from './questions.ts';
import { relay } from './relay.ts';
import { sessionLost } from './session-lost.ts';
import { openTransport } from './transport.ts';

const PROBE_TIMEOUT_MS = 5_000;
const DEFAULT_START_TIMEOUT_MS = 20_000;

const EVENTS: Record<string, SurfaceEvent['kind']> = {
  'notifications/tools/list_changed': 'tools',
  'notifications/prompts/list_changed': 'prompts',
  'notifications/resources/list_changed': 'resources',
  'notifications/resources/updated': 'resource',
};

export interface ConnectionOptions {
  name: string;
  entry: DownstreamEntry;
  /** The era of those who will use the connection: a server that speaks both is met in theirs. */
  prefer: Era;
  client: Implementation;
  /** What the server may ask for: what those who use the connection can answer. */
  capabilities: ClientCapabilities;
  /** Answers a question that comes while no call is under way, where the client can be asked at any time. */
  ask?: Session['ask'];
  /** A log message of no call in particular. */
  onMessage(params: Params): void;
  onEvent(event: SurfaceEvent): void;
  /** The connection ended by itself. */
  onLost(reason: string): void;
  /** Gives up connecting, and ends what was started for it. */
  signal: AbortSignal;
  log: Logger;
}

export interface Connection {
  readonly era: Era;
  readonly info?: Implementation;
  readonly capabilities: ServerCapabilities;
  readonly instructions?: string;
  readonly pid?: number;
  /** Relays a request of a client and returns the server's answer as it is. */
  request(method: SurfaceMethod, params: Params, call: Call): Promise<Record<string, unknown>>;
  stderrTail(): string[];
  /** Whether a call waits here for its caller to come back with an answer, with this state if one is given. */
  holds(requestState?: string): boolean;
  /** Closes once the calls under way are done. */
  retire(): void;
  close(): Promise<void>;
}

/**
 * Connects to a downstream MCP server, in the era of those who will use it where the server speaks it.
 * @throws IzaError UNAVAILABLE with the reason and the last lines the server printed.
 */
export async function connect(options: ConnectionOptions): Promise<Connection> {
  const [connection, failure] = await tryEra(options, options.prefer);
  if (connection) return connection;
  // Some old servers end when they see a question of the new protocol; some new ones refuse the old greeting.
  const other = otherEra(failure.error, options.prefer);
  if (!other || options.signal.aborted) throw unavailable(options, failure.error, failure.opened);
  const [second, again] = await tryEra(options, other);
  if (second) return second;
  throw unavailable(options, again.error, again.opened);
}

interface Failure {
  error: unknown;
  opened?: OpenTransport;
}

async function tryEra(options: ConnectionOptions, era: Era): Promise<[Connection] | [undefined, Failure]> {
  let opened: OpenTransport | undefined;
  const giveUp = (): void => void opened?.transport.close().catch(() => {});
  options.signal.addEventListener('abort', giveUp, { once: true });
  try {
    opened = await openTransport(options.name, options.entry);
    options.signal.throwIfAborted();
    return [await attempt(options, opened, era)];
  } catch (error) {
    await opened?.transport.close().catch(() => {});
    return [undefined, { error, ...(opened && { opened }) }];
  } finally {
    options.signal.removeEventListener('abort', giveUp);
  }
}

function otherEra(error: unknown, tried: Era): Era | undefined {
  if (!SdkError.isInstance(error)) return isUnsupportedVersion(error) ? 'modern' : undefined;
  const ended =
    error.code === SdkErrorCode.ConnectionClosed || error.code === SdkErrorCode.EraNegotiationFailed;
  return tried === 'modern' && ended ? 'legacy' : undefined;
}

function isUnsupportedVersion(error: unknown): boolean {
  return (error as { code?: unknown }).code === -32022;
}

async function attempt(options: ConnectionOptions, opened: OpenTransport, era: Era): Promise<Connection> {
  const { name, entry, log } = options;
  const client = new Client(options.client, {
    capabilities: options.capabilities,
    versionNegotiation:
      era === 'modern' ? { mode: 'auto', probe: { timeoutMs: PROBE_TIMEOUT_MS } } : { mode: 'legacy' },
    // Questions of the server belong to the client in front, which answers them in its own time.
    inputRequired: { autoFulfill: false },
  });
  let connected = false;
  let closing = false;
  let lost = false;
  client.onclose = () => {
    lost = true;
    if (connected && !closing) options.onLost(describeEnd(name, opened));
  };
  client.onerror = (error) => {
    log.debug({ err: error, server: name }, 'downstream');
  };

  const questions = createQuestions(options.ask);
  client.fallbackRequestHandler = (request, { mcpReq }) =>
    questions.answer(request.method, request.params ?? {}, mcpReq.signal);
  client.fallbackNotificationHandler = async ({ method, params = {} }) => {
    receive(method, params, questions, options);
  };

  await client.connect(opened.transport, {
    timeout: entry.startTimeout ?? DEFAULT_START_TIMEOUT_MS,
    signal: options.signal,
  });
  const spoken = client.getProtocolEra() === 'modern' ? 'modern' : 'legacy';
  // Not waited for: a server that is slow to confirm it is not slow to start.
  if (spoken === 'modern') void listenToLists(client, log);

  const modernOnly = spoken === 'modern' ? modernEquivalents(client) : {};
  const info = client.getServerVersion();
  const instructions = client.getInstructions();
  const pid = opened.pid();
  if (lost) throw new Error(describeEnd(name, opened));
  connected = true;
  let underWay = 0;
  let retired = false;
  const close = async (): Promise<void> => {
    closing = true;
    questions.close();
    await opened.end?.();
    await client.close();
  };
  return {
    era: spoken,
    capabilities: client.getServerCapabilities() ?? {},
    ...(info && { info }),
    ...(instructions && { instructions }),
    ...(pid !== undefined && { pid }),
    stderrTail: opened.stderrTail,
    async request(method, params, call) {
      underWay += 1;
      try {
        const own = modernOnly[method];
        if (own) return await own(String(params.uri));
        return await relay(
          { client, era: spoken, questions, timeoutMs: entry.timeout },
          method,
          params,
          call,
        );
      } catch (error) {
        if (closing) throw stopped(name, method);
        if (lost && !call.signal.aborted) throw lostDuring(name, method, opened);
        throw relayed(options, method, error, call);
      } finally {
        underWay -= 1;
        if (retired && underWay === 0) void close().catch(() => {});
      }
    },
    holds: questions.holds,
    retire() {
      retired = true;
      if (underWay === 0) void close().catch(() => {});
    },
    close,
  };
}

/** A modern server tells of changes only to those who listen. */
async function listenToLists(client: Client, log: Logger): Promise<void> {
  const offered = client.getServerCapabilities() ?? {};
  const filter = {
    ...(offered.tools?.listChanged && { toolsListChanged: true }),
    ...(offered.prompts?.listChanged && { promptsListChanged: true }),
    ...(offered.resources?.listChanged && { resourcesListChanged: true }),
  };
  if (Object.keys(filter).length === 0) return;
  await client.listen(filter).catch((error: unknown) => log.debug({ err: error }, 'server does not listen'));
}

/** Requests that the 2026-07-28 protocol no longer has, done its way. */
function modernEquivalents(
  client: Client,
): Partial<Record<SurfaceMethod, (uri: string) => Promise<Record<string, never>>>> {
  const listening = new Map<string, Promise<McpSubscription>>();
  return {
    'resources/subscribe': async (uri) => {
      const known = listening.get(uri);
      const opening = known ?? client.listen({ resourceSubscriptions: [uri] });
      if (!known) listening.set(uri, opening);
      await opening.catch((error: unknown) => {
        listening.delete(uri);
        throw error;
      });
      return {};
    },
    'resources/unsubscribe': async (uri) => {
      const opening = listening.get(uri);
      listening.delete(uri);
      await (await opening)?.close();
      return {};
    },
    // The level travels with each request instead.
    'logging/setLevel': async () => ({}),
  };
}

function receive(method: string, params: Params, questions: Questions, options: ConnectionOptions): void {
  const kind = EVENTS[method];
  if (kind === 'resource') options.onEvent({ kind, uri: String(params.uri) });
  else if (kind) options.onEvent({ kind });
  else if (method === 'notifications/message') {
    const owner = questions.soleCaller();
    if (owner) owner.notify(method, params).catch(() => {});
    else options.onMessage(params);
  }
}

function describeEnd(name: string, { stderrTail }: OpenTransport): string {
  const last = stderrTail().at(-1);
  return last ? `${name} ended. Its last line: ${last}` : `${name} ended.`;
}

function stopped(name: string, method: string): IzaError {
  return new IzaError('UNAVAILABLE', `${name} was stopped while it worked on ${method}.`, {
    hint: 'Whether this call had an effect is not known: look before you repeat it.',
  });
}

function lostDuring(name: string, method: string, opened: OpenTransport): IzaError {
  return new IzaError('UNAVAILABLE', `${name} ended while it worked on ${method}.`, {
    why: describeEnd(name, opened),
    hint: 'It is started again at the next call. Whether this call had an effect is not known: look before you repeat it.',
  });
}

/** An error of the transport in words; the server's own errors and cancellation stay as they are. */
function relayed({ name, entry }: ConnectionOptions, method: string, error: unknown, call: Call): unknown {
  if (error instanceof ProtocolError || error instanceof IzaError || call.signal.aborted) return error;
  if (SdkHttpError.isInstance(error) && error.data?.status === 404) return sessionLost(name);
  const late = SdkError.isInstance(error) && error.code === SdkErrorCode.RequestTimeout;
  return new IzaError(late ? 'TIMEOUT' : 'UNAVAILABLE', `${name} did not answer ${method}.`, {
    why: redact(messageOf(error), entry),
    hint: late
      ? 'Ask for less, or raise the timeout of this server in the settings.'
      : 'Call again; manage_servers shows its state.',
    cause: error,
  });
}

function unavailable({ name, entry }: ConnectionOptions, error: unknown, opened?: OpenTransport): IzaError {
  if (error instanceof IzaError) return error;
  const said = opened?.stderrTail().slice(-3).join(' | ');
  const reason = redact(messageOf(error), entry);
  return new IzaError('UNAVAILABLE', `${name} could not be started.`, {
    why: said ? `${reason}; it printed: ${said}` : reason,
    hint: 'See manage_servers for its state; `iza doctor` checks its command and address.',
    cause: error,
  });
}

/** `fetch failed` says nothing; its cause does. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = (error.cause ?? {}) as { code?: unknown };
  return typeof code === 'string' ? `${error.message} (${code})` : error.message;
}
