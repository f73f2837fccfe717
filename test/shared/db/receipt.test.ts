import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../shared/db/database.ts';
import { once, RECEIPT_TABLE } from '../../../shared/db/receipt.ts';
import { testClock } from '../../clock.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const DAY = 86_400_000;
const receipt = { tool: 'add', key: 'k', inputHash: 'h' };

async function setUp() {
  const clock = testClock();
  const sql = `${RECEIPT_TABLE}; CREATE TABLE thing (n INTEGER NOT NULL) STRICT`;
  const file = join(await temporaryFolder(), 'x.db');
  const db = await openDatabase(file, [{ version: 1, sql }], { durability: 'normal', clock });
  onTestFinished(() => {
    db.close();
  });
  const count = () => db.prepare('SELECT count(*) FROM thing').pluck().get();
  const add = (r: typeof receipt | undefined) =>
    once(db, clock, r, () => {
      db.exec('INSERT INTO thing VALUES (1)');
      return { now: count() };
    });
  return { db, clock, count, add };
}

test('an effect with a receipt happens once and is answered the same again', async () => {
  const { add, count } = await setUp();
  expect([add(receipt), add(receipt), add({ ...receipt, tool: 'other' })]).toEqual([
    { now: 1 },
    { now: 1 },
    { now: 2 },
  ]);
  expect(count()).toBe(2);
});

test('without a receipt it happens each time', async () => {
  const { add } = await setUp();
  expect([add(undefined), add(undefined)]).toEqual([{ now: 1 }, { now: 2 }]);
});

test('the same key for another effect is a conflict', async () => {
  const { add, count } = await setUp();
  add(receipt);
  expect(() => add({ ...receipt, inputHash: 'other' })).toThrow(
    expect.objectContaining({ code: 'IDEMPOTENCY_CONFLICT' }),
  );
  expect(count()).toBe(1);
});

test('an effect that fails leaves no receipt', async () => {
  const { db, clock, add } = await setUp();
  const fail = () =>
    once(db, clock, receipt, () => {
      db.exec('INSERT INTO thing VALUES (1)');
      throw new Error('no');
    });
  expect(fail).toThrow('no');
  expect(add(receipt)).toEqual({ now: 1 });
});

test('receipts are kept for seven days', async () => {
  const { db, clock, add } = await setUp();
  add(receipt);
  clock.advance(7 * DAY - 1);
  expect(add(receipt)).toEqual({ now: 1 });
  clock.advance(1);
  expect(add(receipt)).toEqual({ now: 2 });
  expect(db.prepare('SELECT count(*) FROM receipt').pluck().get()).toBe(1);
});

test('an effect without a value is remembered too', async () => {
  const { db, clock } = await setUp();
  let runs = 0;
  const effect = (): void => {
    runs++;
  };
  once(db, clock, receipt, effect);
  expect(once(db, clock, receipt, effect)).toBe(null);
  expect(runs).toBe(1);
});
