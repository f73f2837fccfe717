import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../../shared/clock.ts';
import { openDatabase, write } from '../../../shared/db/database.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const TABLE = [{ version: 1, sql: 'CREATE TABLE note (text TEXT NOT NULL) STRICT' }];

async function two() {
  const file = join(await temporaryFolder(), 'notes.db');
  const open = () => openDatabase(file, TABLE, { durability: 'normal', clock: systemClock });
  return [await open(), await open()] as const;
}

test('a write that finds the lock taken waits as long as the connection may, and runs nothing', async () => {
  const [holder, waiter] = await two();
  waiter.pragma('busy_timeout = 60');
  holder.exec('BEGIN IMMEDIATE');
  let ran = 0;
  expect(() => write(waiter, () => ran++)).toThrow(expect.objectContaining({ code: 'SQLITE_BUSY' }));
  expect(ran).toBe(0);
  expect(waiter.inTransaction).toBe(false);
  expect(waiter.pragma('busy_timeout', { simple: true })).toBe(60);
  holder.exec('COMMIT');
  expect(write(waiter, () => ++ran)).toBe(1);
  holder.close();
  waiter.close();
});

test('what a write does itself is not repeated, even when it ends busy', async () => {
  const [one, other] = await two();
  let ran = 0;
  const failing = () =>
    write(one, () => {
      ran += 1;
      throw Object.assign(new Error('busy'), { code: 'SQLITE_BUSY' });
    });
  expect(failing).toThrow('busy');
  expect(ran).toBe(1);
  expect(one.pragma('busy_timeout', { simple: true })).toBe(10_000);
  one.close();
  other.close();
});

test('the patience of a connection is the same before, within and after a write, and a write within one joins it', async () => {
  const [db, other] = await two();
  const patience = () => db.pragma('busy_timeout', { simple: true });
  expect([patience(), write(db, patience), patience()]).toEqual([10_000, 10_000, 10_000]);
  const insert = db.prepare('INSERT INTO note (text) VALUES (?)');
  expect(() =>
    write(db, () => {
      write(db, () => insert.run('inner'));
      throw new Error('undone');
    }),
  ).toThrow('undone');
  expect(other.prepare('SELECT count(*) FROM note').pluck().get()).toBe(0);
  db.close();
  other.close();
});
