import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { readCopy } from '../../../../servers/memory/learning/recalled-copy.ts';
import type { MemoryContent } from '../../../../servers/memory/memory.ts';
import { MEMORY_MIGRATIONS } from '../../../../servers/memory/store/migrations.ts';
import { createSqliteMemoryStore } from '../../../../servers/memory/store/sqlite.ts';
import type { MemoryChange } from '../../../../servers/memory/store/store.ts';
import { openDatabase } from '../../../../shared/db/database.ts';
import { lazyDatabase } from '../../../../shared/db/lazy-database.ts';
import { createIds } from '../../../../shared/ids.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';

const clock = { now: () => Date.UTC(2026, 0, 1), monotonic: () => 0 };

function storeIn(folder: string) {
  const store = createSqliteMemoryStore(
    lazyDatabase(() =>
      openDatabase(join(folder, 'memory.db'), MEMORY_MIGRATIONS, { durability: 'normal', clock }),
    ),
    clock,
    createIds(clock),
  );
  onTestFinished(() => store.close());
  const change = <T>(make: (change: MemoryChange) => T) => store.change({ tool: 'test' }, make);
  return { ...store, change };
}

const CONTENT: MemoryContent = {
  kind: 'fact',
  text: '',
  tags: [],
  status: 'active',
  importance: 0.5,
  sensitivity: 1,
  trust: 4,
  pinned: false,
};

const add = (change: MemoryChange, text: string, kind: MemoryContent['kind'] = 'fact') =>
  change.add(`${text} ${kind}`, 'user', { ...CONTENT, kind, text }, text).seq;

const CHESS = 'Ada plays chess in the old library every Monday evening';
const PIANO = 'Ben tunes the grand piano of the concert hall in Graz';

test('what was written in the same change, by this process and by another is there', async () => {
  const folder = await temporaryFolder();
  const [one, other] = [storeIn(folder), storeIn(folder)];
  const found = await one.change((change) => [
    change.mayBeAlike(CHESS),
    add(change, CHESS),
    change.mayBeAlike(CHESS),
  ]);
  expect(found).toEqual([[], 1, [1]]);
  expect(await other.change((change) => [add(change, PIANO), change.mayBeAlike(CHESS)])).toEqual([2, [1]]);
  expect(
    await one.change((change) => [
      change.mayBeAlike(`${PIANO}.`),
      change.mayBegin(readCopy(`Remembered: ${PIANO}`).starts()),
    ]),
  ).toEqual([[2], [2]]);
});

test('what a change wrote that failed is not, and its place is taken by the next', async () => {
  const store = storeIn(await temporaryFolder());
  await expect(
    store.change((change) => {
      add(change, CHESS);
      expect(change.mayBeAlike(CHESS)).toEqual([1]);
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  await store.change((change) => expect(add(change, PIANO)).toBe(1));
  expect(await store.change((change) => [change.mayBeAlike(CHESS), change.mayBeAlike(PIANO)])).toEqual([
    [],
    [1],
  ]);
});

test('a change that failed after it had read over what was there loses nothing of that', async () => {
  const store = storeIn(await temporaryFolder());
  await store.change((change) => add(change, CHESS));
  await expect(
    store.change((change) => {
      expect(change.mayBeAlike(CHESS)).toEqual([1]);
      for (let n = 0; n < 8_500; n++) {
        add(change, `Note ${n}`);
        if (n % 400 === 0) change.mayBeAlike(CHESS);
      }
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  expect(await store.change((change) => change.mayBeAlike(CHESS))).toEqual([1]);
});

test('messages are passed over; what is too long to be read may be anything', async () => {
  const store = storeIn(await temporaryFolder());
  const long = 'A page of the protocol of the meeting in March. '.repeat(100);
  const found = await store.change((change) => {
    add(change, CHESS, 'message');
    add(change, long);
    return [change.mayBeAlike(CHESS), change.mayBegin(readCopy(CHESS).starts())];
  });
  expect(found).toEqual([[2], [2]]);
});

test('of many that are not read yet nothing is said until they are, and of the oldest never', async () => {
  const folder = await temporaryFolder();
  await storeIn(folder).change((change) => {
    add(change, CHESS);
    for (let n = 1; n < 600; n++) add(change, `Note ${n} of the day`);
  });
  const store = storeIn(folder);
  expect(await store.change((change) => change.mayBeAlike(CHESS))).toBeUndefined();
  for (let turn = 0; turn < 10; turn++) await nextTurn();
  expect(await store.change((change) => change.mayBeAlike(CHESS))).toEqual([1]);
  await store.change((change) => {
    for (let n = 600; n < 5_000; n++) add(change, `Note ${n} of the day`, 'message');
  });
  expect(await store.change((change) => change.mayBegin(readCopy(CHESS).starts()))).toBeUndefined();
  for (let turn = 0; turn < 40; turn++) await nextTurn();
  const ask = () => store.change((change) => change.mayBeAlike(CHESS));
  expect(await ask()).toEqual([1]);
  await store.change((change) => add(change, PIANO));
  expect(await ask()).toEqual([]);
});

test('only those that are named are asked for their words', async () => {
  const store = storeIn(await temporaryFolder());
  const asked = await store.change((change) => {
    const seqs = [CHESS, PIANO, `${CHESS} again`].map((text) => add(change, text));
    const withChess = (among?: number[]) =>
      change.withAll([['chess', 'library']], { scopes: ['user'] }, 5, among);
    return [seqs, withChess(), withChess([1, 2]), withChess([])];
  });
  expect(asked).toEqual([[1, 2, 3], [3, 1], [1], []]);
});
