import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../shared/db/database.ts';
import { lazyDatabase } from '../../../shared/db/lazy-database.ts';
import { EMBEDDING_MIGRATIONS } from '../../../shared/embed/store/migrations.ts';
import { createSqliteCache } from '../../../shared/embed/store/sqlite.ts';
import { NOON, testClock } from '../../clock.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const vector = (...values: number[]) => Float32Array.from(values);

async function opened(maxEntries?: number) {
  const file = join(await temporaryFolder(), 'embeddings.db');
  const clock = testClock();
  const open = () => {
    const database = lazyDatabase(() =>
      openDatabase(file, EMBEDDING_MIGRATIONS, { durability: 'normal', clock }),
    );
    onTestFinished(() => database.close());
    return { database, cache: createSqliteCache({ database, clock, ...(maxEntries && { maxEntries }) }) };
  };
  return { clock, open };
}

test('vectors come back as they were, in another process too', async () => {
  const { open } = await opened();
  const first = open();
  await first.cache.put(
    new Map([
      ['a', vector(0.1, -2.5, 3e38)],
      ['b', vector(1)],
    ]),
  );
  await first.database.close();
  expect(await open().cache.get(['b', 'missing', 'a'])).toEqual(
    new Map([
      ['a', vector(0.1, -2.5, 3e38)],
      ['b', vector(1)],
    ]),
  );
});

test('a key that is there is written anew; nothing is nothing', async () => {
  const { cache } = (await opened()).open();
  await cache.put(new Map([['a', vector(1)]]));
  await cache.put(new Map([['a', vector(2)]]));
  await cache.put(new Map());
  expect(await cache.get(['a'])).toEqual(new Map([['a', vector(2)]]));
  expect(await cache.get([])).toEqual(new Map());
});

test('those that were not used for longest go first', async () => {
  const { clock, open } = await opened(2);
  const { cache } = open();
  await cache.put(new Map([['old', vector(1)]]));
  clock.set(NOON + DAY_MS);
  await cache.put(new Map([['middle', vector(2)]]));
  clock.set(NOON + 2 * DAY_MS);
  await cache.get(['old']);
  await cache.put(new Map([['new', vector(3)]]));
  expect([...(await cache.get(['old', 'middle', 'new'])).keys()].sort()).toEqual(['new', 'old']);
});

test('what cannot be read counts as not there', async () => {
  const { database, cache } = (await opened()).open();
  const db = await database.get();
  db.prepare('INSERT INTO embedding (key, vector, used_day) VALUES (?, ?, 0)').run(
    'odd',
    Buffer.from([1, 2, 3]),
  );
  db.prepare('INSERT INTO embedding (key, vector, used_day) VALUES (?, ?, 0)').run('empty', Buffer.alloc(0));
  expect(await cache.get(['odd', 'empty'])).toEqual(new Map());
});
