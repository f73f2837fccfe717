import { join } from 'node:path';
import pino from 'pino';
import { onTestFinished } from 'vitest';
import { createCache } from '../../../shared/cache/cache.ts';
import type { CacheKey } from '../../../shared/cache/key.ts';
import type { CacheOptions } from '../../../shared/cache/options.ts';
import { createGenerations } from '../../../shared/cache/store/generations.ts';
import { CACHE_TABLES } from '../../../shared/cache/store/tables.ts';
import type { Clock } from '../../../shared/clock.ts';
import { type Database, openDatabase, write } from '../../../shared/db/database.ts';
import { lazyDatabase } from '../../../shared/db/lazy-database.ts';
import { createIds } from '../../../shared/ids.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

export async function newFile(): Promise<string> {
  return join(await temporaryFolder(), 'cache.db');
}

/** A cache as one process has it, with the lines that it logs; two of them on one file are as two processes. */
export function openCache(file: string, clock: Clock, options: Partial<CacheOptions> = {}) {
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => lines.push(line) });
  const migrations = [{ version: 1, sql: CACHE_TABLES }];
  const db = lazyDatabase(() => openDatabase(file, migrations, { durability: 'full', clock }));
  const cache = createCache({ db, clock, ids: createIds(clock), log, ...options });
  onTestFinished(async () => {
    await cache.close();
    await db.close();
  });
  return { cache, db, lines };
}

export function keyOf(args: unknown = {}, scopes: readonly string[] = []): CacheKey {
  return { source: 'test', version: '1', args, scopes };
}

/** A loader that counts: its values are n=1, n=2, and so on. */
export function counter() {
  let n = 0;
  return {
    load: async () => {
      n += 1;
      return { n };
    },
    get loads() {
      return n;
    },
  };
}

/** A loader whose ends the test decides; it ends with its signal as well. */
export function heldLoader() {
  const under: { signal: AbortSignal; end(value: unknown): void; fail(error: unknown): void }[] = [];
  const arrivals: (() => void)[] = [];
  const load = (signal: AbortSignal): Promise<unknown> =>
    new Promise((end, fail) => {
      under.push({ signal, end, fail });
      for (const arrival of arrivals) arrival();
    });
  const attempt = async (index: number) => {
    for (;;) {
      const one = under[index];
      if (one) return one;
      await new Promise<void>((resolve) => arrivals.push(resolve));
    }
  };
  return { load, attempt, under };
}

export function bump(db: Database, ...scopes: string[]): void {
  write(db, () => createGenerations(db).bump(scopes));
}
