import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { MEMORY_MIGRATIONS } from '../../servers/memory/store/migrations.ts';
import { systemClock } from '../../shared/clock.ts';
import { openDatabase } from '../../shared/db/database.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { storm } from './storm.ts';
import { check } from './storm-check.ts';

const BINARY = fileURLToPath(new URL('../../dist/iza.js', import.meta.url));

// `node bench/memory-chaos.ts` does the same with 200,000 writes and 300 kills.
const WRITES = 4_000;
const KILLS = 20;

test('sixteen processes that are killed at random lose and double nothing, whatever they write', async () => {
  expect([BINARY, existsSync(BINARY)], 'run `npm run build` first').toEqual([BINARY, true]);
  const home = await temporaryFolder();
  const { writers, kills } = await storm({
    command: process.execPath,
    args: [BINARY, 'memory'],
    env: { IZA_HOME: home, IZA_SETTINGS: '' },
    processes: 16,
    writes: WRITES,
    kills: KILLS,
    seed: 7,
  });
  expect(writers.flatMap(({ failures }) => failures)).toEqual([]);
  expect(writers.reduce((sum, { acknowledged }) => sum + acknowledged, 0)).toBeGreaterThanOrEqual(WRITES);
  expect(Object.values(kills).reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(KILLS / 2);
  const db = await openDatabase(join(home, 'memory.db'), MEMORY_MIGRATIONS, {
    durability: 'full',
    clock: systemClock,
  });
  try {
    expect(check(db, writers)).toEqual({ lost: [], doubled: [], illegal: [], damage: [] });
  } finally {
    db.close();
  }
});
