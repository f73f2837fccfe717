import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Clock } from '../../../shared/clock.ts';
import { defineJobKind, type JobKind } from '../../../shared/jobs/job-kind.ts';
import type { MemoryStore } from '../store/store.ts';

/** The folder of backups in the data folder. */
export const BACKUPS = 'backups';

/** Copies everything, as it is at one moment, into a file of its own. */
export function backupJob(store: MemoryStore, { home, clock }: { home: string; clock: Clock }): JobKind {
  return defineJobKind({
    input: z.strictObject({}),
    async run(_, job) {
      const day = new Date(clock.now()).toISOString().slice(0, 19).replace(/[:T]/g, '-');
      const file = join(home, BACKUPS, `memory-${day}-${job.id.slice(-4)}.db`);
      // Of an attempt that was interrupted.
      await rm(file, { force: true });
      return { file, ...(await store.backup(file)) };
    },
  });
}
