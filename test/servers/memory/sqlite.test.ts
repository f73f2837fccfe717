import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { MEMORY_MIGRATIONS } from '../../../servers/memory/store/migrations.ts';
import { createSqliteMemoryStore } from '../../../servers/memory/store/sqlite.ts';
import type { MemoryStore } from '../../../servers/memory/store/store.ts';
import { type Database, openDatabase } from '../../../shared/db/database.ts';
import { lazyDatabase } from '../../../shared/db/lazy-database.ts';
import { createIds } from '../../../shared/ids.ts';
import { testClock } from '../../clock.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { content, found, ORIGIN, put, revise, testMemoryStore } from './store-contract.ts';

async function openSqlite(given?: string) {
  const folder = given ?? (await temporaryFolder());
  const clock = testClock();
  const connect = () => {
    const db = lazyDatabase(() =>
      openDatabase(join(folder, 'memory.db'), MEMORY_MIGRATIONS, { durability: 'normal', clock }),
    );
    const store = createSqliteMemoryStore(db, clock, createIds(clock));
    onTestFinished(() => store.close());
    return { store, db };
  };
  return { folder, clock, ...connect(), reopen: () => connect().store, connect };
}

testMemoryStore(openSqlite);

/** Fails when the word index, its vocabulary or the file disagree with the table. */
function checkWhole(db: Database): void {
  // rank 1 compares with the content table too: https://sqlite.org/fts5.html#the_integrity_check_command
  db.exec("INSERT INTO memory_words (memory_words, rank) VALUES ('integrity-check', 1)");
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(db.pragma('foreign_key_check')).toEqual([]);
}

function erase(store: MemoryStore, id: string, how: 'purge' | 'redact'): Promise<void> {
  return store.change(ORIGIN, (change) => {
    const memory = change.current(id);
    if (memory && how === 'purge') change.purge(memory);
    else if (memory) change.redact(memory, '[redacted]', id);
  });
}

test('the word index agrees with the table after every kind of change', async () => {
  const { store, db } = await openSqlite();
  for (let n = 0; n < 30; n++) await put(store, `m${n}`, `text ${n} ${'word '.repeat(n)}`);
  await put(store, 'sealed', content('', { sealed: Buffer.from('x') }));
  await put(store, 'sealed too', content('', { sealed: Buffer.from('y') }));
  checkWhole(await db.get());
  for (let n = 0; n < 15; n++) await revise(store, `m${n}`, { text: `revised ${n}` });
  for (let n = 5; n < 10; n++) await revise(store, `m${n}`, { status: 'retracted' });
  for (let n = 8; n < 20; n++) await erase(store, `m${n}`, 'purge');
  for (let n = 0; n < 7; n++) await erase(store, `m${n}`, 'redact');
  checkWhole(await db.get());
  await erase(store, 'sealed', 'purge');
  await erase(store, 'sealed too', 'redact');
  checkWhole(await db.get());
  expect(await found(store, {}, ['revised'])).toEqual([]);
  expect(await found(store, { statuses: ['retracted'] }, ['revised'])).toEqual(['m7']);
  expect(await found(store, {}, ['text'])).toHaveLength(10);
  expect(await found(store, {}, ['redacted'])).toHaveLength(6);
});

test('a purge leaves no byte of a memory, of what it is about or of its words on the disk', async () => {
  const { folder, store, db } = await openSqlite();
  const secret = (name: string) => `${name}${randomBytes(6).toString('hex')}`;
  const of = (...names: string[]) => Object.fromEntries(names.map((name) => [name, secret(name)]));
  const words = of('text', 'other', 'earlier', 'key', 'subject', 'predicate', 'object', 'data', 'tag');
  const beside = of(
    'title',
    'quote',
    'uri',
    'message',
    'entity',
    'alias',
    'reason',
    'speaker',
    'type',
    'sealed',
  );
  const fillers = async (from: number) => {
    for (let n = from; n < from + 100; n++)
      await put(store, `f${n}`, `common filler ${n} ${'lorem ipsum '.repeat(n % 40)}`);
  };
  await fillers(0);
  const { key, subject, predicate, object, data, tag } = words;
  const named = { key, subject, predicate, object, data: { [`${data}`]: [data] }, tags: [`${tag}`] };
  const { speaker, sealed } = beside;
  await put(
    store,
    'm1',
    content(`${words.earlier} was it`, { ...named, speaker, sealed: Buffer.from(`${sealed}`) } as object),
  );
  await fillers(100);
  await revise(store, 'm1', {
    text: `${words.text} ${'x'.repeat(9_000)} ${words.other}`,
    ...named,
  } as object);
  await put(store, 'm2', 'stays, about Ada');
  await store.change(ORIGIN, (change) => {
    const memory = change.current('m1');
    const { title, quote, uri, message } = beside;
    if (memory) change.addSource(memory, { title, quote, uri, message, at: 1 } as { at: number });
    const entity = change.saveEntity('user', `${beside.entity}`, `${beside.entity}`, beside.type);
    change.addAlias(entity.id, `${beside.alias}`, `${beside.alias}`);
    const ada = change.saveEntity('user', 'Ada', 'ada');
    for (const each of [entity, ada]) change.link('m1', each.id);
    change.link('m2', ada.id);
    change.addConflict({ id: 'c', scope: 'user', reason: `${beside.reason}`, older: 'm2', newer: 'm1' });
  });
  await fillers(200);
  (await db.get()).pragma('wal_checkpoint(TRUNCATE)');
  const all = Object.values({ ...words, ...beside });
  const file = await readFile(join(folder, 'memory.db'));
  expect(all.filter((word) => !file.includes(word))).toEqual([]);

  await erase(store, 'm1', 'purge');
  expect(await store.scrub()).toBe(true);
  const files = await readdir(folder);
  expect(files.sort()).toEqual(['memory.db', 'memory.db-shm', 'memory.db-wal']);
  for (const name of files) {
    const bytes = await readFile(join(folder, name));
    expect([name, all.filter((word) => bytes.includes(word) || bytes.includes(word.slice(-12)))]).toEqual([
      name,
      [],
    ]);
  }
  expect(await store.read((view) => view.about('m2').map(({ name }) => name))).toEqual(['Ada']);
  checkWhole(await db.get());
});

test('a scrub that a reader hinders says so and is made up for at the end', async () => {
  const { folder, store, connect } = await openSqlite();
  const word = `zanzibar${randomBytes(6).toString('hex')}`;
  await put(store, 'm1', word);
  const reader = await connect().db.get();
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM memory').get();
  await erase(store, 'm1', 'purge');
  expect(await store.scrub()).toBe(false);
  reader.exec('COMMIT');
  await store.close();
  for (const file of await readdir(folder)) {
    expect([file, (await readFile(join(folder, file))).includes(word)]).toEqual([file, false]);
  }
});

test('memories of the first version are there in the second, as they were', async () => {
  const folder = await temporaryFolder();
  const clock = testClock();
  const first = MEMORY_MIGRATIONS.slice(0, 1);
  const old = await openDatabase(join(folder, 'memory.db'), first, { durability: 'normal', clock });
  old.exec(`
    INSERT INTO scope (id, name) VALUES (1, 'user'), (2, 'project:p');
    INSERT INTO memory (seq, id, scope_id, kind, text, fingerprint, status, at, retracted_at) VALUES
      (2, 'm2', 1, 'preference', 'Ada likes tea', 'f2', 'active', 1000, NULL),
      (5, 'm5', 2, 'note', 'Running late', 'f5', 'active', 2000, NULL),
      (7, 'm7', 1, 'task', 'Buy milk', 'f7', 'retracted', 3000, 4000);
    INSERT INTO tag (memory_seq, name) VALUES (2, 'z'), (2, 'a'), (7, 'shop');
    INSERT INTO source (id, memory_seq, title, uri, quote, client, at) VALUES
      (1, 2, 'Letter', 'file:///l', 'tea, please', 'c 1', 1000),
      (2, 2, NULL, NULL, NULL, 'c 2', 1500),
      (3, 7, NULL, NULL, NULL, NULL, 3000);
    INSERT INTO receipt (tool, key, input_hash, value, at) VALUES ('remember', 'k', 'h', '{"kept":true}', ${clock.now()});
  `);
  old.close();

  const { store, db } = await openSqlite(folder);
  const same = { version: 1, importance: 0.5, sensitivity: 1, trust: 4, pinned: false };
  await store.read((view) => {
    expect(view.bySeq([2, 5, 7])).toStrictEqual([
      {
        ...same,
        seq: 2,
        id: 'm2',
        scope: 'user',
        kind: 'preference',
        text: 'Ada likes tea',
        fingerprint: 'f2',
        tags: ['a', 'z'],
        createdAt: 1000,
        recordedAt: 1000,
        status: 'active',
      },
      {
        ...same,
        seq: 5,
        id: 'm5',
        scope: 'project:p',
        kind: 'note',
        text: 'Running late',
        fingerprint: 'f5',
        tags: [],
        createdAt: 2000,
        recordedAt: 2000,
        status: 'active',
      },
      {
        ...same,
        seq: 7,
        id: 'm7',
        scope: 'user',
        kind: 'task',
        text: 'Buy milk',
        fingerprint: 'f7',
        tags: ['shop'],
        createdAt: 3000,
        recordedAt: 3000,
        status: 'retracted',
      },
    ]);
    expect(view.sources('m2', 5)).toStrictEqual({
      items: [
        { title: 'Letter', uri: 'file:///l', quote: 'tea, please', client: 'c 1', at: 1000 },
        { client: 'c 2', at: 1500 },
      ],
      total: 2,
    });
    expect(view.sources('m7', 5)).toStrictEqual({ items: [{ at: 3000 }], total: 1 });
    expect(view.operations(0, 10).map(({ memory, action, at, to }) => [memory, action, at, to])).toEqual([
      ['m2', 'add', 1000, 2],
      ['m5', 'add', 2000, 5],
      ['m7', 'add', 3000, 7],
    ]);
    expect(view.scopes()).toEqual([
      { scope: 'project:p', generation: 0, memories: 1, messages: 0 },
      { scope: 'user', generation: 0, memories: 1, messages: 0 },
    ]);
  });
  expect(await found(store, {}, ['tea', 'milk'])).toEqual(['m2']);
  expect(await found(store, { scopes: ['project:p'] }, ['run'])).toEqual(['m5']);
  // A call that was acknowledged before the change is still answered with its first result.
  const receipt = { tool: 'remember', key: 'k', inputHash: 'h' };
  expect(await store.change({ ...ORIGIN, receipt }, () => ({ kept: false }))).toEqual({ kept: true });
  expect((await put(store, 'm8', 'new')).seq).toBe(8);
  checkWhole(await db.get());
});
