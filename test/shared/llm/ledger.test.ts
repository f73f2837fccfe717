import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../shared/db/database.ts';
import { lazyDatabase } from '../../../shared/db/lazy-database.ts';
import { createIds } from '../../../shared/ids.ts';
import { createLedger, type Intent, LEDGER_MIGRATIONS } from '../../../shared/llm/ledger/ledger.ts';
import { createLedgerStore } from '../../../shared/llm/ledger/store/sqlite.ts';
import { MODEL_CONFIG } from '../../../shared/llm/model-config.ts';
import type { Account } from '../../../shared/llm/port.ts';
import { createLogger } from '../../../shared/log.ts';
import { NOON } from '../../clock.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { ledgerUnderTest } from './core-under-test.ts';
import { USAGE } from './scripted-provider.ts';
import { virtualTime } from './virtual-time.ts';

const CENT = 10_000_000;
const HOUR = 60 * 60_000;
const intent = (cents: number, account: Account = { caller: 'memory' }): Intent => ({
  account,
  provider: 'claude',
  model: 'm-1',
  cost: { nanoUsd: cents * CENT, estimated: false },
  lifetimeMs: 60_000,
});
const actual = (cents: number, model = 'm-1') => ({
  model,
  usage: USAGE,
  cost: { nanoUsd: cents * CENT, estimated: false },
});
const day = {
  spentNanoUsd: 0,
  reservedNanoUsd: 0,
  limitNanoUsd: 100 * CENT,
  name: 'day',
  renewsAt: '2026-11-21T00:00:00.000Z',
};

describe('a budget', () => {
  test('holds what a call may cost until it is known what it did cost', async () => {
    const ledger = await ledgerUnderTest({ dayUsd: 1 }, virtualTime());
    const reservation = await ledger.reserve(intent(60));
    expect((await ledger.budgets({ caller: 'x' })).at(-1)).toEqual({ ...day, reservedNanoUsd: 60 * CENT });
    await expect(ledger.reserve(intent(41))).rejects.toMatchObject({ code: 'BUDGET_EXHAUSTED' });
    await reservation.settle(actual(59));
    expect((await ledger.budgets({ caller: 'x' })).at(-1)).toEqual({ ...day, spentNanoUsd: 59 * CENT });
    await ledger.reserve(intent(41));
    await expect(ledger.reserve(intent(1))).rejects.toMatchObject({ code: 'BUDGET_EXHAUSTED' });
  });

  test('gives back what was not used', async () => {
    const ledger = await ledgerUnderTest({ dayUsd: 1 }, virtualTime());
    await (await ledger.reserve(intent(100))).release();
    await ledger.reserve(intent(100));
  });

  test('says which it is, what is left, when it renews and how to raise it', async () => {
    const ledger = await ledgerUnderTest({ dayUsd: 1 }, virtualTime());
    await (await ledger.reserve(intent(90))).settle(actual(90));
    await expect(ledger.reserve(intent(25))).rejects.toMatchObject({
      message: 'The budget of the day has $0.10 of $1.00 left, and this call may cost up to $0.25.',
      details: {
        retryable: false,
        hint: 'Nothing was sent. It renews at 2026-11-21T00:00Z. Ask for less (a shorter answer, less text), or raise modelConfig.budgets.dayUsd in the settings.',
      },
    });
  });

  test('of the day begins anew at midnight, UTC', async () => {
    const time = virtualTime();
    const ledger = await ledgerUnderTest({ dayUsd: 1 }, time);
    await (await ledger.reserve(intent(100))).settle(actual(100));
    time.set(NOON + 12 * HOUR - 1);
    await expect(ledger.reserve(intent(1))).rejects.toMatchObject({ code: 'BUDGET_EXHAUSTED' });
    time.set(NOON + 12 * HOUR);
    await ledger.reserve(intent(100));
  });

  test('of a plan never does, and is that plan’s alone', async () => {
    const time = virtualTime();
    const ledger = await ledgerUnderTest({ planUsd: 0.5 }, time);
    await (await ledger.reserve(intent(50, { caller: 'planner', plan: 'p1' }))).settle(actual(50));
    time.set(NOON + 48 * HOUR);
    await expect(ledger.reserve(intent(1, { caller: 'memory', plan: 'p1' }))).rejects.toMatchObject({
      message: 'The budget of the plan "p1" has $0.00 of $0.50 left, and this call may cost up to $0.01.',
      details: { hint: expect.not.stringContaining('renews') },
    });
    await ledger.reserve(intent(50, { caller: 'planner', plan: 'p2' }));
  });

  test('of a caller is for a day', async () => {
    const ledger = await ledgerUnderTest({ callers: { memory: 0.2 } }, virtualTime());
    await ledger.reserve(intent(20));
    await expect(ledger.reserve(intent(1))).rejects.toMatchObject({
      message: 'The budget of memory for a day has $0.00 of $0.20 left, and this call may cost up to $0.01.',
      details: { hint: expect.stringContaining('modelConfig.budgets.callers.memory') },
    });
    await ledger.reserve(intent(50, { caller: 'toString' }));
  });

  test('of a call is refused before anything is looked up', async () => {
    const ledger = await ledgerUnderTest({ callUsd: 0.1 }, virtualTime());
    await expect(ledger.reserve(intent(11))).rejects.toMatchObject({
      message: 'One call may cost $0.10 at most, and this one may cost up to $0.11.',
    });
    await ledger.reserve(intent(10));
  });

  test('of a call counts what the call has cost so far', async () => {
    const ledger = await ledgerUnderTest({ callUsd: 0.1 }, virtualTime());
    await expect(ledger.reserve({ ...intent(6), callNanoUsd: 5 * CENT })).rejects.toMatchObject({
      message: 'One call may cost $0.10 at most, and this one has cost $0.05 and may now cost another $0.06.',
      details: { hint: expect.stringMatching(/^Nothing more was sent\. Ask for less/) },
    });
    await ledger.reserve({ ...intent(5), callNanoUsd: 5 * CENT });
  });

  test('that is used up lets through what costs nothing', async () => {
    const ledger = await ledgerUnderTest({ dayUsd: 0 }, virtualTime());
    await ledger.reserve(intent(0));
    await expect(ledger.reserve(intent(1))).rejects.toMatchObject({ code: 'BUDGET_EXHAUSTED' });
  });
});

describe('a process that was killed', () => {
  test('has spent all it held once its call would be over', async () => {
    const time = virtualTime();
    const ledger = await ledgerUnderTest({ dayUsd: 1 }, time);
    await ledger.reserve(intent(100));
    time.set(NOON + 59_999);
    await expect(ledger.reserve(intent(1))).rejects.toMatchObject({ code: 'BUDGET_EXHAUSTED' });
    time.set(NOON + 60_000);
    await expect(ledger.reserve(intent(1))).rejects.toMatchObject({ code: 'BUDGET_EXHAUSTED' });
    await ledger.reserve(intent(0));
    expect((await ledger.budgets({ caller: 'x' })).at(-1)).toEqual({ ...day, spentNanoUsd: 100 * CENT });
    const [row] = await ledger.spend('day');
    expect(row).toMatchObject({ name: '2026-11-20', calls: 0, unknown: 1, costNanoUsd: 100 * CENT });
  });

  test('again and again cannot spend more than the budget', async () => {
    const time = virtualTime();
    const ledger = await ledgerUnderTest({ dayUsd: 1 }, time);
    let sent = 0;
    for (let n = 0; n < 50; n++) {
      await ledger.reserve(intent(90)).then(
        () => sent++,
        () => undefined,
      );
      time.set(NOON + (n + 1) * 60_000);
    }
    expect(sent).toBe(1);
  });

  test('that had only slept gives back what it did not use', async () => {
    const time = virtualTime();
    const ledger = await ledgerUnderTest({ dayUsd: 1 }, time);
    const late = await ledger.reserve(intent(100));
    time.set(NOON + 60_000);
    await ledger.reserve(intent(0));
    await late.release();
    await ledger.reserve(intent(100));
  });

  test('that had only slept books what it spent all the same, and once', async () => {
    const time = virtualTime();
    const ledger = await ledgerUnderTest({ dayUsd: 1 }, time);
    const late = await ledger.reserve(intent(10));
    time.set(NOON + 60_000);
    await ledger.reserve(intent(10));
    await late.settle(actual(9));
    await late.settle(actual(9));
    await late.release();
    expect((await ledger.budgets({ caller: 'x' })).at(-1)).toMatchObject({
      spentNanoUsd: 9 * CENT,
      reservedNanoUsd: 10 * CENT,
    });
  });

  test('at a time when the clock was years ahead is not held for years', async () => {
    const time = virtualTime(NOON + 5 * 365 * 24 * HOUR);
    const ledger = await ledgerUnderTest({ planUsd: 1 }, time);
    const account = { caller: 'planner', plan: 'p1' };
    await ledger.reserve(intent(100, account));
    time.set(NOON);
    await ledger.reserve(intent(0, account));
    expect((await ledger.budgets(account)).find(({ name }) => name === 'plan')).toMatchObject({
      spentNanoUsd: 100 * CENT,
      reservedNanoUsd: 0,
    });
  });
});

test('what was spent, by day, caller, plan, provider and model', async () => {
  const time = virtualTime();
  const ledger = await ledgerUnderTest({}, time);
  const book = async (cents: number, account: Account, model = 'm-1') =>
    (await ledger.reserve(intent(cents, account))).settle(actual(cents, model));
  await book(3, { caller: 'memory' });
  await book(5, { caller: 'planner', plan: 'p1' }, 'm-2');
  await book(1, { caller: 'memory' });
  await (await ledger.reserve(intent(7))).release();
  // Never told: on the next day it has expired, and counts as spent.
  await ledger.reserve(intent(8));
  time.set(NOON + 24 * HOUR);
  await book(2, { caller: 'memory' });

  const short = async (by: Parameters<typeof ledger.spend>[0], ...range: string[]) =>
    (await ledger.spend(by, ...range)).map(({ name, calls, costNanoUsd }) => [
      name,
      calls,
      costNanoUsd / CENT,
    ]);
  expect(await short('day', '2026-11-01', '2026-11-30')).toEqual([
    ['2026-11-21', 1, 2],
    ['2026-11-20', 3, 17],
  ]);
  expect(await short('caller', '2026-11-20')).toEqual([
    ['memory', 2, 12],
    ['planner', 1, 5],
  ]);
  expect(await short('plan', '2026-11-20')).toEqual([
    ['', 2, 12],
    ['p1', 1, 5],
  ]);
  expect(await short('model', '2026-11-20')).toEqual([
    ['m-1', 2, 12],
    ['m-2', 1, 5],
  ]);
  expect(await short('provider')).toEqual([['claude', 1, 2]]);
  expect((await ledger.spend('day', '2026-11-20'))[0]?.usage).toEqual({
    inputTokens: 300,
    outputTokens: 60,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
  });
});

test('two processes see each other’s calls, and only one gets the last cent', async () => {
  const file = join(await temporaryFolder(), 'llm.db');
  const { clock } = virtualTime();
  const open = () => {
    const db = lazyDatabase(() => openDatabase(file, LEDGER_MIGRATIONS, { durability: 'normal', clock }));
    onTestFinished(() => db.close());
    const { budgets } = MODEL_CONFIG.parse({ budgets: { dayUsd: 0.01 } });
    return createLedger({ db, clock, ids: createIds(clock), log: createLogger('silent'), budgets });
  };
  const outcomes = await Promise.allSettled([open().reserve(intent(1)), open().reserve(intent(1))]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('nobody can write between the look at the sums and the entry', async () => {
  const file = join(await temporaryFolder(), 'llm.db');
  const { clock } = virtualTime();
  const open = async () => {
    const db = await openDatabase(file, LEDGER_MIGRATIONS, { durability: 'normal', clock });
    onTestFinished(() => void db.close());
    db.pragma('busy_timeout = 0');
    return createLedgerStore(db);
  };
  const [one, other] = [await open(), await open()];
  const entry = {
    caller: 'x',
    provider: 'claude',
    model: 'm',
    day: '2026-11-20',
    amount: 1,
    at: NOON,
    expiresAt: NOON + 1,
  };
  const sums = one.reserve({ ...entry, id: 'a' }, (sum) => {
    expect(() => other.reserve({ ...entry, id: 'b' }, () => undefined)).toThrow('database is locked');
    return sum({ day: '2026-11-20' }).held === 0 ? undefined : 'full';
  });
  expect(sums).toBeUndefined();
  expect(other.reserve({ ...entry, id: 'b' }, (sum) => sum({ day: '2026-11-20' }))).toEqual({
    spent: 0,
    held: 1,
  });
});

test('what cannot be written is written before the next call, and until then no call is made', async () => {
  const file = join(await temporaryFolder(), 'llm.db');
  const { clock } = virtualTime();
  const db = await openDatabase(file, LEDGER_MIGRATIONS, { durability: 'normal', clock });
  onTestFinished(() => void db.close());
  const { budgets } = MODEL_CONFIG.parse({ budgets: { dayUsd: 1 } });
  const lazy = { get: async () => db, opened: true, close: async () => undefined };
  const ledger = createLedger({
    db: lazy,
    clock,
    ids: createIds(clock),
    log: createLogger('silent'),
    budgets,
  });

  const reservation = await ledger.reserve(intent(50));
  db.pragma('query_only = ON');
  await reservation.settle(actual(50));
  await expect(ledger.reserve(intent(1))).rejects.toMatchObject({
    code: 'READ_ONLY',
    message: 'The data folder cannot be written.',
  });
  db.pragma('query_only = OFF');
  await expect(ledger.reserve(intent(51))).rejects.toMatchObject({ code: 'BUDGET_EXHAUSTED' });
  expect((await ledger.budgets({ caller: 'x' })).at(-1)).toMatchObject({
    spentNanoUsd: 50 * CENT,
    reservedNanoUsd: 0,
  });
});
