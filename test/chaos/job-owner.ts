// A process that owns a job, works on it in steps, and then hangs until it is killed. Its test starts it.
import * as z from 'zod';
import { systemClock } from '../../shared/clock.ts';
import { openDatabase } from '../../shared/db/database.ts';
import { lazyDatabase } from '../../shared/db/lazy-database.ts';
import { systemIds } from '../../shared/ids.ts';
import { defineJobKind } from '../../shared/jobs/job-kind.ts';
import { createJobs } from '../../shared/jobs/jobs.ts';
import { createLogger } from '../../shared/log.ts';
import { JOB_MIGRATIONS } from './job-migrations.ts';

const counting = defineJobKind({
  input: z.object({}),
  async run(_, job) {
    for (const step of [1, 2, 3]) {
      job.checkpoint(step, (db) => db.prepare('INSERT INTO step (n) VALUES (?)').run(step));
    }
    process.stdout.write(`${job.id}\n`);
    await new Promise(() => setInterval(() => undefined, 1_000));
  },
});

const [, , file = ''] = process.argv;
const jobs = createJobs({
  db: lazyDatabase(() => openDatabase(file, JOB_MIGRATIONS, { durability: 'full', clock: systemClock })),
  clock: systemClock,
  ids: systemIds,
  log: createLogger('silent'),
  kinds: { counting },
});
await jobs.start('counting', {});
