import { expect, test } from 'vitest';
import { createCacheStore } from '../../../shared/cache/store/store.ts';
import { createUpkeep } from '../../../shared/cache/upkeep.ts';
import { type Database, write } from '../../../shared/db/database.ts';
import { NOON, testClock } from '../../clock.ts';
import { newFile, openCache } from './cache-under-test.ts';

/** Rows of 302 bytes each, the first used first. */
async function filled(count: number, expires = Number.POSITIVE_INFINITY) {
  const db = await openCache(await newFile(), testClock()).db.get();
  const store = createCacheStore(db);
  const payload = { kind: 'json', text: '""' } as const;
  for (let n = 0; n < count; n += 1) {
    store.entries.put({ slot: `${n}`, generation: 0, scopes: [], payload, at: NOON + n, expires });
  }
  return { db, store };
}

function slots(db: Database): number[] {
  return db.prepare<[], string>('SELECT slot FROM cache_entry ORDER BY used').pluck().all().map(Number);
}

test('what was not used for longest goes, down to the number and to the size', async () => {
  const { db, store } = await filled(10);
  createUpkeep({ entries: 7, bytes: 1_000_000 }).run(store, NOON);
  expect(slots(db)).toEqual([3, 4, 5, 6, 7, 8, 9]);
  createUpkeep({ entries: 100, bytes: 4 * 302 }).run(store, NOON);
  expect(slots(db)).toEqual([6, 7, 8, 9]);
  expect(store.entries.total()).toEqual({ entries: 4, bytes: 1_208 });
});

test('a row that is read is marked with the next write, every ten minutes at most', async () => {
  const { db, store } = await filled(3);
  const upkeep = createUpkeep({ entries: 2, bytes: 1_000_000 });
  const use = (slot: string, now: number) => {
    const row = store.entries.get(slot, 0, 1_000);
    if (row) upkeep.used(slot, row, now);
  };
  use('0', NOON + 600_000);
  use('1', NOON + 600_000);
  expect(slots(db)).toEqual([0, 1, 2]);
  upkeep.run(store, NOON + 600_000);
  // 1 was used a millisecond less than ten minutes ago; 0 was marked and so outlives it.
  expect(slots(db)).toEqual([2, 0]);
});

test('what has expired goes in slices of 100, and then there is a pause', async () => {
  const { db, store } = await filled(250, NOON + 1_000);
  const upkeep = createUpkeep({ entries: 1_000, bytes: 1_000_000 });
  const left = [NOON, ...Array.from({ length: 35 }, () => NOON + 1_000)].map((now) => {
    write(db, () => upkeep.run(store, now));
    return slots(db).length;
  });
  expect(left).toEqual([...Array.from({ length: 32 }, () => 250), 150, 50, 0, 0]);
});

test('notices and leases that nobody came back to go when their time is over', async () => {
  const { db, store } = await filled(0);
  store.flights.claim({ slot: 'a', generation: 0, token: 't' }, NOON + 10);
  store.flights.claim({ slot: 'b', generation: 0, token: 't' }, NOON + 11);
  createUpkeep({ entries: 1, bytes: 1 }).run(store, NOON + 10);
  expect(db.prepare('SELECT slot FROM cache_flight').pluck().all()).toEqual(['b']);
});

test('only the holder of the token ends a flight', async () => {
  const { store } = await filled(0);
  const [claim, stale] = ['new', 'old'].map((token) => ({ slot: 'a', generation: 3, token }));
  if (!claim || !stale) throw new Error('there are two');
  store.flights.claim(stale, 10);
  store.flights.claim(claim, 20);
  expect([
    store.flights.renew(stale, 99),
    store.flights.end(stale, 'x', 99),
    store.flights.release(stale),
  ]).toEqual([false, false, false]);
  expect(store.flights.get('a', 3)).toEqual({ state: 'running', failure: null, until: 20 });
  expect(store.flights.end(claim, undefined, 30)).toBe(true);
  expect(store.flights.get('a', 3)).toEqual({ state: 'unkept', failure: null, until: 30 });
  expect(store.flights.release(claim)).toBe(false);
});
