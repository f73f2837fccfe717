import { setTimeout as sleep } from 'node:timers/promises';
import type { DownstreamEntry } from '../../shared/config.ts';
import type { Logger } from '../../shared/log.ts';
import type { Connection } from '../../shared/mcp/client/connection.ts';
import { isSessionLost } from '../../shared/mcp/client/session-lost.ts';
import { createEmitter } from '../../shared/mcp/emitter.ts';
import { IzaError } from '../../shared/mcp/errors.ts';
import type { Call, ClientCapabilities, Implementation, SurfaceEvent } from '../../shared/mcp/surface.ts';
import { type Catalogue, EMPTY_CATALOGUE, readCatalogue } from './catalogue.ts';
import { createConnectionPool } from './connections.ts';
import { createRestartPolicy } from './restart-policy.ts';
import type { Source, SourceState } from './source.ts';
import { createWishes } from './wishes.ts';

/** A pause shorter than this is waited out within a call; past it, the call is answered with the reason. */
const PATIENCE_MS = 1_000;
const CATALOGUE_MS = 30_000;
const READ_PAUSE_MS = 2_000;
/** Connections of modern callers to a legacy server, when one waits for a person. */
const MAX_SIDE_CONNECTIONS = 8;

export interface DownstreamOptions {
  name: string;
  entry: DownstreamEntry;
  /** What is wrong with the entry itself; such a server is listed as failed and never started. */
  defect?: string;
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
  const events = createEmitter<SurfaceEvent>();
  const wishes = createWishes();
  const policy = createRestartPolicy(options.now);
  let enabled = !entry.disabled;
  let catalogue: Catalogue | undefined;
  let reading: Promise<Catalogue> | undefined;
  let stale = true;
  /** A list that failed is not asked for again at every call. */
  let readAgainAt = 0;
  let problem = options.defect;
  /** The key that modern callers share, once the server is known to speak their protocol. */
  let sharedKey: string | undefined;
  let lastStderr: string[] = [];
  let instructions: string | undefined;

  const emit = (event: SurfaceEvent): void => {
    if (event.kind !== 'resource') stale = true;
    events.emit(event);
  };

  const open = async (call: Call, key: string, signal: AbortSignal): Promise<Connection> => {
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
          if (connection) pool.forget(connection);
          lastStderr = connection?.stderrTail() ?? [];
          crashed(reason);
        },
        signal,
        log,
      });
    } catch (error) {
      if (!signal.aborted) crashed(inWords(error));
      throw error;
    }
    problem = undefined;
    if (call.era === 'modern') sharedKey = connection.era === 'modern' ? key : undefined;
    instructions = connection.instructions;
    for (const { method, params } of wishes.of(call)) {
      await connection.request(method, params, quiet(call)).catch(() => {});
    }
    return connection;
  };

  const pool = createConnectionPool({
    open,
    keyOf: (call, connectionAt) => {
      if (call.era === 'legacy') return call.session.id;
      const key = sharedKey ?? `modern ${JSON.stringify(askable(call))}`;
      return sideKey(key, call, connectionAt) ?? key;
    },
  });

  const crashed = (reason: string): void => {
    policy.crashed();
    problem = reason;
    stale = true;
    log.warn({ server: name }, reason);
  };

  /** Refuses or waits, as the past of this server asks for. */
  const admit = async (): Promise<void> => {
    if (options.defect) throw down(options.defect, 'Mend the entry in the settings, then start Iza again.');
    if (!enabled) {
      throw down('It is disabled.', 'Enable it with manage_servers, if the person wants it.', 'enable');
    }
    const wait = policy.wait();
    if (wait === undefined) {
      const why = `It was given up after repeated crashes. ${problem ?? ''}`.trim();
      throw down(why, 'Mend the cause, then restart it.', 'restart');
    }
    if (wait > PATIENCE_MS) {
      const why = `${problem ?? 'It ended.'} The next start is tried in ${Math.ceil(wait / 1000)} s.`;
      throw down(why, 'Call again then, or restart it now.', 'restart');
    }
    await sleep(wait);
  };

  const down = (why: string, hint: string, action?: string): IzaError =>
    new IzaError('UNAVAILABLE', `The server ${name} is not available.`, {
      why,
      hint,
      ...(action && { next: { tool: 'manage_servers', arguments: { action, server: name } } }),
    });

  const read = async (call: Call): Promise<Catalogue> => {
    try {
      const connection = await (pool.has(call) ? pool.of(call) : pool.any(call));
      stale = false;
      catalogue = await readCatalogue(
        (method, params) => connection.request(method, params, quiet(call)),
        connection.capabilities,
        catalogue,
      );
      if (!catalogue.complete) {
        stale = true;
        readAgainAt = options.now() + READ_PAUSE_MS;
      }
    } catch {
      // The reason is kept as the problem of this server; what it offered before stays listed.
      stale = true;
    }
    return catalogue ?? EMPTY_CATALOGUE;
  };

  const settled = (): boolean => catalogue !== undefined && (!stale || options.now() < readAgainAt);

  return {
    name,
    kind: 'downstream',
    ...(entry.prefix !== undefined && { prefix: entry.prefix }),
    async catalogue(call) {
      if (!enabled) return EMPTY_CATALOGUE;
      // A list does not wait for a server that just crashed: it shows what the server offered before.
      if (settled() || policy.wait() !== 0) return catalogue ?? EMPTY_CATALOGUE;
      const joined = reading !== undefined;
      const reader = (): Promise<Catalogue> =>
        read(call).finally(() => {
          reading = undefined;
        });
      reading ??= reader();
      const offered = await reading;
      // Whoever read it may have left in the middle: then those who waited read it themselves.
      if (!joined || offered.complete || call.session.closed.aborted) return offered;
      reading ??= reader();
      return reading;
    },
    lastCatalogue: () => (enabled ? catalogue : undefined),
    async request(method, params, call) {
      const connection = await (call.internal ? pool.any(call) : pool.of(call));
      wishes.note(call, method, params);
      try {
        return await connection.request(method, params, call);
      } catch (error) {
        if (!isSessionLost(error)) throw error;
        // The server forgot the session and did not look at the request: nothing is done twice.
        if ((await pool.of(call)) === connection) pool.retire(call);
        return (await pool.of(call)).request(method, params, call);
      }
    },
    onEvent: events.on,
    status() {
      const { live } = pool;
      return {
        state: stateOf(),
        ...(problem && live.length === 0 && { problem }),
        ...(live[0] && { era: live[0].era }),
        pids: live.flatMap(({ pid }) => pid ?? []),
        restarts: policy.crashes(),
        stderr: live[0]?.stderrTail() ?? lastStderr,
        ...(instructions && { instructions }),
      };
    },
    async restart() {
      policy.reset();
      await pool.dropAll();
      emit({ kind: 'tools' });
    },
    async setEnabled(value) {
      enabled = value;
      policy.reset();
      if (!value) await pool.dropAll();
      for (const kind of ['tools', 'prompts', 'resources'] as const) emit({ kind });
    },
    close: pool.close,
  };

  function stateOf(): SourceState {
    if (options.defect) return 'failed';
    if (!enabled) return 'disabled';
    if (pool.live.length > 0) return 'ready';
    if (pool.opening > 0) return 'starting';
    const wait = policy.wait();
    if (wait === undefined) return 'failed';
    return wait > 0 ? 'backoff' : 'cold';
  }
}

/**
 * A legacy server that waits for a person's answer cannot say whose call its next question belongs to. Until the
 * person is back, other modern callers get a connection of their own, and the answer goes to the one that waits.
 */
function sideKey(
  key: string,
  { requestState }: Call,
  connectionAt: (key: string) => Connection | undefined,
): string | undefined {
  const keys = [key, ...Array.from({ length: MAX_SIDE_CONNECTIONS }, (_, i) => `${key} ${i + 2}`)];
  if (requestState !== undefined) return keys.find((one) => connectionAt(one)?.holds(requestState));
  return keys.find((one) => !connectionAt(one)?.holds());
}

function inWords(error: unknown): string {
  if (!(error instanceof IzaError)) return error instanceof Error ? error.message : String(error);
  return error.details.why ? `${error.message} ${error.details.why}` : error.message;
}

/** What the caller can be asked. A modern client is asked only within a call, and roots are asked for outside of one. */
function askable(call: Call): ClientCapabilities {
  if (call.era === 'legacy') {
    const { roots, ...others } = call.capabilities;
    // That the roots changed is not passed on: a server that is not promised it asks when it needs to know.
    return { ...others, ...(roots && { roots: {} }) };
  }
  const { elicitation, sampling } = call.capabilities;
  return { ...(elicitation && { elicitation }), ...(sampling && { sampling }) };
}

/** A call on the gateway's own behalf: the client sees no progress of it, and its cancellation does not stop it. */
function quiet(call: Call): Call {
  const { inputResponses: _i, requestState: _r, ...rest } = call;
  return { ...rest, signal: AbortSignal.timeout(CATALOGUE_MS), meta: {}, wantsProgress: false };
}
