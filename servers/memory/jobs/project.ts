import * as z from 'zod';
import { defineJobKind, type JobKind } from '../../../shared/jobs/job-kind.ts';
import type { Job } from '../../../shared/jobs/run-job.ts';
import { type ErrorCode, IzaError } from '../../../shared/mcp/errors.ts';
import type { EngineCopies } from '../semantics/engine-copies.ts';
import type { Embeddings, EmbedModel } from '../store/embeddings.ts';
import type { Projection } from '../store/sqlite-projection.ts';
import type { VectorEngine } from '../vectors/engine.ts';
import { projectOnce } from '../vectors/projection.ts';
import { rebuild } from '../vectors/verification.ts';

export interface ProjectDeps {
  embeddings: Embeddings;
  projection: Projection;
  copies: EngineCopies;
  /** Called at the end: whether the engine took everything. */
  ended(ok: boolean): void;
}

const ROWS = 500;
/** Waiting does not bring a space back that is missing or has another size. */
const NEEDS_REBUILD: readonly ErrorCode[] = ['NOT_FOUND', 'CONFLICT'];

/**
 * Brings the engine's copies of all models up to the truth. A copy that has another number of points, once nothing
 * waits any more, is made anew. Whoever searches uses it as soon as it is whole.
 */
export function projectJob(deps: ProjectDeps): JobKind {
  return defineJobKind({
    input: z.strictObject({}),
    async run(_, job) {
      let ok = false;
      try {
        const result = await projectAll(job, deps);
        ok = result.every(({ problem }) => problem === undefined);
        return { copies: result };
      } finally {
        deps.ended(ok);
      }
    },
  });
}

interface Projected {
  model: string;
  applied: number;
  set_aside: number;
  rebuilt?: true;
  problem?: string;
}

async function projectAll(job: Job, deps: ProjectDeps): Promise<Projected[]> {
  const { embeddings, projection, copies } = deps;
  const { target } = copies;
  if (target === undefined) {
    throw new IzaError('UNAVAILABLE', 'No engine for vectors is set.', {
      hint: 'Set memory.qdrant.url in the settings.',
    });
  }
  const results: Projected[] = [];
  const engine = await copies.engine();
  for (const { id, space } of await projection.emptied()) {
    await engine.drop(space);
    await projection.dropped(id);
  }
  for (const model of await embeddings.models()) {
    if (model.dimensions === undefined) continue;
    await projection.enlist(model, target);
    const done: Projected = { model: model.fingerprint, applied: 0, set_aside: 0 };
    try {
      await bringOver(model, model.dimensions, engine, { target, done, job, projection });
      await projection.mark(model, { ready: true });
    } catch (error) {
      if (!(error instanceof IzaError) || job.signal.aborted) throw error;
      done.problem = error.message;
      await projection.mark(model, { problem: error.message });
    }
    results.push(done);
  }
  return results;
}

interface Bringing extends Pick<ProjectDeps, 'projection'> {
  target: string;
  done: Projected;
  job: Job;
}

async function bringOver(
  model: EmbedModel,
  dimensions: number,
  engine: VectorEngine,
  { target, done, job, projection }: Bringing,
): Promise<void> {
  const space = { name: model.fingerprint, dimensions };
  const remake = async (): Promise<void> => {
    // Until it is whole again, this process searches itself.
    await projection.mark(model, { ready: false });
    await rebuild(projection.truth(model), engine, space);
    await projection.mark(model, { rebuild: false });
    done.rebuilt = true;
  };
  try {
    await engine.ensure(space);
    if ((await projection.state(model, target))?.rebuild) await remake();
    await drainOutbox(model, engine, { done, job, projection });
  } catch (error) {
    if (!(error instanceof IzaError && NEEDS_REBUILD.includes(error.code))) throw error;
    await remake();
    await drainOutbox(model, engine, { done, job, projection });
  }
  const state = await projection.state(model, target);
  if (!state || state.waiting > 0 || state.setAside > 0 || done.rebuilt) return;
  if ((await engine.count()) === state.vectors) return;
  // Somebody may have written in between: only a second look tells.
  await drainOutbox(model, engine, { done, job, projection });
  const again = await projection.state(model, target);
  if (!again || again.waiting > 0 || (await engine.count()) === again.vectors) return;
  await remake();
  await drainOutbox(model, engine, { done, job, projection });
}

async function drainOutbox(
  model: EmbedModel,
  engine: VectorEngine,
  { done, job, projection }: Pick<Bringing, 'done' | 'job' | 'projection'>,
): Promise<void> {
  const outbox = projection.outbox(model);
  for (;;) {
    job.signal.throwIfAborted();
    const pass = await projectOnce(outbox, engine, ROWS);
    if (pass.state === 'empty') return;
    done.applied += pass.applied;
    done.set_aside += pass.setAside;
    job.progress(done.applied);
    if (pass.state === 'stopped') throw pass.error;
  }
}
