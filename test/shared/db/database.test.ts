import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openDatabase, write } from '../../../shared/db/database.ts';
import { explainDatabaseError } from '../../../shared/db/explain.ts';
import { lazyDatabase } from '../../../shared/db/lazy-database.ts';
import type { Migration } from '../../../shared/db/migrate.ts';
import { IzaError } from '../../../shared/mcp/errors.ts';
import { NOON, testClock } from '../../clock.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const OPTIONS = { durability: 'full', clock: testClock() } as const;
const ONE: Migration[] = [{ version: 1, sql: 'CREATE TABLE thing (name TEXT NOT NULL UNIQUE) STRICT' }];
const TWO: Migration[] = [
  ...ONE,
  { version: 2, up: (db, clock) => db.prepare('INSERT INTO thing VALUES (?)').run(`made ${clock.now()}`) },
];

async function opened(file: string, migrations = ONE, durability: 'full' | 'normal' = 'full') {
  const db = await openDatabase(file, migrations, { ...OPTIONS, durability });
  onTestFinished(() => {
    db.close();
  });
  return db;
}

const names = (db: Awaited<ReturnType<typeof opened>>) =>
  db.prepare('SELECT name FROM thing ORDER BY name').pluck().all();

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('opening', () => {
  test('makes a private folder and file', async () => {
    const folder = join(await temporaryFolder(), 'data');
    const file = join(folder, 'x.db');
    const db = await opened(file);
    db.exec("INSERT INTO thing VALUES ('a')");
    const modes = await Promise.all(
      [folder, file, `${file}-wal`].map(async (path) => (await stat(path)).mode & 0o777),
    );
    expect(modes).toEqual([0o700, 0o600, 0o600]);
  });

  test.each([
    ['full', 2],
    ['normal', 1],
  ] as const)('sets the file up for sharing, durability %s', async (durability, synchronous) => {
    const db = await opened(join(await temporaryFolder(), 'x.db'), ONE, durability);
    const pragma = (name: string) => db.pragma(name, { simple: true });
    expect({
      journal: pragma('journal_mode'),
      busy: pragma('busy_timeout'),
      keys: pragma('foreign_keys'),
      synchronous: pragma('synchronous'),
      limit: pragma('journal_size_limit'),
      erase: pragma('secure_delete'),
      trusted: pragma('trusted_schema'),
    }).toEqual({
      journal: 'wal',
      busy: 10_000,
      keys: 1,
      synchronous,
      limit: 67_108_864,
      erase: 1,
      trusted: 0,
    });
  });

  test('applies only the migrations that are missing', async () => {
    const file = join(await temporaryFolder(), 'x.db');
    const first = await opened(file, ONE);
    write(first, () => first.exec("INSERT INTO thing VALUES ('kept')"));
    const second = await opened(file, TWO);
    expect(names(second)).toEqual(['kept', `made ${NOON}`]);
    expect(names(await opened(file, TWO))).toEqual(['kept', `made ${NOON}`]);
    expect(second.pragma('user_version', { simple: true })).toBe(2);
  });

  test('a migration that fails leaves nothing of itself', async () => {
    const file = join(await temporaryFolder(), 'x.db');
    const broken: Migration[] = [
      ...ONE,
      { version: 2, sql: "INSERT INTO thing VALUES ('half'); SELECT nonsense" },
    ];
    expect(await failure(openDatabase(file, broken, OPTIONS))).toMatchObject({ code: 'SQLITE_ERROR' });
    const db = await opened(file, ONE);
    expect(names(db)).toEqual([]);
    expect(db.pragma('user_version', { simple: true })).toBe(1);
  });

  test('wrongly numbered migrations are a mistake of the program', async () => {
    const file = join(await temporaryFolder(), 'x.db');
    const gap = [...ONE, { version: 3, sql: 'SELECT 1' }];
    expect(await failure(openDatabase(file, gap, OPTIONS))).toBeInstanceOf(RangeError);
  });

  test('a database of a newer version is refused and not touched', async () => {
    const file = join(await temporaryFolder(), 'x.db');
    const newer = await openDatabase(file, TWO, OPTIONS);
    newer.close();
    const before = await readFile(file);
    const error = await failure(openDatabase(file, ONE, OPTIONS));
    expect(error).toBeInstanceOf(IzaError);
    expect(error).toMatchObject({
      code: 'VERSION_MISMATCH',
      details: { why: 'Its schema is version 2; this program knows versions up to 1.' },
    });
    expect(await readFile(file)).toEqual(before);
    expect(await readdir(join(file, '..'))).toEqual(['x.db']);
  });

  test('many at once make one database', async () => {
    const file = join(await temporaryFolder(), 'x.db');
    const all = await Promise.all(Array.from({ length: 8 }, () => opened(file, TWO)));
    expect(all.map(names)).toEqual(Array(8).fill([`made ${NOON}`]));
  });
});

describe('write', () => {
  test('keeps all or nothing, and calls inside join', async () => {
    const db = await opened(join(await temporaryFolder(), 'x.db'));
    const add = (name: string) => write(db, () => db.prepare('INSERT INTO thing VALUES (?)').run(name));
    expect(() =>
      write(db, () => {
        add('a');
        add('b');
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect(names(db)).toEqual([]);
    write(db, () => {
      add('a');
      expect(() => write(db, () => [add('b'), add('a')])).toThrow('UNIQUE');
      add('c');
    });
    expect(names(db)).toEqual(['a', 'c']);
  });
});

describe('errors', () => {
  const explained = async (promise: Promise<unknown>) => explainDatabaseError(await failure(promise))?.code;

  test('of the file system', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'file');
    await writeFile(file, 'not a database, but long enough to look like one '.repeat(30));
    expect(await explained(openDatabase(join(file, 'x.db'), ONE, OPTIONS))).toBe('READ_ONLY');
    expect(await explained(openDatabase(file, ONE, OPTIONS))).toBe('UNAVAILABLE');
    await mkdir(join(folder, 'folder'));
    expect(await explained(openDatabase(join(folder, 'folder'), ONE, OPTIONS))).toBe('READ_ONLY');
  });

  test('of a full disk, after which nothing of the transaction is there', async () => {
    const db = await opened(join(await temporaryFolder(), 'x.db'));
    db.pragma('max_page_count = 10');
    const fill = () =>
      write(db, () => {
        for (let i = 0; i < 100; i++) db.prepare('INSERT INTO thing VALUES (?)').run(`${i}`.repeat(2000));
      });
    const error = await failure((async () => fill())());
    expect(explainDatabaseError(error)).toMatchObject({ code: 'DISK_FULL', details: { cause: error } });
    expect(names(db)).toEqual([]);
  });

  test('of a database that may only be read', async () => {
    const db = await opened(join(await temporaryFolder(), 'x.db'));
    db.pragma('query_only = ON');
    const error = await failure((async () => write(db, () => db.exec("INSERT INTO thing VALUES ('a')")))());
    expect(explainDatabaseError(error)?.code).toBe('READ_ONLY');
  });

  test.each([
    ['SQLITE_BUSY_SNAPSHOT', 'UNAVAILABLE'],
    ['SQLITE_CORRUPT_VTAB', 'UNAVAILABLE'],
    ['SQLITE_IOERR_READ', 'UNAVAILABLE'],
    ['SQLITE_CANTOPEN', 'READ_ONLY'],
    ['ENOSPC', 'DISK_FULL'],
    ['EROFS', 'READ_ONLY'],
    ['SQLITE_CONSTRAINT_UNIQUE', undefined],
    [undefined, undefined],
  ])('%s is %s', (code, expected) => {
    expect(explainDatabaseError(Object.assign(new Error('secret'), { code }))?.code).toBe(expected);
  });

  test('of a program that may not be started is not of the data', () => {
    const error = Object.assign(new Error('spawn x EACCES'), { code: 'EACCES', syscall: 'spawn x' });
    expect(explainDatabaseError(error)).toBe(undefined);
  });
});

describe('lazy', () => {
  test('opens once for all who ask, and again after a failure', async () => {
    const file = join(await temporaryFolder(), 'x.db');
    let openings = 0;
    const lazy = lazyDatabase(() => {
      openings++;
      if (openings === 1) throw new Error('full');
      return openDatabase(file, ONE, OPTIONS);
    });
    expect(lazy.opened).toBe(false);
    await expect(lazy.get()).rejects.toThrow('full');
    const [a, b] = await Promise.all([lazy.get(), lazy.get()]);
    expect(a).toBe(b);
    expect(openings).toBe(2);
    await lazy.close();
    expect(a?.open).toBe(false);
    await expect(lazy.get()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
