import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { MEMORY_MIGRATIONS } from '../../../servers/memory/store/migrations.ts';
import { createSqliteMemoryStore } from '../../../servers/memory/store/sqlite.ts';
import { openDatabase } from '../../../shared/db/database.ts';
import { lazyDatabase } from '../../../shared/db/lazy-database.ts';
import { testClock } from '../../clock.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { memory, testMemoryStore } from './store-contract.ts';

const clock = testClock();

async function openSqlite() {
  const folder = await temporaryFolder();
  const connect = () => {
    const db = lazyDatabase(() =>
      openDatabase(join(folder, 'memory.db'), MEMORY_MIGRATIONS, { durability: 'normal', clock }),
    );
    const store = createSqliteMemoryStore(db, clock);
    onTestFinished(() => store.close());
    return { store, db };
  };
  return { folder, ...connect(), reopen: () => connect().store, connect };
}

testMemoryStore(openSqlite);

test('the word index agrees with the table after every kind of change', async () => {
  const { store, db } = await openSqlite();
  const batch = Array.from({ length: 30 }, (_, n) => memory(`text ${n} ${'word '.repeat(n)}`));
  await store.add('user', batch, undefined);
  const ids = batch.map(({ id }) => id);
  await store.forget(ids.slice(0, 10), 'retract', undefined, undefined);
  await store.forget(ids.slice(5, 20), 'purge', undefined, undefined);
  const opened = await db.get();
  // rank 1 compares with the content table too: https://sqlite.org/fts5.html#the_integrity_check_command
  opened.exec("INSERT INTO memory_words (memory_words, rank) VALUES ('integrity-check', 1)");
  expect(opened.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(opened.prepare('SELECT count(*) FROM memory_words').pluck().get()).toBe(10);
});

test('a purge leaves no byte of the text, its sources or its words on the disk', async () => {
  const { folder, store } = await openSqlite();
  const secret = (name: string) => `${name}${randomBytes(6).toString('hex')}`;
  const words = {
    text: secret('zanzibar'),
    other: secret('quokka'),
    title: secret('title'),
    quote: secret('quote'),
    tag: secret('tag'),
  };
  const around = (from: number) =>
    Array.from({ length: 100 }, (_, n) =>
      memory(`common filler ${from + n} ${'lorem ipsum '.repeat(n % 40)}`),
    );
  const long = memory(`${words.text} ${'x'.repeat(9000)} ${words.other}`, {
    tags: [words.tag],
    provenance: { title: words.title, quote: words.quote, at: 1 },
  });
  await store.add('user', around(0), undefined);
  await store.add('user', [long, memory(`${words.other} again`)], undefined);
  await store.add('user', around(100), undefined);
  const found = await store.search({
    words: [words.other],
    scopes: ['user'],
    seen: [],
    limit: 5,
    sourceLimit: 1,
  });
  expect(found.total).toBe(2);
  await store.forget(
    found.items.map(({ id }) => id),
    'purge',
    undefined,
    undefined,
  );
  expect(await store.scrub()).toBe(true);
  const files = await readdir(folder);
  expect(files.sort()).toEqual(['memory.db', 'memory.db-shm', 'memory.db-wal']);
  for (const file of files) {
    const bytes = await readFile(join(folder, file));
    const left = Object.values(words).filter(
      (word) => bytes.includes(word) || bytes.includes(word.slice(2, 12)),
    );
    expect([file, left]).toEqual([file, []]);
  }
});

test('a scrub that a reader hinders says so and is made up for at the end', async () => {
  const { folder, store, connect } = await openSqlite();
  const word = `zanzibar${randomBytes(6).toString('hex')}`;
  const doomed = memory(word);
  await store.add('user', [doomed], undefined);
  const reader = await connect().db.get();
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM memory').get();
  await store.forget([doomed.id], 'purge', undefined, undefined);
  expect(await store.scrub()).toBe(false);
  reader.exec('COMMIT');
  await store.close();
  for (const file of await readdir(folder)) {
    expect([file, (await readFile(join(folder, file))).includes(word)]).toEqual([file, false]);
  }
});
