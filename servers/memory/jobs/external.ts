import * as z from 'zod';
import { defineJobKind, type JobKind } from '../../../shared/jobs/job-kind.ts';
import type { Job } from '../../../shared/jobs/run-job.ts';
import { IzaError } from '../../../shared/mcp/errors.ts';
import { SOURCES, type SourceName } from '../choices.ts';
import type { MemoryDomain } from '../deps.ts';
import { importExternal } from '../external/import-external.ts';
import { type MirrorDeps, mirror, takeBack } from '../external/mirror.ts';
import type { ExternalSources } from '../external/sources.ts';

const Input = z.strictObject({ source: z.enum(SOURCES), scope: z.string().min(1) });

/** Takes over what another program remembers. */
export function importExternalJob(
  deps: Pick<MemoryDomain, 'store' | 'ids' | 'screen' | 'vault' | 'external'>,
): JobKind {
  return defineJobKind({
    input: Input,
    run: (input, job) => importExternal(deps, input, job as Parameters<typeof importExternal>[2]),
  });
}

/** Gives another program copies, and takes back what is gone here. */
export function mirrorJob(deps: MirrorDeps & { external: ExternalSources }): JobKind {
  return defineJobKind({
    input: Input,
    async run({ source, scope }, job) {
      const memory = await deps.external.get(source);
      return mirror(deps, memory, { target: deps.external.place(source), scope }, job);
    },
  });
}

/** Takes back from all programs what was forgotten here since they got it. */
export function takeBackJob({
  mirrors,
  external,
  ended,
}: Pick<MirrorDeps, 'mirrors'> & { external: ExternalSources; ended(ok: boolean): void }): JobKind {
  return defineJobKind({
    input: z.strictObject({}),
    async run(_, job) {
      const problems: string[] = [];
      let taken = 0;
      try {
        for (const source of external.set) {
          try {
            taken += await takeBackFrom(source, job);
          } catch (error) {
            if (!(error instanceof IzaError) || job.signal.aborted) throw error;
            problems.push(error.message);
          }
        }
      } finally {
        ended(problems.length === 0);
      }
      return { taken, problems };
    },
  });

  async function takeBackFrom(source: SourceName, job: Job): Promise<number> {
    const target = external.place(source);
    let taken = 0;
    for (const [scope, rows] of await mirrors.stale(target)) {
      const memory = await external.get(source);
      taken += await takeBack(mirrors, memory, { target, scope, rows, signal: job.signal });
    }
    return taken;
  }
}
