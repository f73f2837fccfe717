import type { Clock } from '../../../shared/clock.ts';
import type { Database } from '../../../shared/db/database.ts';
import type { LazyDatabase } from '../../../shared/db/lazy-database.ts';
import { once } from '../../../shared/db/receipt.ts';
import type { MemoryKind, Provenance } from '../memory.ts';
import { searchMemories } from './sqlite-search.ts';
import type { AddedMemory, Forgotten, MemoryStore, NewMemory } from './store.ts';

/** How long a scrub waits for readers of other processes; a call is waiting for it. */
const SCRUB_WAIT_MS = 1_000;

/** Memories in a SQLite database that several processes share. It is opened at the first call. */
export function createSqliteMemoryStore(lazy: LazyDatabase, clock: Clock): MemoryStore {
  let unscrubbed = false;
  return {
    async add(scope, items, receipt) {
      const db = await lazy.get();
      return once(db, clock, receipt, () => {
        const scopeId = scopeIdOf(db, scope);
        return items.map((item) => addOne(db, scopeId, item));
      });
    },

    async search(search) {
      const db = await lazy.get();
      // One transaction, so that the page, its total and its sources are of one moment.
      return db.transaction(() => searchMemories(db, search)).deferred();
    },

    async peek(ids, scope) {
      const db = await lazy.get();
      return db
        .prepare<[{ ids: string; scope: string | null }], { id: string; text: string }>(
          `SELECT m.id, m.text FROM json_each(@ids) AS wanted JOIN memory m ON m.id = wanted.value
           JOIN scope s ON s.id = m.scope_id WHERE @scope IS NULL OR s.name = @scope ORDER BY wanted.key`,
        )
        .all({ ids: JSON.stringify(ids), scope: scope ?? null });
    },

    async forget(ids, mode, scope, receipt) {
      const db = await lazy.get();
      const result = once(db, clock, receipt, () => {
        const found = new Map(seqsOf(db, ids, scope));
        const statement =
          mode === 'purge'
            ? db.prepare('DELETE FROM memory WHERE seq = ?')
            : db.prepare(
                "UPDATE memory SET status = 'retracted', retracted_at = ? WHERE seq = ? AND status = 'active'",
              );
        for (const seq of found.values()) {
          if (mode === 'purge') statement.run(seq);
          else statement.run(clock.now(), seq);
        }
        const split: Forgotten = { forgotten: [], missing: [] };
        for (const id of ids) split[found.has(id) ? 'forgotten' : 'missing'].push(id);
        return split;
      });
      if (mode === 'purge') unscrubbed = true;
      return result;
    },

    async scrub() {
      const db = await lazy.get();
      unscrubbed = !truncateLog(db);
      return !unscrubbed;
    },

    async close() {
      if (unscrubbed && lazy.opened) truncateLog(await lazy.get());
      await lazy.close();
    },
  };
}

/** Moves the write-ahead log into the database, where deleted bytes are zeroed, and empties it. */
function truncateLog(db: Database): boolean {
  const patience = db.pragma('busy_timeout', { simple: true });
  db.pragma(`busy_timeout = ${SCRUB_WAIT_MS}`);
  try {
    return db.pragma('wal_checkpoint(TRUNCATE)', { simple: true }) === 0;
  } finally {
    db.pragma(`busy_timeout = ${patience}`);
  }
}

function scopeIdOf(db: Database, name: string): number {
  db.prepare('INSERT INTO scope (name) VALUES (?) ON CONFLICT DO NOTHING').run(name);
  const row = db.prepare<[string], { id: number }>('SELECT id FROM scope WHERE name = ?').get(name);
  if (!row) throw new Error('a scope that was just added is not there');
  return row.id;
}

function addOne(db: Database, scopeId: number, item: NewMemory): AddedMemory {
  const known = db
    .prepare<[number, string], { seq: number; id: string; kind: MemoryKind }>(
      "SELECT seq, id, kind FROM memory WHERE scope_id = ? AND fingerprint = ? AND status = 'active'",
    )
    .get(scopeId, item.fingerprint);
  const seq = known?.seq ?? insertMemory(db, scopeId, item);
  for (const tag of item.tags) {
    db.prepare('INSERT INTO tag (memory_seq, name) VALUES (?, ?) ON CONFLICT DO NOTHING').run(seq, tag);
  }
  addProvenance(db, seq, item.provenance);
  return known
    ? { id: known.id, status: 'duplicate', kind: known.kind }
    : { id: item.id, status: 'new', kind: item.kind };
}

function insertMemory(db: Database, scopeId: number, { id, kind, text, fingerprint, provenance }: NewMemory) {
  return db
    .prepare('INSERT INTO memory (id, scope_id, kind, text, fingerprint, at) VALUES (?, ?, ?, ?, ?, ?)')
    .run(id, scopeId, kind, text, fingerprint, provenance.at).lastInsertRowid;
}

/** The same client telling the same from the same source again is no further evidence. */
function addProvenance(
  db: Database,
  seq: number | bigint,
  { title, uri, quote, client, at }: Provenance,
): void {
  db.prepare(
    `INSERT INTO source (memory_seq, title, uri, quote, client, at)
     SELECT @seq, @title, @uri, @quote, @client, @at
     WHERE NOT EXISTS (
       SELECT 1 FROM source WHERE memory_seq = @seq
         AND title IS @title AND uri IS @uri AND quote IS @quote AND client IS @client
     )`,
  ).run({ seq, title: title ?? null, uri: uri ?? null, quote: quote ?? null, client: client ?? null, at });
}

function seqsOf(
  db: Database,
  ids: readonly string[],
  scope: string | undefined,
): [id: string, seq: number][] {
  return db
    .prepare<[{ ids: string; scope: string | null }], { id: string; seq: number }>(
      `SELECT m.id, m.seq FROM memory m JOIN scope s ON s.id = m.scope_id
       WHERE m.id IN (SELECT value FROM json_each(@ids)) AND (@scope IS NULL OR s.name = @scope)`,
    )
    .all({ ids: JSON.stringify(ids), scope: scope ?? null })
    .map(({ id, seq }) => [id, seq]);
}
