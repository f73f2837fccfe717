import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import { openDatabase } from '../../shared/db/database.ts';
import { lazyDatabase } from '../../shared/db/lazy-database.ts';
import { createIds } from '../../shared/ids.ts';
import { defineJobKind } from '../../shared/jobs/job-kind.ts';
import { createJobs } from '../../shared/jobs/jobs.ts';
import { createLogger } from '../../shared/log.ts';
import { testCall } from '../call.ts';
import { testClock } from '../clock.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { JOB_MIGRATIONS } from './job-migrations.ts';

test('a job whose process was killed is taken up from its last checkpoint, and each step counts once', async () => {
  const file = join(await temporaryFolder(), 'jobs.db');
  const owner = spawn(process.execPath, [fileURLToPath(new URL('job-owner.ts', import.meta.url)), file]);
  onTestFinished(() => {
    owner.kill('SIGKILL');
  });
  const [line] = (await once(owner.stdout, 'data')) as [Buffer];
  const id = line.toString().trim();

  const clock = testClock(Date.now());
  const db = lazyDatabase(() => openDatabase(file, JOB_MIGRATIONS, { durability: 'full', clock }));
  const counting = defineJobKind({
    input: z.object({}),
    async run(_, job) {
      const from = job.resumedFrom as number;
      for (const step of [4, 5]) {
        job.checkpoint(step, (opened) => opened.prepare('INSERT INTO step (n) VALUES (?)').run(step));
      }
      return { from };
    },
  });
  const jobs = createJobs({
    db,
    clock,
    ids: createIds(clock),
    log: createLogger('silent'),
    kinds: { counting },
  });
  onTestFinished(async () => {
    await jobs.close();
    await db.close();
  });

  expect((await jobs.get(id)).status).toBe('running');
  expect(await jobs.resume()).toEqual([]);
  owner.kill('SIGKILL');
  await once(owner, 'close');
  expect(await jobs.resume()).toEqual([]);
  clock.advance(60_000);
  expect(await jobs.resume()).toEqual([id]);
  expect(await jobs.waitFor(id, testCall())).toMatchObject({
    status: 'done',
    attempts: 2,
    result: { from: 3 },
  });
  expect((await db.get()).prepare('SELECT n FROM step').pluck().all()).toEqual([1, 2, 3, 4, 5]);
});
