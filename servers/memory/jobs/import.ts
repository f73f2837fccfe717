import * as z from 'zod';
import { defineJobKind, type JobKind } from '../../../shared/jobs/job-kind.ts';
import { IMPORT_FORMATS } from '../transfer/formats.ts';
import type { ImportDeps } from '../transfer/run-import.ts';

/** Brings the memories of a file or folder in. The readers of all formats are loaded when the first one runs. */
export function importJob(deps: ImportDeps): JobKind {
  return defineJobKind({
    input: z.strictObject({
      path: z.string(),
      format: z.enum(IMPORT_FORMATS).optional(),
      scope: z.string(),
      dryRun: z.boolean(),
      client: z.string().optional(),
    }),
    async run(input, job) {
      const { runImport } = await import('../transfer/run-import.ts');
      return runImport(deps, input, job);
    },
  });
}
