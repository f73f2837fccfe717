// A process with a cache on a database that others use too. Its test starts and kills it.
//   ask    asks one question after the other, and says a line for each answer.
//   write  writes notes and reads sums of them through the cache; ends with an error when a sum is older than the data.
//   hang   begins to load and never ends.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCache } from '../../shared/cache/cache.ts';
import { OWN_DATA } from '../../shared/cache/policy.ts';
import { createGenerations } from '../../shared/cache/store/generations.ts';
import { systemClock } from '../../shared/clock.ts';
import { write } from '../../shared/db/database.ts';
import { lazyDatabase } from '../../shared/db/lazy-database.ts';
import { systemIds } from '../../shared/ids.ts';
import { createLogger } from '../../shared/log.ts';
import { DATABASE_FILE, LEASE_MS, LOADS_FILE, NOTES, openChaosDatabase, QUESTIONS } from './cache-config.ts';

const OPERATIONS = 1_000;
const [, , mode = '', home = '', seed = '0'] = process.argv;
const db = lazyDatabase(() => openChaosDatabase(join(home, DATABASE_FILE)));
const cache = createCache({
  db,
  clock: systemClock,
  ids: systemIds,
  log: createLogger('warn'),
  leaseMs: LEASE_MS,
});
const say = (line: string): boolean => process.stdout.write(`${line}\n`);

async function ask(): Promise<void> {
  for (let question = 0; question < QUESTIONS; question += 1) {
    const load = async (): Promise<string> => {
      appendFileSync(join(home, LOADS_FILE), `${question} ${process.pid}\n`);
      await sleep(20);
      return `${question} ${process.pid}`;
    };
    const key = { source: 'chaos', version: '1', args: question, scopes: [] };
    say((await cache.through(key, load, OWN_DATA)).value);
  }
}

async function writeAndRead(): Promise<void> {
  const open = await db.get();
  const generations = createGenerations(open);
  const raise = open.prepare<[number]>(
    'INSERT INTO note (id, n) VALUES (?, 1) ON CONFLICT (id) DO UPDATE SET n = n + 1',
  );
  const total = open
    .prepare<[number, number], number>('SELECT coalesce(sum(n), 0) FROM note WHERE id IN (?, ?)')
    .pluck();
  // A generator of our own, so that a run can be repeated: Numerical Recipes' linear congruence.
  let state = Number(seed) + 1;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (let n = 0; n < OPERATIONS; n += 1) {
    const [a, b] = [random(NOTES), random(NOTES)];
    if (random(4) === 0) {
      write(open, () => {
        raise.run(a);
        generations.bump([`note:${a}`]);
      });
    }
    const load = async (): Promise<number> => {
      await sleep(random(2));
      const sum = total.get(a, b) ?? 0;
      await sleep(random(2));
      return sum;
    };
    const key = { source: 'sum', version: '1', args: [a, b], scopes: [`note:${a}`, `note:${b}`] };
    const policy = { ...OWN_DATA, memoryOnly: random(4) === 0 };
    // What is committed when the question is asked is the least that the answer may be.
    const least = total.get(a, b) ?? 0;
    const { value } = await cache.through(key, load, policy);
    const most = total.get(a, b) ?? 0;
    if (value < least || value > most) throw new Error(`${value} is not from ${least} to ${most}`);
    say('.');
  }
  say(JSON.stringify(cache.stats()));
}

async function hang(): Promise<void> {
  const load = async (): Promise<string> => {
    say('loading');
    await new Promise(() => setInterval(() => undefined, 1_000));
    return 'never';
  };
  await cache.through({ source: 'chaos', version: '1', args: 'hang', scopes: [] }, load, OWN_DATA);
}

if (mode === 'ask') await ask();
else if (mode === 'write') await writeAndRead();
else await hang();
await cache.close();
await db.close();
