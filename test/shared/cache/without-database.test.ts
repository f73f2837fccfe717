import { describe, expect, test } from 'vitest';
import { createCache } from '../../../shared/cache/cache.ts';
import { OWN_DATA } from '../../../shared/cache/policy.ts';
import { lazyDatabase } from '../../../shared/db/lazy-database.ts';
import { createIds } from '../../../shared/ids.ts';
import { createLogger } from '../../../shared/log.ts';
import { testClock } from '../../clock.ts';
import { counter, keyOf, newFile, openCache } from './cache-under-test.ts';

describe('a row that is no good is a miss', () => {
  test.each([
    ['text that is not JSON', `value = '{"n":'`],
    ['another kind', `kind = 'bytes'`],
    ['an unknown kind', `kind = 'parquet'`],
    ['a value of another type', 'value = 7'],
    ['a later format', 'format = format + 1'],
    ['a time in the future', 'at = at + 1'],
    ['a value that grew too large', `value = '"' || hex(zeroblob(2000000)) || '"'`],
    [
      'a value that is nested too deep',
      `value = replace(hex(zeroblob(200000)), '0', '[') || replace(hex(zeroblob(200000)), '0', ']')`,
    ],
  ])('%s', async (_, change) => {
    const clock = testClock();
    const file = await newFile();
    const [one, other] = [openCache(file, clock), openCache(file, clock)];
    const { load } = counter();
    await one.cache.through(keyOf(), load, OWN_DATA);
    expect((await one.db.get()).prepare(`UPDATE cache_entry SET ${change}`).run().changes).toBe(1);
    expect(await other.cache.through(keyOf(), load, OWN_DATA)).toEqual({
      value: { n: 2 },
      from: 'load',
      age: 0,
    });
    expect((await openCache(file, clock).cache.through(keyOf(), load, OWN_DATA)).from).toBe('disk');
    expect(other.lines).toEqual([]);
  });
});

test('a database that is locked costs a wait, is reported once, and is tried again after 5 s', async () => {
  const clock = testClock();
  const file = await newFile();
  const { cache, db, lines } = openCache(file, clock);
  const blocker = await openCache(file, clock).db.get();
  const { load } = counter();
  const rows = (await db.get()).prepare('SELECT count(*) FROM cache_entry').pluck();
  blocker.exec('BEGIN IMMEDIATE');
  expect((await cache.through(keyOf(1, ['a']), load, OWN_DATA)).value).toEqual({ n: 1 });
  expect((await cache.through(keyOf(2, ['a']), load, OWN_DATA)).value).toEqual({ n: 2 });
  // Reading goes on, so what is in memory is still checked and served.
  expect((await cache.through(keyOf(1, ['a']), load, OWN_DATA)).from).toBe('memory');
  blocker.exec('COMMIT');
  await cache.through(keyOf(3), load, OWN_DATA);
  expect(rows.get()).toBe(0);
  clock.advance(5_000);
  await cache.through(keyOf(4), load, OWN_DATA);
  expect(rows.get()).toBe(1);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { msg: 'the cache goes on without its database', err: { code: 'SQLITE_BUSY' } },
  ]);
});

test('a full disk is reported once, and answers go on', async () => {
  const { cache, db, lines } = openCache(await newFile(), testClock());
  const open = await db.get();
  open.pragma(`max_page_count = ${Number(open.pragma('page_count', { simple: true }))}`);
  const load = async () => 'x'.repeat(100_000);
  for (const n of [1, 2, 3])
    expect((await cache.through(keyOf(n, ['a']), load, OWN_DATA)).value.length).toBe(100_000);
  expect((await cache.through(keyOf(1, ['a']), load, OWN_DATA)).from).toBe('memory');
  expect(lines.map((line) => JSON.parse(line).err.code)).toEqual(['SQLITE_FULL']);
});

test('settings of the connection are as before after a write of the cache', async () => {
  const { cache, db } = openCache(await newFile(), testClock());
  await cache.through(keyOf(), async () => 1, OWN_DATA);
  const open = await db.get();
  expect([
    open.pragma('synchronous', { simple: true }),
    open.pragma('busy_timeout', { simple: true }),
  ]).toEqual([2, 10_000]);
});

test('without any database, own data is loaded each time and the rest is kept in memory', async () => {
  const clock = testClock();
  let opened = 0;
  const db = lazyDatabase(async () => {
    opened += 1;
    throw Object.assign(new Error('read-only'), { code: 'EROFS' });
  });
  const cache = createCache({ db, clock, ids: createIds(clock), log: createLogger('silent') });
  const { load } = counter();
  const own = keyOf({}, ['a']);
  expect((await cache.through(own, load, OWN_DATA)).value).toEqual({ n: 1 });
  expect(await cache.through(own, load, OWN_DATA)).toEqual({ value: { n: 2 }, from: 'load', age: 0 });
  expect((await cache.through(keyOf(), load, OWN_DATA)).value).toEqual({ n: 3 });
  expect(await cache.through(keyOf(), load, OWN_DATA)).toEqual({ value: { n: 3 }, from: 'memory', age: 0 });
  expect(cache.stats()).toMatchObject({ bypassed: 2, load: 1, memory: 1 });
  // Once to read, once to write; then it is left alone.
  expect(opened).toBe(2);
  await expect(cache.invalidate(['a'])).rejects.toMatchObject({ code: 'EROFS' });
});
