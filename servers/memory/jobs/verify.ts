import * as z from 'zod';
import { defineJobKind, type JobKind } from '../../../shared/jobs/job-kind.ts';
import type { Check, MemoryStore } from '../store/store.ts';

/** Looks through everything that is kept. */
export function verifyJob(store: MemoryStore, more: () => Promise<Check[]>): JobKind {
  return defineJobKind({
    input: z.strictObject({}),
    async run() {
      const checks = [...(await store.verify()), ...(await more())];
      return { ok: checks.every(({ ok }) => ok), checks };
    },
  });
}
