import * as z from 'zod';
import { defineJobKind, type JobKind } from '../../../shared/jobs/job-kind.ts';
import type { MemoryStore } from '../store/store.ts';

/** Looks through everything that is kept. */
export function verifyJob(store: MemoryStore): JobKind {
  return defineJobKind({
    input: z.strictObject({}),
    async run() {
      const checks = await store.verify();
      return { ok: checks.every(({ ok }) => ok), checks };
    },
  });
}
