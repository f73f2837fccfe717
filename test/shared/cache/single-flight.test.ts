import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { OWN_DATA } from '../../../shared/cache/policy.ts';
import { IzaError } from '../../../shared/mcp/errors.ts';
import { testClock } from '../../clock.ts';
import { heldLoader, keyOf, newFile, openCache } from './cache-under-test.ts';

/** Time for a look or two at the other's lease: that nothing comes of them is what is tested. */
const someLooks = () => sleep(60);
const never = async (): Promise<unknown> => {
  throw new Error('this may not be loaded');
};

describe('in one process', () => {
  test('all who ask at once share one load', async () => {
    const { cache } = openCache(await newFile(), testClock());
    const { load, attempt, under } = heldLoader();
    const asked = Array.from({ length: 100 }, () => cache.through(keyOf(), load, OWN_DATA));
    (await attempt(0)).end('one');
    expect(new Set((await Promise.all(asked)).map(({ value }) => value))).toEqual(new Set(['one']));
    expect([under.length, under[0]?.signal.aborted]).toEqual([1, false]);
  });

  test('all are told of its failure', async () => {
    const { cache } = openCache(await newFile(), testClock());
    const { load, attempt } = heldLoader();
    const asked = Array.from({ length: 10 }, () => cache.through(keyOf(), load, OWN_DATA));
    const failure = new TypeError('x is not a function');
    (await attempt(0)).fail(failure);
    for (const result of await Promise.allSettled(asked)) expect(result).toMatchObject({ reason: failure });
  });

  test('one who gives up leaves alone, and the load is stopped with the last', async () => {
    const { cache } = openCache(await newFile(), testClock());
    const { load, attempt, under } = heldLoader();
    const stops = [new AbortController(), new AbortController()];
    const asked = stops.map((call) => cache.through(keyOf(), load, OWN_DATA, call));
    const first = await attempt(0);
    stops[0]?.abort(new Error('no more'));
    await expect(asked[0]).rejects.toThrow('no more');
    expect(first.signal.aborted).toBe(false);
    stops[1]?.abort(new Error('nor me'));
    await expect(asked[1]).rejects.toThrow('nor me');
    expect(first.signal.aborted).toBe(true);

    const again = cache.through(keyOf(), load, OWN_DATA);
    (await attempt(1)).end('anew');
    expect((await again).value).toBe('anew');
    expect(under.length).toBe(2);
  });

  test('one whose call goes on loads for itself when the other cancelled', async () => {
    const { cache } = openCache(await newFile(), testClock());
    const { load, attempt } = heldLoader();
    const first = cache.through(keyOf(), load, OWN_DATA);
    const { fail } = await attempt(0);
    const second = cache.through(keyOf(), async () => 'own', OWN_DATA);
    // It has to have joined: another question to the cache is answered after it was asked.
    await cache.through(keyOf('another'), async () => 1, OWN_DATA);
    fail(new IzaError('CANCELLED', 'the first caller gave up'));
    await expect(first).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await second).toMatchObject({ value: 'own', from: 'load' });
  });

  test('a call that is over asks nothing', async () => {
    const { cache } = openCache(await newFile(), testClock());
    const call = { signal: AbortSignal.abort(new Error('over')) };
    await expect(cache.through(keyOf(), never, OWN_DATA, call)).rejects.toThrow('over');
  });

  test('closing stops the loads and gives their leases back', async () => {
    const { cache, db } = openCache(await newFile(), testClock());
    const { load, attempt } = heldLoader();
    const asked = cache.through(keyOf(), load, OWN_DATA);
    const refused = expect(asked).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const { signal } = await attempt(0);
    await cache.close();
    await refused;
    expect(signal.aborted).toBe(true);
    expect((await db.get()).prepare('SELECT count(*) FROM cache_flight').pluck().get()).toBe(0);
    await expect(cache.through(keyOf(), never, OWN_DATA)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

describe('across processes', () => {
  const pair = async () => {
    const clock = testClock();
    const file = await newFile();
    return { clock, one: openCache(file, clock), other: openCache(file, clock) };
  };

  test('the second waits and takes what the first wrote', async () => {
    const { one, other } = await pair();
    const { load, attempt } = heldLoader();
    const first = one.cache.through(keyOf(), load, OWN_DATA);
    const { end } = await attempt(0);
    const second = other.cache.through(keyOf(), never, OWN_DATA);
    end('shared');
    expect((await first).from).toBe('load');
    expect(await second).toMatchObject({ value: 'shared', from: 'disk' });
  });

  test.each([
    [
      'an error in words for the model',
      new IzaError('TIMEOUT', 'too late', { hint: 'Wait.' }),
      'TIMEOUT: too late',
    ],
    ['an error that does not last', new IzaError('UNAVAILABLE', 'down'), 'UNAVAILABLE: down'],
    [
      'a bug, without its message',
      new TypeError('secret'),
      'INTERNAL: Another process asked for the same at this moment, and failed.',
    ],
    [
      'a full disk',
      Object.assign(new Error('secret'), { code: 'ENOSPC' }),
      'DISK_FULL: The disk that holds the data folder is full.',
    ],
  ])('the second is told of %s', async (_, failure, told) => {
    const { one, other } = await pair();
    const { load, attempt } = heldLoader();
    const first = one.cache.through(keyOf(), load, OWN_DATA);
    const { fail } = await attempt(0);
    const second = other.cache
      .through(keyOf(), never, OWN_DATA)
      .catch(({ code, message }: IzaError) => `${code}: ${message}`);
    await someLooks();
    fail(failure);
    await expect(first).rejects.toBe(failure);
    expect(await second).toBe(told);
    // Whoever comes later tries anew.
    expect((await other.cache.through(keyOf(), async () => 'anew', OWN_DATA)).value).toBe('anew');
  });

  test('the second takes over when the first is cancelled', async () => {
    const { one, other } = await pair();
    const { load, attempt } = heldLoader();
    const stop = new AbortController();
    const first = one.cache.through(keyOf(), load, OWN_DATA, stop);
    await attempt(0);
    const second = other.cache.through(keyOf(), async () => 'taken over', OWN_DATA);
    await someLooks();
    stop.abort(new Error('no more'));
    await expect(first).rejects.toThrow('no more');
    expect(await second).toMatchObject({ value: 'taken over', from: 'load' });
  });

  test('the second takes over when the lease runs out, and the first writes nothing any more', async () => {
    const { clock, one, other } = await pair();
    const { load, attempt } = heldLoader();
    const first = one.cache.through(keyOf(), load, OWN_DATA);
    const { end } = await attempt(0);
    const second = other.cache.through(keyOf(), async () => 'second', OWN_DATA);
    await someLooks();
    clock.advance(9_999);
    await someLooks();
    clock.advance(1);
    expect(await second).toMatchObject({ value: 'second', from: 'load' });
    end('first');
    expect((await first).value).toBe('first');
    expect((await other.db.get()).prepare('SELECT value FROM cache_entry').pluck().all()).toEqual([
      '"second"',
    ]);
  });

  test('a lease from a clock that was set back since holds nobody up', async () => {
    const { clock, one, other } = await pair();
    const { load, attempt } = heldLoader();
    const first = one.cache.through(keyOf(), load, OWN_DATA);
    const { end } = await attempt(0);
    clock.set(clock.now() - 3_600_000);
    expect((await other.cache.through(keyOf(), async () => 'second', OWN_DATA)).value).toBe('second');
    end('first');
    await first;
  });

  test('the second loads for itself when the value of the first cannot be kept', async () => {
    const { one, other } = await pair();
    const { load, attempt } = heldLoader();
    const first = one.cache.through(keyOf(), load, OWN_DATA);
    const { end } = await attempt(0);
    const second = other.cache.through(keyOf(), async () => 'own', OWN_DATA);
    await someLooks();
    end('x'.repeat(2 * 1024 * 1024));
    await first;
    expect(await second).toMatchObject({ value: 'own', from: 'load' });
  });
});
