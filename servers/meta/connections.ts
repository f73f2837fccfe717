import type { Connection } from '../../shared/mcp/client/connection.ts';
import type { Call } from '../../shared/mcp/surface.ts';

export interface ConnectionPoolOptions {
  /** Connects for a caller; gives up when `signal` is aborted. */
  open(call: Call, key: string, signal: AbortSignal): Promise<Connection>;
  /** Callers with the same key share a connection. */
  keyOf(call: Call): string;
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
  /** Closes the caller's connection, or gives its opening up. */
  drop(call: Call): Promise<void>;
  dropAll(): Promise<void>;
}

interface Slot {
  abort: AbortController;
  opening: Promise<Connection>;
  connection?: Connection;
}

/** The connections to one downstream server, each opened once for those who share it. */
export function createConnectionPool({ open, keyOf }: ConnectionPoolOptions): ConnectionPool {
  const slots = new Map<string, Slot>();

  const start = (call: Call, key: string): Slot => {
    const abort = new AbortController();
    const end = (): void => void drop(key, slot);
    const slot: Slot = { abort, opening: open(call, key, abort.signal) };
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

  const connectionOf = (call: Call): Promise<Connection> => {
    const key = keyOf(call);
    return (slots.get(key) ?? start(call, key)).opening;
  };

  const live = (): Connection[] => [...slots.values()].flatMap(({ connection }) => connection ?? []);

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
    async drop(call) {
      const key = keyOf(call);
      const slot = slots.get(key);
      if (slot) await drop(key, slot);
    },
    async dropAll() {
      await Promise.all([...slots].map(([key, slot]) => drop(key, slot)));
    },
  };
}
