import type { Database } from '../../db/database.ts';
import type { Payload } from '../value.ts';

/** Raised when rows come to mean something else: those of another version are then misses. */
const FORMAT = 1;
/** What a row takes beside its value, about. */
const ROW_BYTES = 300;
/** Rows that one transaction deletes at most, so that other writers do not wait. */
const SLICE = 100;

export interface EntryRow {
  generation: number;
  /** `error`: the words of a failure that lasts. */
  kind: 'json' | 'bytes' | 'error';
  value: string | Buffer;
  /** Times in ms since the epoch: when it was loaded, when it was last used. */
  at: number;
  used: number;
}

export interface NewEntry {
  slot: string;
  generation: number;
  scopes: readonly string[];
  payload: Payload | { kind: 'error'; text: string };
  at: number;
  /** From then on no reader takes it. */
  expires: number;
}

/** The queries on the table of values. */
export function createEntries(db: Database) {
  const get = db.prepare<[string, number, number, number], EntryRow>(
    `SELECT generation, kind, value, at, used FROM cache_entry
     WHERE slot = ? AND format = ? AND generation >= ? AND octet_length(value) <= ?`,
  );
  const put = db.prepare<
    [string, number, number, string, string | Buffer, string, number, number, number, number]
  >(
    `INSERT OR REPLACE INTO cache_entry (slot, generation, format, kind, value, scopes, size, at, expires, used)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const touch = db.prepare<[number, string]>('UPDATE cache_entry SET used = ? WHERE slot = ?');
  const total = db.prepare<[], { entries: number; bytes: number }>(
    'SELECT count(*) AS entries, coalesce(sum(size), 0) AS bytes FROM cache_entry',
  );
  const leastUsed = db.prepare<[number], { rowid: number; size: number }>(
    'SELECT rowid, size FROM cache_entry ORDER BY used, rowid LIMIT ?',
  );
  const remove = db.prepare<[number]>('DELETE FROM cache_entry WHERE rowid = ?');
  const removeExpired = db.prepare<[number, number]>(
    `DELETE FROM cache_entry WHERE rowid IN
       (SELECT rowid FROM cache_entry WHERE expires <= ? ORDER BY expires LIMIT ?)`,
  );

  return {
    /** The value of this generation or a later one, unless it is larger than that many bytes. */
    get: (slot: string, generation: number, maxBytes: number) => get.get(slot, FORMAT, generation, maxBytes),

    put({ slot, generation, scopes, payload, at, expires }: NewEntry): void {
      const value = payload.kind === 'bytes' ? payload.bytes : payload.text;
      const size = ROW_BYTES + Buffer.byteLength(value);
      const until = Math.min(expires, Number.MAX_SAFE_INTEGER);
      put.run(slot, generation, FORMAT, payload.kind, value, JSON.stringify(scopes), size, at, until, at);
    },

    touch(slot: string, now: number): void {
      touch.run(now, slot);
    },

    total: () => total.get() ?? { entries: 0, bytes: 0 },

    /** Deletes a slice of what has expired, then of what was not used for longest. True when there is more to do. */
    prune(now: number, limits: { bytes: number; entries: number }): boolean {
      const expired = removeExpired.run(now, SLICE).changes;
      let { entries, bytes } = total.get() ?? { entries: 0, bytes: 0 };
      const over = (): boolean => entries > limits.entries || bytes > limits.bytes;
      for (const { rowid, size } of over() ? leastUsed.all(SLICE) : []) {
        if (!over()) break;
        remove.run(rowid);
        entries -= 1;
        bytes -= size;
      }
      return expired === SLICE || over();
    },
  };
}
