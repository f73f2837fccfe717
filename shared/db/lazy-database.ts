import { IzaError } from '../mcp/errors.ts';
import type { Database } from './database.ts';

/** A database that is opened at its first use, so that a server starts fast and lists its tools without a disk. */
export interface LazyDatabase {
  /** The open database. Callers that come while it opens share the one opening. */
  get(): Promise<Database>;
  /** Whether it is open now, without opening it. */
  readonly opened: boolean;
  close(): Promise<void>;
}

/** A failed opening is tried anew at the next call: a full disk may have room again. */
export function lazyDatabase(open: () => Promise<Database>): LazyDatabase {
  let opening: Promise<Database> | undefined;
  let opened: Database | undefined;
  let closed = false;

  const start = async (): Promise<Database> => {
    try {
      // Not before the promise is in place, or a failure that is thrown at once would stay there.
      const db = await Promise.resolve().then(open);
      opened = db;
      return db;
    } catch (error) {
      opening = undefined;
      throw error;
    }
  };

  return {
    async get() {
      if (closed) throw new IzaError('UNAVAILABLE', 'The server is shutting down.');
      opening ??= start();
      return opening;
    },
    get opened() {
      return opened !== undefined && !closed;
    },
    async close() {
      closed = true;
      await opening?.catch(() => undefined);
      opened?.close();
    },
  };
}
