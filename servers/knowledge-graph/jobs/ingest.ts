import * as z from 'zod';
import { defineJobKind, type JobKind } from '../../../shared/jobs/job-kind.ts';
import type { IngestDeps } from '../sources/ingest-deps.ts';

/** Looks a source through. Begun anew after a crash it finds what is stored already, and does the rest. */
export function ingestJob(deps: IngestDeps): JobKind {
  return defineJobKind({
    input: z.strictObject({ graph: z.string(), source: z.string() }),
    async run({ graph, source }, job) {
      const { scanSource } = await import('../sources/scan.ts');
      return scanSource(
        deps,
        { graph, name: source, by: { tool: 'kg_ingest' } },
        { signal: job.signal, progress: (done, total) => job.progress(done, total, source) },
      );
    },
  });
}
