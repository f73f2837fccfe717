import type { Clock } from '../../clock.ts';
import { type Database, write } from '../../db/database.ts';
import type { LazyDatabase } from '../../db/lazy-database.ts';
import { fromBlob, toBlob } from '../blob.ts';
import type { EmbeddingCache } from '../cache.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

export interface SqliteCacheOptions {
  /** A database with EMBEDDING_MIGRATIONS, shared by all processes. */
  database: LazyDatabase;
  clock: Clock;
  /** Past this many, those that were not used for longest go; 100,000 unless said (400 MB of 1,024 numbers each). */
  maxEntries?: number;
}

/** Keeps vectors in a file, as 32-bit floats in little-endian order. What cannot be read counts as not there. */
export function createSqliteCache({
  database,
  clock,
  maxEntries = 100_000,
}: SqliteCacheOptions): EmbeddingCache {
  const today = () => Math.floor(clock.now() / DAY_MS);
  return {
    async get(keys) {
      const db = await database.get();
      const rows = db
        .prepare<[string], { key: string; vector: Buffer; day: number }>(
          `SELECT key, vector, used_day AS day FROM embedding WHERE key IN (SELECT value FROM json_each(?))`,
        )
        .all(JSON.stringify(keys));
      const day = today();
      const stale = rows.filter((row) => row.day < day).map(({ key }) => key);
      if (stale.length > 0) {
        db.prepare('UPDATE embedding SET used_day = ? WHERE key IN (SELECT value FROM json_each(?))').run(
          day,
          JSON.stringify(stale),
        );
      }
      return new Map(
        rows.flatMap(({ key, vector: blob }): [string, Float32Array][] => {
          const vector = fromBlob(blob);
          return vector ? [[key, vector]] : [];
        }),
      );
    },
    async put(vectors) {
      if (vectors.size === 0) return;
      const db = await database.get();
      const day = today();
      write(db, () => {
        const insert = db.prepare(
          `INSERT INTO embedding (key, vector, used_day) VALUES (?, ?, ?)
           ON CONFLICT (key) DO UPDATE SET vector = excluded.vector, used_day = excluded.used_day`,
        );
        for (const [key, vector] of vectors) insert.run(key, toBlob(vector), day);
        prune(db, maxEntries);
      });
    },
  };
}

function prune(db: Database, maxEntries: number): void {
  db.prepare(
    `DELETE FROM embedding WHERE key IN
       (SELECT key FROM embedding ORDER BY used_day DESC, key LIMIT -1 OFFSET ?)`,
  ).run(maxEntries);
}
