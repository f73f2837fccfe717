import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { OWN_DATA } from '../../../shared/cache/policy.ts';
import { createGenerations } from '../../../shared/cache/store/generations.ts';
import { write } from '../../../shared/db/database.ts';
import { IzaError } from '../../../shared/mcp/errors.ts';
import { testClock } from '../../clock.ts';
import { bump, counter, heldLoader, keyOf, newFile, openCache } from './cache-under-test.ts';

test('a write to one scope makes what depends on it a miss in every process, and nothing else', async () => {
  const clock = testClock();
  const file = await newFile();
  const [one, other] = [openCache(file, clock), openCache(file, clock)];
  const [both, second] = [counter(), counter()];
  const keys = { both: keyOf('both', ['a', 'b']), second: keyOf('second', ['b']) };
  const ask = async ({ cache }: typeof one) => [
    (await cache.through(keys.both, both.load, OWN_DATA)).value.n,
    (await cache.through(keys.second, second.load, OWN_DATA)).value.n,
  ];
  expect([await ask(one), await ask(other)]).toEqual([
    [1, 1],
    [1, 1],
  ]);
  bump(await other.db.get(), 'a');
  expect([await ask(one), await ask(other)]).toEqual([
    [2, 1],
    [2, 1],
  ]);
  bump(await one.db.get(), 'b');
  expect([await ask(other), await ask(one)]).toEqual([
    [3, 2],
    [3, 2],
  ]);
  await one.cache.invalidate(['a', 'b']);
  expect([await ask(other), await ask(one)]).toEqual([
    [4, 3],
    [4, 3],
  ]);
});

test('a write that is rolled back changes nothing', async () => {
  const { cache, db } = openCache(await newFile(), testClock());
  const key = keyOf({}, ['a']);
  const { load } = counter();
  await cache.through(key, load, OWN_DATA);
  const open = await db.get();
  const generations = createGenerations(open);
  const failing = () =>
    write(open, () => {
      generations.bump(['a']);
      expect(generations.sum(['a'])).toBe(1);
      throw new Error('refused');
    });
  expect(failing).toThrow('refused');
  expect(generations.sum(['a'])).toBe(0);
  expect((await cache.through(key, load, OWN_DATA)).from).toBe('memory');
});

test('a generation is not raised outside a transaction', async () => {
  const { db } = openCache(await newFile(), testClock());
  const generations = createGenerations(await db.get());
  expect(() => generations.bump(['a'])).toThrow('in the transaction that writes the data');
  expect(generations.sum(['a'])).toBe(0);
});

test('who asks after a write does not join a load from before it', async () => {
  const { cache, db } = openCache(await newFile(), testClock());
  const key = keyOf({}, ['a']);
  const { load, attempt } = heldLoader();
  const before = cache.through(key, load, OWN_DATA);
  const first = await attempt(0);
  bump(await db.get(), 'a');
  const after = cache.through(key, load, OWN_DATA);
  const second = await attempt(1);
  second.end('new');
  expect((await after).value).toBe('new');
  first.end('old');
  expect((await before).value).toBe('old');
  expect(await cache.through(key, load, OWN_DATA)).toMatchObject({ value: 'new', from: 'memory' });
});

test('what was loaded before a write does not reach the disk after it', async () => {
  const { cache, db } = openCache(await newFile(), testClock());
  const { load, attempt } = heldLoader();
  const asked = cache.through(keyOf({}, ['a']), load, OWN_DATA);
  const { end } = await attempt(0);
  const open = await db.get();
  bump(open, 'a');
  end('from before');
  expect((await asked).value).toBe('from before');
  expect(open.prepare('SELECT count(*) FROM cache_entry').pluck().get()).toBe(0);
});

test('a purge leaves no byte of what was made from a scope', async () => {
  const file = await newFile();
  const { cache, db } = openCache(file, testClock());
  const other = openCache(file, testClock());
  await cache.through(keyOf('gone', ['a', 'b']), async () => 'PLANTED-SECRET', OWN_DATA);
  await cache.through(keyOf('stays', ['b']), async () => 'ORDINARY-VALUE', OWN_DATA);
  const failing = async () => {
    throw new IzaError('UNAVAILABLE', 'about PLANTED-SECRET');
  };
  await expect(cache.through(keyOf('failed', ['a']), failing, OWN_DATA)).rejects.toThrow('PLANTED');
  const open = await db.get();
  write(open, () => createGenerations(open).purge(['a']));
  open.pragma('wal_checkpoint(TRUNCATE)');
  const bytes = (await readFile(file)).toString('latin1');
  expect([bytes.includes('PLANTED-SECRET'), bytes.includes('ORDINARY-VALUE')]).toEqual([false, true]);
  expect((await other.cache.through(keyOf('stays', ['b']), async () => 'anew', OWN_DATA)).value).toBe(
    'ORDINARY-VALUE',
  );
  expect((await cache.through(keyOf('gone', ['a', 'b']), async () => 'anew', OWN_DATA)).value).toBe('anew');
});
