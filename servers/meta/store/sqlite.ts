import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../../shared/clock.ts';
import { type Durability, openDatabase, write } from '../../../shared/db/database.ts';
import { lazyDatabase } from '../../../shared/db/lazy-database.ts';
import type { Migration } from '../../../shared/db/migrate.ts';
import type { Logger } from '../../../shared/log.ts';
import type { ServerStore } from './store.ts';

/** The file in the data folder that holds what the gateway remembers. */
const META_FILE = 'meta.db';

const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    sql: 'CREATE TABLE disabled_server (name TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT;',
  },
];

export interface ServerStoreOptions {
  home: string;
  durability: Durability;
  clock: Clock;
  log: Logger;
}

/** Keeps which servers are disabled in `meta.db`. The file is made when the first one is. */
export function createServerStore({ home, durability, clock, log }: ServerStoreOptions): ServerStore {
  const file = join(home, META_FILE);
  const database = lazyDatabase(() => openDatabase(file, MIGRATIONS, { durability, clock, log }));
  return {
    async disabled() {
      if (!existsSync(file)) return new Set();
      const db = await database.get();
      const names = db.prepare<[], string>('SELECT name FROM disabled_server').pluck().all();
      return new Set(names);
    },
    async setEnabled(server, enabled) {
      const db = await database.get();
      write(db, () => {
        if (enabled) db.prepare('DELETE FROM disabled_server WHERE name = ?').run(server);
        else db.prepare('INSERT OR IGNORE INTO disabled_server VALUES (?, ?)').run(server, clock.now());
      });
    },
    close: () => database.close(),
  };
}
