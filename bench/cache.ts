import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { createCache } from '../shared/cache/cache.ts';
import { OWN_DATA } from '../shared/cache/policy.ts';
import { CACHE_TABLES } from '../shared/cache/store/tables.ts';
import { systemClock } from '../shared/clock.ts';
import { openDatabase } from '../shared/db/database.ts';
import { lazyDatabase } from '../shared/db/lazy-database.ts';
import { systemIds } from '../shared/ids.ts';
import { type Claim, median } from './figures.ts';

const ROUNDS = 60;
const BATCH = 1_000;
const VALUE = { text: 'x'.repeat(4_096 - 11) };
const KEY = { source: 'bench', version: '1', args: { query: 'what was decided' }, scopes: ['user:ada'] };

/** What a hit costs that was checked against our own data, beside the bare look-ups that it cannot do without. */
export async function cacheHits(): Promise<Claim[]> {
  const folder = await mkdtemp(join(tmpdir(), 'iza-bench-'));
  const migrations = [{ version: 1, sql: CACHE_TABLES }];
  const options = { durability: 'full' as const, clock: systemClock };
  const db = lazyDatabase(() => openDatabase(join(folder, 'cache.db'), migrations, options));
  const base = { db, clock: systemClock, ids: systemIds, log: pino({ level: 'silent' }) };
  const cache = createCache(base);
  const withoutMemory = createCache({ ...base, limits: { memoryBytes: 1 } });
  try {
    const load = async () => VALUE;
    await cache.through(KEY, load, OWN_DATA);
    const open = await db.get();
    const slot = open.prepare<[], string>('SELECT slot FROM cache_entry').pluck().get() ?? '';
    const row = open.prepare('SELECT value FROM cache_entry WHERE slot = ?').pluck();
    const generation = open.prepare('SELECT n FROM cache_generation WHERE scope = ?').pluck();
    const map = new Map([[slot, VALUE]]);
    const us = await inTurn({
      map: () => map.get(slot),
      select: () => generation.get('user:ada'),
      memory: () => cache.through(KEY, load, OWN_DATA),
      row: () => row.get(slot),
      disk: () => withoutMemory.through(KEY, load, OWN_DATA),
    });
    const { memory } = cache.stats();
    const { disk } = withoutMemory.stats();
    if (memory !== disk || memory !== (ROUNDS + 1) * BATCH) throw new Error('these were not all hits');
    const floor = us.map + us.select;
    return [
      {
        name: 'a validated hit in memory',
        measured: us.memory / floor,
        limit: 5,
        unit: '× a bare Map lookup and SELECT of the generation',
        detail: `4 KB: ${show(us.memory)}; Map lookup ${show(us.map)}, SELECT ${show(us.select)}; ${(us.memory / us.map).toFixed(0)} × the Map lookup alone`,
      },
      {
        name: 'a validated hit on disk',
        measured: us.disk / us.row,
        limit: 8,
        unit: '× a bare SELECT of the row',
        detail: `4 KB: ${show(us.disk)}; SELECT ${show(us.row)}`,
      },
    ];
  } finally {
    await cache.close();
    await withoutMemory.close();
    await db.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Microseconds a call, each a batch at a time and in turn; the first round warms up and does not count. */
async function inTurn<N extends string>(contenders: Record<N, () => unknown>): Promise<Record<N, number>> {
  const entries = Object.entries<() => unknown>(contenders);
  const samples = new Map(entries.map(([name]) => [name, [] as number[]]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [name, call] of entries) {
      const start = performance.now();
      for (let i = 0; i < BATCH; i += 1) {
        const result = call();
        if (result instanceof Promise) await result;
      }
      const took = performance.now() - start;
      if (round > 0) samples.get(name)?.push((1_000 * took) / BATCH);
    }
  }
  return Object.fromEntries([...samples].map(([name, us]) => [name, median(us)])) as Record<N, number>;
}

function show(us: number): string {
  return `${us.toFixed(2)} µs`;
}
