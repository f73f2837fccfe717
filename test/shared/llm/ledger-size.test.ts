import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { type Database, openDatabase } from '../../../shared/db/database.ts';
import { createIds } from '../../../shared/ids.ts';
import { createLedger, GROUPINGS, LEDGER_MIGRATIONS } from '../../../shared/llm/ledger/ledger.ts';
import { createLedgerStore } from '../../../shared/llm/ledger/store/sqlite.ts';
import { MODEL_CONFIG } from '../../../shared/llm/model-config.ts';
import { createLogger } from '../../../shared/log.ts';
import { NOON, testClock } from '../../clock.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const DAY = 24 * 60 * 60_000;
const FREE = { nanoUsd: 0, estimated: false };

async function databaseUnderTest(): Promise<Database> {
  const file = join(await temporaryFolder(), 'llm.db');
  const db = await openDatabase(file, LEDGER_MIGRATIONS, { durability: 'normal', clock: testClock() });
  onTestFinished(() => void db.close());
  return db;
}

const DAYS = ['2026-01-01', '2026-01-02', '2026-03-01', '2026-11-20'];
const PLANS = ['p1', 'p2', undefined];
const CALLERS = ['a', '["a"]', ''];

const entry = fc.record({
  day: fc.constantFrom(...DAYS),
  caller: fc.constantFrom(...CALLERS),
  plan: fc.constantFrom(...PLANS),
  provider: fc.constantFrom('claude', 'openai'),
  model: fc.constantFrom('m', 'n'),
  amount: fc.integer({ min: 0, max: 2 ** 40 }),
  outcome: fc.constantFrom('settled', 'settled', 'open', 'expired'),
  calls: fc.integer({ min: 0, max: 5 }),
  tokens: fc.integer({ min: 0, max: 2 ** 30 }),
});

/** Everything that can be asked of a ledger. */
function answersOf(db: Database) {
  const store = createLedgerStore(db);
  const ranges = DAYS.flatMap((from) => DAYS.filter((to) => from <= to).map((to) => [from, to] as const));
  return {
    groups: GROUPINGS.flatMap((by) => ranges.map(([from, to]) => store.groups(by, from, to))),
    days: DAYS.map((day) => [store.sum({ day }), ...CALLERS.map((caller) => store.sum({ day, caller }))]),
    plans: PLANS.flatMap((plan) => (plan ? [store.sum({ plan })] : [])),
  };
}

test('summing up old entries changes no answer of the ledger, however many are summed up at a time', async () => {
  const db = await databaseUnderTest();
  const store = createLedgerStore(db);
  const ids = createIds(testClock());
  const property = fc.property(
    fc.array(entry, { maxLength: 40 }),
    fc.integer({ min: 1, max: 7 }),
    (entries, most) => {
      db.exec('DELETE FROM entry');
      for (const { outcome, tokens, calls, plan, ...one } of entries) {
        const id = ids.next();
        const at = Date.parse(one.day);
        const row = { ...one, id, at, expiresAt: at + 1, ...(plan !== undefined && { plan }) };
        store.reserve(row, () => undefined);
        const { provider, model, amount } = one;
        const usage = {
          inputTokens: tokens,
          outputTokens: tokens + 1,
          cacheReadTokens: tokens + 2,
          cacheWriteTokens: tokens + 3,
        };
        if (outcome === 'settled')
          store.settle(id, { provider, model, amount, calls, estimated: calls % 2, usage });
        // As a later reservation would do it; those of other days are left open here.
        if (outcome === 'expired') db.prepare("UPDATE entry SET state = 'expired' WHERE id = ?").run(id);
        else if (outcome === 'open') db.prepare("UPDATE entry SET state = 'open' WHERE id = ?").run(id);
      }
      const before = answersOf(db);
      const old = db
        .prepare("SELECT count(*) FROM entry WHERE day < '2026-11-20' AND state <> 'open'")
        .pluck()
        .get();
      let rolled = 0;
      for (let n = most; n === most; rolled += n) n = store.rollUp('2026-11-20', most);
      expect(rolled).toBe(old);
      expect(answersOf(db)).toEqual(before);
      // One row is left for each key, and nothing more to sum up.
      const keys = db
        .prepare(
          `SELECT count(*) - count(DISTINCT json_array(day, caller, plan, provider, model)) FROM entry
           WHERE day < '2026-11-20' AND state <> 'open'`,
        )
        .pluck()
        .get();
      expect([keys, store.rollUp('2026-11-20', most)]).toEqual([0, 0]);
    },
  );
  fc.assert(property, { numRuns: 150 });
});

test('the first reservation of a day sums up what is older than 60 days, in steps, once a day', async () => {
  const db = await databaseUnderTest();
  const clock = testClock(NOON - 61 * DAY);
  const { budgets } = MODEL_CONFIG.parse({});
  const lazy = { get: async () => db, opened: true, close: async () => undefined };
  const open = () =>
    createLedger({ db: lazy, clock, ids: createIds(clock), log: createLogger('silent'), budgets });
  const account = { caller: 'x' };
  const intent = { account, provider: 'claude', model: 'm', cost: FREE, lifetimeMs: 1_000 };
  const usage = { inputTokens: 1, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
  const cost = { nanoUsd: 7, estimated: false };
  const count = () => db.prepare('SELECT count(*) FROM entry').pluck().get();

  const book = async (ledger = open()) => (await ledger.reserve(intent)).settle({ model: 'm', usage, cost });
  const first = open();
  db.exec('BEGIN');
  for (let n = 0; n < 2_500; n++) await book(first);
  db.exec('COMMIT');
  clock.advance(60 * DAY);
  const ledger = open();
  await book(ledger);
  // The day that is 60 days ago is kept.
  expect(count()).toBe(2_501);
  clock.advance(DAY);
  await book(ledger);
  expect(count()).toBe(500 + 1 + 2);
  await book(ledger);
  expect(count()).toBe(1 + 3);
  expect(await ledger.spend('caller', '2026-01-01', '2026-12-31')).toMatchObject([
    { name: 'x', calls: 2_503, costNanoUsd: 2_503 * 7, usage: { inputTokens: 2_503 } },
  ]);
});
