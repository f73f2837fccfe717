import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import { createIdleConsolidation } from '../../../../servers/memory/learning/idle.ts';
import { readMemoryConfig } from '../../../../servers/memory/settings.ts';
import { MEMORY_MIGRATIONS } from '../../../../servers/memory/store/migrations.ts';
import { openDatabase } from '../../../../shared/db/database.ts';
import { lazyDatabase } from '../../../../shared/db/lazy-database.ts';
import { createIds } from '../../../../shared/ids.ts';
import { defineJobKind } from '../../../../shared/jobs/job-kind.ts';
import { createJobs } from '../../../../shared/jobs/jobs.ts';
import { createLogger } from '../../../../shared/log.ts';
import { internalCall } from '../../../../shared/mcp/internal-call.ts';
import { testClock } from '../../../clock.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A process on a data folder, whose consolidation only says where it began. */
async function processOn(folder: string, clock: ReturnType<typeof testClock>, consolidation: object = {}) {
  const log = createLogger('silent');
  const db = lazyDatabase(() =>
    openDatabase(join(folder, 'memory.db'), MEMORY_MIGRATIONS, { durability: 'normal', clock }),
  );
  const kind = defineJobKind({
    input: z.strictObject({ after: z.number() }),
    run: async ({ after }) => ({ through: after + 10 }),
  });
  const jobs = createJobs({ db, clock, ids: createIds(clock), log, kinds: { consolidate: kind } });
  const settings = readMemoryConfig({ file: '', memory: { consolidation } }).consolidation;
  const idle = createIdleConsolidation({ jobs, clock, log, settings });
  onTestFinished(async () => {
    idle.close();
    await jobs.close();
    await db.close();
  });
  const finished = async () => {
    const { items } = await jobs.list();
    return Promise.all(items.map(({ id }) => jobs.waitFor(id, internalCall())));
  };
  return { idle, jobs, finished };
}

test('runs after a minute without calls, once a day, and goes on where it was', async () => {
  const clock = testClock();
  const { idle, finished } = await processOn(await temporaryFolder(), clock);
  expect(await idle.look()).toBe(false);
  clock.advance(59_999);
  expect(await idle.look()).toBe(false);
  idle.called();
  clock.advance(MINUTE - 1);
  expect(await idle.look()).toBe(false);
  clock.advance(1);
  expect(await idle.look()).toBe(true);
  expect(await finished()).toMatchObject([{ status: 'done', result: { through: 10 } }]);
  clock.advance(24 * HOUR - 1);
  expect(await idle.look()).toBe(false);
  clock.advance(1);
  expect(await idle.look()).toBe(true);
  expect((await finished()).map(({ result }) => result)).toEqual([{ through: 20 }, { through: 10 }]);
});

test('runs once, however many processes are idle', async () => {
  const clock = testClock();
  const folder = await temporaryFolder();
  const all = await Promise.all([1, 2, 3, 4].map(() => processOn(folder, clock)));
  clock.advance(MINUTE);
  await Promise.all(all.map(({ idle }) => idle.look()));
  expect(await all[0]?.finished()).toHaveLength(1);
});

test('runs as the settings say, or not at all', async () => {
  const clock = testClock();
  const often = await processOn(await temporaryFolder(), clock, { idleSeconds: 5, everyHours: 1 });
  const never = await processOn(await temporaryFolder(), clock, { enabled: false });
  clock.advance(5_000);
  expect([await often.idle.look(), await never.idle.look()]).toEqual([true, false]);
  await often.finished();
  clock.advance(HOUR);
  expect([await often.idle.look(), await never.idle.look()]).toEqual([true, false]);
});
