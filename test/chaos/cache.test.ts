import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { createCache } from '../../shared/cache/cache.ts';
import { OWN_DATA } from '../../shared/cache/policy.ts';
import { lazyDatabase } from '../../shared/db/lazy-database.ts';
import { createIds } from '../../shared/ids.ts';
import { createLogger } from '../../shared/log.ts';
import { testClock } from '../clock.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { DATABASE_FILE, LEASE_MS, LOADS_FILE, openChaosDatabase, QUESTIONS } from './cache-config.ts';

const PROCESSES = 8;
const PROGRAM = fileURLToPath(new URL('cache-process.ts', import.meta.url));

function start(mode: string, home: string, seed = 0): ChildProcess & { lines: string[] } {
  const child = spawn(process.execPath, [PROGRAM, mode, home, String(seed)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return Object.assign(child, { lines });
}

/** Keeps eight processes at work to the end, and kills one each time that so many more lines were said. */
async function withKills(mode: string, home: string, kills: number, linesPerKill: number) {
  let said = 0;
  let killed = 0;
  const work = async (seed: number): Promise<string[]> => {
    for (let life = 0; ; life += 1) {
      const child = start(mode, home, seed + life * PROCESSES);
      child.stdout?.on('data', (chunk: Buffer) => {
        said += chunk.toString().split('\n').length - 1;
        if (killed < kills && said >= (killed + 1) * linesPerKill && child.kill('SIGKILL')) killed += 1;
      });
      const [code] = await once(child, 'close');
      if (code === 0) return child.lines;
      expect(child.signalCode).toBe('SIGKILL');
    }
  };
  const lines = await Promise.all(Array.from({ length: PROCESSES }, (_, seed) => work(seed)));
  expect(killed).toBe(kills);
  return lines;
}

test('of eight processes that ask the same at once, one loads and all have its answer, kills or not', async () => {
  const home = await temporaryFolder();
  const kills = 4;
  const answers = await withKills('ask', home, kills, 70);
  const loads = (await readFile(join(home, LOADS_FILE), 'utf8')).trim().split('\n');
  const questions = new Set(loads.map((line) => line.split(' ')[0]));
  expect(questions.size).toBe(QUESTIONS);
  // A process that is killed has one load under way at most, and somebody has to make it again.
  expect(loads.length - QUESTIONS).toBeLessThanOrEqual(kills);
  for (const lines of answers) {
    expect(lines.length).toBe(QUESTIONS);
    for (const line of lines) expect(loads).toContain(line);
  }
  for (let question = 0; question < QUESTIONS; question += 1) {
    expect(new Set(answers.map((lines) => lines[question])).size, `question ${question}`).toBe(1);
  }
});

test('of own data nobody reads what is older than the last write, whoever made it', async () => {
  const home = await temporaryFolder();
  const lines = await withKills('write', home, 6, 800);
  // It was the cache that answered, from all its places.
  const stats = lines.map((said) => JSON.parse(said.at(-1) ?? ''));
  for (const place of ['memory', 'disk', 'load']) {
    expect(
      stats.reduce((sum, one) => sum + one[place], 0),
      place,
    ).toBeGreaterThan(100);
  }
  expect(stats.reduce((sum, one) => sum + one.bypassed, 0)).toBe(0);
  const db = await openChaosDatabase(join(home, DATABASE_FILE));
  onTestFinished(() => {
    db.close();
  });
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  // Each write and its generation were one: neither without the other, killed or not.
  const notes = db.prepare("SELECT 'note:' || id AS scope, n FROM note ORDER BY id").all();
  expect(db.prepare('SELECT scope, n FROM cache_generation ORDER BY scope').all()).toEqual(notes);
});

test('when the one that loads is killed, another takes over at the end of its lease', async () => {
  const home = await temporaryFolder();
  const owner = start('hang', home);
  await expect.poll(() => owner.lines, { timeout: 20_000 }).toEqual(['loading']);
  owner.kill('SIGKILL');
  await once(owner, 'close');

  const clock = testClock(Date.now());
  const db = lazyDatabase(() => openChaosDatabase(join(home, DATABASE_FILE)));
  const cache = createCache({
    db,
    clock,
    ids: createIds(clock),
    log: createLogger('silent'),
    leaseMs: LEASE_MS,
  });
  onTestFinished(async () => {
    await cache.close();
    await db.close();
  });
  const key = { source: 'chaos', version: '1', args: 'hang', scopes: [] };
  let loads = 0;
  const load = async (): Promise<string> => {
    loads += 1;
    return 'taken over';
  };
  const flight = (await db.get()).prepare<[], number>('SELECT until FROM cache_flight').pluck();
  const until = flight.get() ?? 0;
  clock.set(until - 1);
  const asked = cache.through(key, load, OWN_DATA);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(loads).toBe(0);
  clock.set(until);
  expect(await asked).toMatchObject({ value: 'taken over', from: 'load' });
  expect([loads, flight.get()]).toEqual([1, undefined]);
});
