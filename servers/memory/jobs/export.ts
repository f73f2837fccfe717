import * as z from 'zod';
import { defineJobKind, type JobKind } from '../../../shared/jobs/job-kind.ts';
import { EXPORT_FORMATS } from '../transfer/formats.ts';
import type { ExportDeps } from '../transfer/run-export.ts';

/** Writes memories to a file or folder. */
export function exportJob(deps: ExportDeps): JobKind {
  return defineJobKind({
    input: z.strictObject({
      format: z.enum(EXPORT_FORMATS),
      scopes: z.array(z.string()).optional(),
      at: z.number().int(),
    }),
    async run(input, job) {
      const { runExport } = await import('../transfer/run-export.ts');
      return runExport(deps, input, job);
    },
  });
}
