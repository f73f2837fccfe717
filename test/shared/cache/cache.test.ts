import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { CachePolicy } from '../../../shared/cache/policy.ts';
import { IzaError } from '../../../shared/mcp/errors.ts';
import { testClock } from '../../clock.ts';
import { bump, counter, keyOf, newFile, openCache } from './cache-under-test.ts';

const MINUTE: CachePolicy = { freshMs: 60_000 };
const WITH_STALE: CachePolicy = { freshMs: 60_000, staleMs: 600_000 };
const signal = new AbortController().signal;

describe('the tiers', () => {
  test('a value is loaded once, then comes from memory, and in another process from disk', async () => {
    const clock = testClock();
    const file = await newFile();
    const [one, other] = [openCache(file, clock), openCache(file, clock)];
    const { load } = counter();
    expect(await one.cache.through(keyOf(), load, MINUTE)).toEqual({ value: { n: 1 }, from: 'load', age: 0 });
    clock.advance(1_500);
    expect(await one.cache.through(keyOf(), load, MINUTE)).toEqual({
      value: { n: 1 },
      from: 'memory',
      age: 1_500,
    });
    expect(await other.cache.through(keyOf(), load, MINUTE)).toEqual({
      value: { n: 1 },
      from: 'disk',
      age: 1_500,
    });
    clock.advance(500);
    expect(await other.cache.through(keyOf(), load, MINUTE)).toEqual({
      value: { n: 1 },
      from: 'memory',
      age: 2_000,
    });
    expect(one.cache.stats()).toEqual({
      ...{ request: 0, memory: 1, disk: 0, stale: 0, negative: 0, load: 1, bypassed: 0 },
      ...{ memoryEntries: 1, memoryBytes: 307 },
    });
  });

  test('it is loaded anew when its time is over', async () => {
    const clock = testClock();
    const { cache } = openCache(await newFile(), clock);
    const { load } = counter();
    await cache.through(keyOf(), load, MINUTE);
    clock.advance(59_999);
    expect((await cache.through(keyOf(), load, MINUTE)).value).toEqual({ n: 1 });
    clock.advance(1);
    expect(await cache.through(keyOf(), load, MINUTE)).toEqual({ value: { n: 2 }, from: 'load', age: 0 });
  });

  test('within one call the same question has one answer, for as long as it lasts', async () => {
    const clock = testClock();
    const { cache, db } = openCache(await newFile(), clock);
    const { load } = counter();
    const call = { signal };
    const never = { freshMs: 0 };
    const key = keyOf({}, ['notes']);
    await cache.through(key, load, never, call);
    clock.advance(3_600_000);
    expect(await cache.through(key, load, never, call)).toEqual({
      value: { n: 1 },
      from: 'request',
      age: 3_600_000,
    });
    expect((await cache.through(key, load, never, { signal })).value).toEqual({ n: 2 });
    bump(await db.get(), 'notes');
    expect((await cache.through(key, load, never, call)).value).toEqual({ n: 3 });
  });

  test('bytes come back as bytes, from memory and from disk', async () => {
    const clock = testClock();
    const file = await newFile();
    const load = async () => Buffer.from([0, 255, 10]);
    for (const from of ['load', 'disk']) {
      const { cache } = openCache(file, clock);
      const found = await cache.through(keyOf(), load, MINUTE);
      expect([found.from, [...found.value]]).toEqual([from, [0, 255, 10]]);
      expect([...(await cache.through(keyOf(), load, MINUTE)).value]).toEqual([0, 255, 10]);
    }
  });

  test('what may only be in memory never reaches the disk, nor does its failure', async () => {
    const clock = testClock();
    const file = await newFile();
    const [one, other] = [openCache(file, clock), openCache(file, clock)];
    const { load } = counter();
    const policy = { ...MINUTE, memoryOnly: true };
    await one.cache.through(keyOf(), load, policy);
    expect((await one.cache.through(keyOf(), load, policy)).from).toBe('memory');
    expect((await other.cache.through(keyOf(), load, policy)).value).toEqual({ n: 2 });
    const missing = async () => {
      throw new IzaError('NOT_FOUND', 'private');
    };
    await expect(one.cache.through(keyOf('missing'), missing, policy)).rejects.toThrow('private');
    const db = await one.db.get();
    expect(
      db
        .prepare('SELECT (SELECT count(*) FROM cache_entry) + (SELECT count(*) FROM cache_flight)')
        .pluck()
        .get(),
    ).toBe(0);
  });

  test('what is too large, or not JSON, is handed through', async () => {
    const { cache } = openCache(await newFile(), testClock(), { limits: { entryBytes: 10 } });
    const load = async () => 'x'.repeat(9);
    expect((await cache.through(keyOf(), load, MINUTE)).value).toBe('xxxxxxxxx');
    expect((await cache.through(keyOf(), load, MINUTE)).from).toBe('load');
    expect((await cache.through(keyOf('fits'), async () => 'x'.repeat(8), MINUTE)).from).toBe('load');
    expect((await cache.through(keyOf('fits'), async () => '', MINUTE)).from).toBe('memory');
    expect((await cache.through(keyOf(1), async () => undefined, MINUTE)).value).toBeUndefined();
    expect((await cache.through(keyOf(Number.NaN), async () => 1, MINUTE)).value).toBe(1);
    expect(cache.stats()).toMatchObject({ load: 4, memory: 1, bypassed: 1, memoryEntries: 1 });
  });

  test('memory keeps to its size, and what was used last stays', async () => {
    // Three entries of 300 and 7 bytes have room, not four.
    const limits = { memoryBytes: 1_000 };
    const { cache } = openCache(await newFile(), testClock(), { limits });
    const policy = { ...MINUTE, memoryOnly: true };
    const ask = async (name: string) => (await cache.through(keyOf(name), counter().load, policy)).from;
    expect([await ask('a'), await ask('b'), await ask('c')]).toEqual(['load', 'load', 'load']);
    expect([await ask('a'), await ask('d')]).toEqual(['memory', 'load']);
    expect([await ask('a'), await ask('b')]).toEqual(['memory', 'load']);
    expect(cache.stats()).toMatchObject({ memoryEntries: 3, memoryBytes: 921 });
  });
});

describe('what is no longer fresh', () => {
  test('is served at once while a new one is fetched', async () => {
    const clock = testClock();
    const { cache } = openCache(await newFile(), clock);
    const counted = counter();
    await cache.through(keyOf(), counted.load, WITH_STALE);
    clock.advance(60_000);
    expect(await cache.through(keyOf(), counted.load, WITH_STALE)).toEqual({
      value: { n: 1 },
      from: 'stale',
      age: 60_000,
    });
    await expect
      .poll(() => cache.through(keyOf(), counted.load, WITH_STALE))
      .toMatchObject({ value: { n: 2 } });
    clock.advance(660_000);
    expect(await cache.through(keyOf(), counted.load, WITH_STALE)).toMatchObject({
      value: { n: 3 },
      from: 'load',
    });
    expect(counted.loads).toBe(3);
  });

  test('stays while its source is down, which is asked every 15 s', async () => {
    const clock = testClock();
    const { cache } = openCache(await newFile(), clock);
    await cache.through(keyOf(), async () => 'old', WITH_STALE);
    clock.advance(60_000);
    let asked = 0;
    const down = async (): Promise<string> => {
      asked += 1;
      throw new IzaError('UNAVAILABLE', 'down');
    };
    const ask = async () => {
      const { value, from } = await cache.through(keyOf(), down, WITH_STALE);
      await sleep(20);
      return [value, from, asked];
    };
    expect(await ask()).toEqual(['old', 'stale', 1]);
    expect(await ask()).toEqual(['old', 'stale', 1]);
    clock.advance(15_000);
    expect(await ask()).toEqual(['old', 'stale', 2]);
    clock.advance(600_000);
    await expect(cache.through(keyOf(), down, WITH_STALE)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  test('goes when its source says that there is none any more', async () => {
    const clock = testClock();
    const { cache } = openCache(await newFile(), clock);
    await cache.through(keyOf(), async () => 'old', WITH_STALE);
    clock.advance(60_000);
    const gone = async (): Promise<string> => {
      throw new IzaError('NOT_FOUND', 'gone');
    };
    expect((await cache.through(keyOf(), gone, WITH_STALE)).value).toBe('old');
    await expect
      .poll(() => cache.through(keyOf(), gone, WITH_STALE).catch((error: IzaError) => error.code))
      .toBe('NOT_FOUND');
  });
});

describe('failures', () => {
  test('one that lasts is remembered for 15 s, in memory and on disk, with its words', async () => {
    const clock = testClock();
    const file = await newFile();
    const [one, other] = [openCache(file, clock), openCache(file, clock)];
    const next = { tool: 'search', arguments: { query: 'x' } };
    const missing = async (): Promise<unknown> => {
      throw new IzaError('NOT_FOUND', 'no such note', { hint: 'Search.', next, cause: new Error('secret') });
    };
    const { load } = counter();
    await expect(one.cache.through(keyOf(), missing, MINUTE)).rejects.toThrow('no such note');
    clock.advance(14_999);
    for (const { cache } of [one, other]) {
      await expect(cache.through(keyOf(), load, MINUTE)).rejects.toMatchObject({
        code: 'NOT_FOUND',
        message: 'no such note',
        details: { hint: 'Search.', next },
      });
    }
    const rows = (await one.db.get()).prepare('SELECT value FROM cache_entry').pluck().all();
    expect(String(rows)).not.toContain('secret');
    clock.advance(1);
    expect((await other.cache.through(keyOf(), load, MINUTE)).value).toEqual({ n: 1 });
    expect(one.cache.stats()).toMatchObject({ load: 1, negative: 1 });
  });

  test.each([
    ['an upstream that is down', new IzaError('UNAVAILABLE', 'down')],
    ['a cancellation', new IzaError('CANCELLED', 'stopped')],
    ['a bug', new TypeError('x is not a function')],
  ])('%s is not remembered', async (_, error) => {
    const { cache } = openCache(await newFile(), testClock());
    const failing = async () => {
      throw error;
    };
    await expect(cache.through(keyOf(), failing, MINUTE)).rejects.toBe(error);
    expect((await cache.through(keyOf(), async () => 1, MINUTE)).from).toBe('load');
  });

  test('what lasts is for the policy to say', async () => {
    const { cache } = openCache(await newFile(), testClock());
    const policy = { ...MINUTE, lasting: ({ code }: IzaError) => code === 'DECLINED' };
    const fail = (code: 'DECLINED' | 'NOT_FOUND') => async (): Promise<unknown> => {
      throw new IzaError(code, code);
    };
    await expect(cache.through(keyOf(1), fail('DECLINED'), policy)).rejects.toThrow('DECLINED');
    await expect(cache.through(keyOf(1), async () => 1, policy)).rejects.toThrow('DECLINED');
    await expect(cache.through(keyOf(2), fail('NOT_FOUND'), policy)).rejects.toThrow('NOT_FOUND');
    expect((await cache.through(keyOf(2), async () => 1, policy)).value).toBe(1);
  });
});
