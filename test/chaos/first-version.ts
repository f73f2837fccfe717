import { MEMORY_MIGRATIONS } from '../../servers/memory/store/migrations.ts';
import { systemClock } from '../../shared/clock.ts';
import { type Database, openDatabase } from '../../shared/db/database.ts';

const AT = Date.UTC(2026, 0, 1);
const OPTIONS = { durability: 'full', clock: systemClock } as const;

/** A memory as the first version kept it, with its tags and sources. */
interface Kept {
  id: string;
  scope: string;
  kind: string;
  text: string;
  status: string;
  at: number;
  tags: string[];
  titles: string[];
}

function kept(n: number): Kept {
  return {
    id: `memory-${String(n).padStart(6, '0')}`,
    scope: n % 3 === 0 ? 'project:a' : 'user',
    kind: n % 2 === 0 ? 'fact' : 'note',
    text: `Memory ${n} of the harbour, ${'told at some length '.repeat(n % 12)}😀`,
    status: n % 10 === 0 ? 'retracted' : 'active',
    at: AT + n * 1_000,
    tags: n % 4 === 0 ? ['b', 'a'] : [],
    titles: n % 5 === 0 ? ['Mail', 'Letter'] : ['Mail'],
  };
}

/** Writes a database by migration 1 alone, with so many memories. */
export async function writeFirstVersion(file: string, memories: number): Promise<void> {
  const db = await openDatabase(file, MEMORY_MIGRATIONS.slice(0, 1), OPTIONS);
  db.transaction(() => {
    const scope = db.prepare('INSERT INTO scope (id, name) VALUES (?, ?)');
    for (const [index, name] of ['user', 'project:a'].entries()) scope.run(index + 1, name);
    const memory = db.prepare(
      'INSERT INTO memory (id, scope_id, kind, text, fingerprint, status, at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    const tag = db.prepare('INSERT INTO tag (memory_seq, name) VALUES (?, ?)');
    const source = db.prepare('INSERT INTO source (memory_seq, title, at) VALUES (?, ?, ?)');
    for (let n = 0; n < memories; n++) {
      const { id, scope: name, kind, text, status, at, tags, titles } = kept(n);
      const added = memory.run(id, name === 'user' ? 1 : 2, kind, text, text, status, at);
      for (const each of tags) tag.run(added.lastInsertRowid, each);
      for (const title of titles) source.run(added.lastInsertRowid, title, at);
    }
  })();
  db.close();
}

/** What is wrong with a database that was written by `writeFirstVersion` and migrated since; nothing, if all is well. */
export async function faultsOf(file: string, memories: number): Promise<string[]> {
  const db = await openDatabase(file, MEMORY_MIGRATIONS, OPTIONS);
  try {
    return [...damageOf(db), ...lossesOf(db, memories)];
  } finally {
    db.close();
  }
}

function damageOf(db: Database): string[] {
  const integrity = String(db.pragma('integrity_check', { simple: true }));
  const orphans = (db.pragma('foreign_key_check') as unknown[]).length;
  // Rank 1 compares with the content too: https://sqlite.org/fts5.html#the_integrity_check_command
  db.exec("INSERT INTO memory_words (memory_words, rank) VALUES ('integrity-check', 1)");
  const old = db
    .prepare("SELECT name FROM sqlite_schema WHERE name LIKE 'old\\_%' ESCAPE '\\'")
    .pluck()
    .all();
  return [
    ...(integrity === 'ok' ? [] : [integrity]),
    ...(orphans === 0 ? [] : [`${orphans} rows refer to nothing`]),
    ...old.map((name) => `${name} is still there`),
  ];
}

function lossesOf(db: Database, memories: number): string[] {
  const rows = db
    .prepare<[], { [K in keyof Kept]: string | number } & { operations: number }>(
      `SELECT m.id, s.name AS scope, m.kind, m.text, m.status, m.created_at AS at, m.tags,
         (SELECT json_group_array(title) FROM (SELECT title FROM source WHERE memory_id = m.id ORDER BY id)) AS titles,
         (SELECT count(*) FROM operation o WHERE o.memory_id = m.id AND o.to_seq = m.seq) AS operations
       FROM memory m JOIN scope s ON s.id = m.scope_id ORDER BY m.seq`,
    )
    .all();
  const wrong = rows.flatMap(({ tags, titles, ...row }, n) => {
    const found = JSON.stringify({ ...row, tags: JSON.parse(`${tags}`), titles: JSON.parse(`${titles}`) });
    const { tags: given, titles: from, ...rest } = kept(n);
    const wanted = JSON.stringify({ ...rest, operations: 1, tags: given.toSorted(), titles: from });
    return found === wanted ? [] : [`${found} instead of ${wanted}`];
  });
  return rows.length === memories ? wrong : [`${rows.length} memories instead of ${memories}`, ...wrong];
}
