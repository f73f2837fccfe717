import * as z from 'zod';
import { defineJobKind, type JobKind } from '../../../shared/jobs/job-kind.ts';
import { EXPORT_FORMATS } from './formats.ts';
import type { ExportDeps } from './run-export.ts';

const selectionInput = z.strictObject({
  graph: z.string(),
  validAt: z.number().optional(),
  knownAt: z.number().int(),
  relations: z.array(z.string()).optional(),
  entities: z.array(z.number().int()),
  omitted: z.number().int(),
});

/** Writes a selection to files in the folder of exports. */
export function exportJob(deps: ExportDeps): JobKind {
  return defineJobKind({
    input: z.strictObject({
      format: z.enum(EXPORT_FORMATS),
      selection: selectionInput,
      at: z.number().int(),
    }),
    async run({ format, selection, at }, job) {
      const { runExport } = await import('./run-export.ts');
      return runExport(deps, format, selection, at, job);
    },
  });
}
