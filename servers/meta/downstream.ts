import { setTimeout as sleep } from 'node:timers/promises';
import type { DownstreamEntry } from '../../shared/config.ts';
import type { Logger } from '../../shared/log.ts';
import type { Connection } from '../../shared/mcp/client/connection.ts';
import { isSessionLost } from '../../shared/mcp/client/session-lost.ts';
import { IzaError } from '../../shared/mcp/errors.ts';
import type { Call, ClientCapabilities, Implementation, SurfaceEvent } from '../../shared/mcp/surface.ts';
import { type Catalogue, EMPTY_CATALOGUE, readCatalogue } from './catalogue.ts';
import { createRestartPolicy } from './restart-policy.ts';
import type { Source, SourceState } from './source.ts';

/** A pause shorter than this is waited out within a call; past it, the call is answered with the reason. */
const PATIENCE_MS = 1_000;

export interface DownstreamOptions {
  name: string;
  entry: DownstreamEntry;
  /** What is wrong with the entry itself; such a server is listed as failed and never started. */
  defect?: string;
  enabled: boolean;
  /** How the gateway introduces itself where the caller has no name of its own. */
  client: Implementation;
  log: Logger;
  now: () => number;
}

/**
 * A downstream server: started on first use, met in the era of its callers, started again after a crash.
 *
 * Legacy callers get a connection of their own, as if they had started the server themselves: what it may
 * ask, what they subscribe to and whom it answers then needs no guessing. Modern callers share one, or one for
 * each set of capabilities where the server is a legacy one, which learns them only at the start.
 */
export function createDownstream(options: DownstreamOptions): Source {
  const { name, entry, log } = options;
  const connections = new Map<string, Promise<Connection>>();
  const live = new Map<string, Connection>();
  const listeners = new Set<(event: SurfaceEvent) => void>();
  const policy = createRestartPolicy(options.now);
  let enabled = options.enabled && !entry.disabled;
  let catalogue: Catalogue | undefined;
  let reading: Promise<Catalogue> | undefined;
  let stale = true;
  let problem = options.defect;
  /** The connection that modern callers share, once the server is known to speak their protocol. */
  let sharedKey: string | undefined;
  let lastStderr: string[] = [];
  let instructions: string | undefined;

  const emit = (event: SurfaceEvent): void => {
    if (event.kind !== 'resource') stale = true;
    for (const listener of listeners) listener(event);
  };

  const keyOf = (call: Call): string => {
    if (call.era === 'legacy') return call.session.id;
    return sharedKey ?? `modern ${JSON.stringify(askable(call))}`;
  };

  const open = async (key: string, call: Call): Promise<Connection> => {
    await admit();
    const { connect } = await import('../../shared/mcp/client/connection.ts');
    let connection: Connection | undefined;
    try {
      connection = await connect({
        name,
        entry,
        prefer: call.era,
        client: call.client ?? options.client,
        capabilities: askable(call),
        ...(call.session.ask && { ask: call.session.ask }),
        onMessage: (params) => void call.session.notify('notifications/message', params).catch(() => {}),
        onEvent: emit,
        onLost: (reason) => {
          lastStderr = connection?.stderrTail() ?? [];
          forget(key);
          policy.crashed();
          problem = reason;
          stale = true;
          log.warn(reason);
        },
        log,
      });
      problem = undefined;
      if (call.era === 'modern') sharedKey = connection.era === 'modern' ? key : undefined;
      instructions = connection.instructions;
      live.set(key, connection);
      call.session.closed.addEventListener('abort', () => void drop(key), { once: true });
      return connection;
    } catch (error) {
      policy.crashed();
      problem = error instanceof Error ? error.message : String(error);
      if (error instanceof IzaError && error.details.why) problem += ` ${error.details.why}`;
      log.warn({ problem }, 'did not start');
      throw error;
    }
  };

  /** Refuses or waits, as the past of this server asks for. */
  const admit = async (): Promise<void> => {
    if (options.defect) throw down(options.defect, 'Mend the entry in the settings, then start Iza again.');
    if (!enabled)
      throw down('It is disabled.', 'Enable it with manage_servers, if the person wants it.', 'enable');
    const wait = policy.wait();
    if (wait === undefined)
      throw down(
        `It was given up after repeated crashes. ${problem ?? ''}`.trim(),
        'Mend the cause, then restart it.',
        'restart',
      );
    if (wait > PATIENCE_MS) {
      throw down(
        `${problem ?? 'It ended.'} The next start is tried in ${Math.ceil(wait / 1000)} s.`,
        'Call again then, or restart it now.',
        'restart',
      );
    }
    await sleep(wait);
  };

  const down = (why: string, hint: string, action?: string): IzaError =>
    new IzaError('UNAVAILABLE', `The server ${name} is not available.`, {
      why,
      hint,
      ...(action && { next: { tool: 'manage_servers', arguments: { action, server: name } } }),
    });

  const connectionFor = (call: Call): Promise<Connection> => {
    const key = keyOf(call);
    const known = connections.get(key);
    if (known) return known;
    const opening = open(key, call);
    connections.set(key, opening);
    opening.catch(() => connections.delete(key));
    return opening;
  };

  const forget = (key: string): void => {
    connections.delete(key);
    live.delete(key);
  };

  const drop = async (key: string): Promise<void> => {
    const connection = await connections.get(key)?.catch(() => undefined);
    forget(key);
    await connection?.close().catch(() => {});
  };

  const dropAll = async (): Promise<void> => {
    await Promise.all([...connections.keys()].map(drop));
  };

  /** For questions about the server itself any connection will do: none is opened while there is one. */
  const anyConnection = (call: Call): Promise<Connection> => {
    const [first] = live.values();
    return first ? Promise.resolve(first) : connectionFor(call);
  };

  const read = async (call: Call): Promise<Catalogue> => {
    try {
      const connection = connections.has(keyOf(call)) ? await connectionFor(call) : await anyConnection(call);
      stale = false;
      catalogue = await readCatalogue(
        (method, params) => connection.request(method, params, quiet(call)),
        connection.capabilities,
      );
    } catch {
      // The reason is kept as the problem of this server; what it offered before stays listed.
      stale = true;
    }
    return catalogue ?? EMPTY_CATALOGUE;
  };

  const isInternal = (call: Call): boolean => call.era === 'modern' && !call.client && live.size > 0;

  return {
    name,
    kind: 'downstream',
    ...(entry.prefix !== undefined && { prefix: entry.prefix }),
    async catalogue(call) {
      if (!enabled) return EMPTY_CATALOGUE;
      // A list does not wait for a server that just crashed: it shows what the server offered before.
      if ((catalogue && !stale) || policy.wait() !== 0) return catalogue ?? EMPTY_CATALOGUE;
      reading ??= read(call).finally(() => {
        reading = undefined;
      });
      return reading;
    },
    lastCatalogue: () => (enabled ? catalogue : undefined),
    async request(method, params, call) {
      const connection = await (isInternal(call) ? anyConnection(call) : connectionFor(call));
      try {
        return await connection.request(method, params, call);
      } catch (error) {
        if (!isSessionLost(error)) throw error;
        // The server forgot the session and did not look at the request: nothing is done twice.
        await drop(keyOf(call));
        return (await connectionFor(call)).request(method, params, call);
      }
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    status() {
      const open = [...live.values()];
      return {
        state: stateOf({
          enabled,
          defect: options.defect,
          live: live.size,
          opening: connections.size,
          wait: policy.wait(),
        }),
        ...(problem && live.size === 0 && { problem }),
        ...(open[0] && { era: open[0].era }),
        pids: open.flatMap(({ pid }) => pid ?? []),
        restarts: policy.crashes(),
        stderr: open[0]?.stderrTail() ?? lastStderr,
        ...(instructions && { instructions }),
      };
    },
    async restart() {
      policy.reset();
      await dropAll();
      stale = true;
      emit({ kind: 'tools' });
    },
    async setEnabled(value) {
      enabled = value;
      policy.reset();
      stale = true;
      if (!value) await dropAll();
      for (const kind of ['tools', 'prompts', 'resources'] as const) emit({ kind });
    },
    close: dropAll,
  };
}

function stateOf(facts: {
  enabled: boolean;
  defect: string | undefined;
  live: number;
  opening: number;
  wait: number | undefined;
}): SourceState {
  if (facts.defect) return 'failed';
  if (!facts.enabled) return 'disabled';
  if (facts.live > 0) return 'ready';
  if (facts.opening > 0) return 'starting';
  if (facts.wait === undefined) return 'failed';
  return facts.wait > 0 ? 'backoff' : 'cold';
}

/** What the caller can be asked. A modern client is asked only within a call, and roots are asked for outside of one. */
function askable(call: Call): ClientCapabilities {
  if (call.era === 'legacy') return call.capabilities;
  const { elicitation, sampling } = call.capabilities;
  return { ...(elicitation && { elicitation }), ...(sampling && { sampling }) };
}

/** A call on the gateway's own behalf: the client sees no progress of it, and its cancellation does not stop it. */
function quiet(call: Call): Call {
  const { inputResponses: _i, requestState: _r, ...rest } = call;
  return { ...rest, signal: AbortSignal.timeout(30_000), meta: {}, wantsProgress: false };
}
