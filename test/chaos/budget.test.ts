import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../shared/clock.ts';
import { openDatabase } from '../../shared/db/database.ts';
import { LEDGER_FILE, LEDGER_MIGRATIONS } from '../../shared/llm/ledger/ledger.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { BILL_FILE, BUDGET_USD, PLANS } from './budget-config.ts';

const SPENDER = fileURLToPath(new URL('budget-spender.ts', import.meta.url));
const PROCESSES = 8;
const KILLS = 6;
/** A process is killed each time that so many more calls have been answered. */
const ANSWERS_PER_KILL = 40;
const BUDGET = BUDGET_USD * 1_000_000_000;
/** 10 tokens in, guessed, and 1,000 out: what is held for a call. */
const HELD_FOR_ONE = 10_010_000;

interface Sums {
  spent: number;
  held: number;
  open: number;
}

async function chargedByPlan(file: string): Promise<Map<string, number>> {
  const charged = new Map<string, number>();
  for (const line of (await readFile(file, 'utf8')).trim().split('\n')) {
    const [plan = '', cost] = line.split(' ');
    charged.set(plan, (charged.get(plan) ?? 0) + Number(cost));
  }
  return charged;
}

test('eight processes that spend the same budgets, some of them killed, never overshoot one by a request', async () => {
  const home = await temporaryFolder();
  const running = new Set<ChildProcess>();
  onTestFinished(() => {
    for (const child of running) child.kill('SIGKILL');
  });
  let answers = 0;
  let kills = 0;

  const spendUntilEmpty = async (seed: number): Promise<void> => {
    for (let life = 0; ; life++) {
      const child = spawn(process.execPath, [SPENDER, home, String(seed + life * PROCESSES)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      running.add(child);
      child.stdout.on('data', (dots: Buffer) => {
        answers += dots.length;
        if (kills < KILLS && answers >= (kills + 1) * ANSWERS_PER_KILL && child.kill('SIGKILL')) kills += 1;
      });
      const [code] = await once(child, 'close');
      running.delete(child);
      if (code === 0) return;
      expect(child.signalCode).toBe('SIGKILL');
    }
  };
  await Promise.all(Array.from({ length: PROCESSES }, (_, seed) => spendUntilEmpty(seed)));
  expect(kills).toBe(KILLS);

  const db = await openDatabase(join(home, LEDGER_FILE), LEDGER_MIGRATIONS, {
    durability: 'full',
    clock: systemClock,
  });
  try {
    const sums = db.prepare<[string], Sums>(
      `SELECT coalesce(sum(amount) FILTER (WHERE state = 'settled'), 0) AS spent,
              coalesce(sum(amount) FILTER (WHERE state = 'open'), 0) AS held,
              count(*) FILTER (WHERE state = 'open') AS open FROM entry WHERE plan = ?`,
    );
    const charged = await chargedByPlan(join(home, BILL_FILE));
    expect(charged.size).toBe(PLANS);
    for (const [plan, cost] of charged) {
      const { spent, held, open } = sums.get(plan) ?? { spent: 0, held: 0, open: 0 };
      expect(cost, plan).toBeLessThanOrEqual(BUDGET + HELD_FOR_ONE);
      expect(spent + held, plan).toBeLessThanOrEqual(BUDGET + HELD_FOR_ONE);
      // What was answered is booked to the nano-dollar; what a killed process had under way is held in full.
      expect(spent, plan).toBeLessThanOrEqual(cost);
      if (open === 0) expect(spent, plan).toBe(cost);
      else expect(cost - spent, plan).toBeLessThanOrEqual(held * 1.01);
      // It was used up: not one call more would have fitted.
      expect(spent + held, plan).toBeGreaterThan(BUDGET - HELD_FOR_ONE * 1.2);
    }
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  } finally {
    db.close();
  }
});
