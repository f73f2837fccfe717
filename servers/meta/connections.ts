import type { Connection } from '../../shared/mcp/client/connection.ts';
import { IzaError } from '../../shared/mcp/errors.ts';
import type { Call } from '../../shared/mcp/surface.ts';

export interface ConnectionPoolOptions {
  /** Connects for a caller; gives up when `signal` is aborted. */
  open(call: Call, key: string, signal: AbortSignal): Promise<Connection>;
  /** Callers with the same key share a connection. */
  keyOf(call: Call, connectionAt: (key: string) => Connection | undefined): string;
}

export interface ConnectionPool {
  /** The caller's connection, opened when there is none. Callers that come while it opens share the one opening. */
  of(call: Call): Promise<Connection>;
  /** For questions about the server itself any connection will do: none is opened while there is one. */
  any(call: Call): Promise<Connection>;
  has(call: Call): boolean;
  readonly live: readonly Connection[];
  readonly opening: number;
  /** Takes a connection that ended by itself out. */
  forget(connection: Connection): void;
  /** Takes the caller's connection out; it closes when the calls on it are done. */
  retire(call: Call): void;
  /** Closes all connections, and gives up those that are opening. */
  dropAll(): Promise<void>;
  /** Closes all, for good. */
  close(): Promise<void>;
}

interface Slot {
  abort: AbortController;
  opening: Promise<Connection>;
  connection?: Connection;
}

/** The connections to one downstream server, each opened once for those who share it. */
export function createConnectionPool(options: ConnectionPoolOptions): ConnectionPool {
  const slots = new Map<string, Slot>();
  const keyOf = (call: Call): string => options.keyOf(call, (key) => slots.get(key)?.connection);
  let closed = false;

  const start = (call: Call, key: string): Slot => {
    const abort = new AbortController();
    const end = (): void => void drop(key, slot);
    const slot: Slot = { abort, opening: options.open(call, key, abort.signal) };
    slots.set(key, slot);
    slot.opening.then(
      (connection) => {
        // It was given up at the very moment it came up: nobody would close it.
        if (abort.signal.aborted) void connection.close().catch(() => {});
        else slot.connection = connection;
      },
      () => {
        if (slots.get(key) === slot) slots.delete(key);
        call.session.closed.removeEventListener('abort', end);
      },
    );
    if (call.session.closed.aborted) end();
    else call.session.closed.addEventListener('abort', end, { once: true });
    abort.signal.addEventListener('abort', () => call.session.closed.removeEventListener('abort', end), {
      once: true,
    });
    return slot;
  };

  const drop = async (key: string, slot: Slot): Promise<void> => {
    if (slots.get(key) === slot) slots.delete(key);
    slot.abort.abort(new Error('the connection was closed'));
    await slot.connection?.close().catch(() => {});
    // What was still opening closes itself as soon as it sees that it is not wanted.
    await slot.opening.catch(() => {});
  };

  const connectionOf = async (call: Call): Promise<Connection> => {
    if (closed) throw new IzaError('UNAVAILABLE', 'The gateway is shutting down.');
    const key = keyOf(call);
    return (slots.get(key) ?? start(call, key)).opening;
  };

  const live = (): Connection[] => [...slots.values()].flatMap(({ connection }) => connection ?? []);

  const dropAll = async (): Promise<void> => {
    await Promise.all([...slots].map(([key, slot]) => drop(key, slot)));
  };

  return {
    of: connectionOf,
    any(call) {
      const [first] = live();
      return first ? Promise.resolve(first) : connectionOf(call);
    },
    has: (call) => slots.has(keyOf(call)),
    get live() {
      return live();
    },
    get opening() {
      return [...slots.values()].filter(({ connection }) => !connection).length;
    },
    forget(connection) {
      for (const [key, slot] of slots) {
        if (slot.connection !== connection) continue;
        slots.delete(key);
        slot.abort.abort();
      }
    },
    retire(call) {
      const key = keyOf(call);
      slots.get(key)?.connection?.retire();
      slots.delete(key);
    },
    dropAll,
    async close() {
      closed = true;
      await dropAll();
    },
  };
}
