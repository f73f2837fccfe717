import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { checkDatabases } from '../../../cli/doctor/databases.ts';
import { checkNode, checkSqlite } from '../../../cli/doctor/runtime.ts';
import { withFolder } from '../context.ts';

test('every database is opened and read through', async () => {
  await withFolder(async (home) => {
    const db = new Sqlite(join(home, 'memory.db'));
    db.pragma('journal_mode = WAL');
    db.exec('CREATE TABLE a(x TEXT) STRICT');
    db.pragma('user_version = 3');
    await writeFile(join(home, 'settings.json'), '{}');
    // While a server has it open, too.
    expect(await checkDatabases(home)).toEqual([
      {
        id: 'database.memory.db',
        group: 'Databases',
        title: 'memory.db',
        status: 'ok',
        seen: 'schema version 3, every page sound',
      },
    ]);
    db.close();
  });
});

test('damage is told, and the other databases are still looked at', async () => {
  await withFolder(async (home) => {
    const damaged = join(home, 'damaged.sqlite');
    const db = new Sqlite(damaged);
    db.exec('CREATE TABLE a(x TEXT); CREATE INDEX i ON a(x)');
    const insert = db.prepare('INSERT INTO a VALUES (?)');
    for (let i = 0; i < 500; i += 1) insert.run(`${i}`.padStart(100, '.'));
    db.close();
    const bytes = await readFile(damaged);
    bytes.fill(0xff, 4096 * 3, 4096 * 4);
    await writeFile(damaged, bytes);
    await writeFile(join(home, 'meta.db'), 'this is text');
    const checks = await checkDatabases(home);
    expect(checks.map(({ title, status }) => [title, status])).toEqual([
      ['damaged.sqlite', 'fail'],
      ['meta.db', 'fail'],
    ]);
    expect(checks[1]?.seen).toBe('damaged, or not a database');
    expect(checks[1]?.mend).toBe(
      `Keep a copy of ${home}, stop every program that uses it, and restore meta.db from a backup.`,
    );
  });
});

test('a folder that is not there has no databases', async () => {
  expect(await checkDatabases('/nowhere/at/all')).toEqual([]);
});

test('SQLite loads with full-text search', async () => {
  expect(await checkSqlite()).toMatchObject({ status: 'ok', seen: 'loads, with full-text search (FTS5)' });
});

test.each([
  ['22.18.0', 'ok'],
  ['24.21.0', 'ok'],
  ['22.17.9', 'fail'],
  ['20.20.2', 'fail'],
])('Node %s is %s', (nodeVersion, status) => {
  expect(checkNode({ nodeVersion, nodePath: '/n' })).toMatchObject({ status, seen: `${nodeVersion} (/n)` });
});
