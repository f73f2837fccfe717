import { setImmediate as nextTurn } from 'node:timers/promises';
import * as z from 'zod';
import type { Clock } from '../../../shared/clock.ts';
import { defineJobKind, type JobKind } from '../../../shared/jobs/job-kind.ts';
import type { Job } from '../../../shared/jobs/run-job.ts';
import { LlmError, type LlmErrorCode } from '../../../shared/llm/errors.ts';
import { IzaError } from '../../../shared/mcp/errors.ts';
import type { Clearance } from '../semantics/clearance.ts';
import type { Embedders, OpenEmbedder } from '../semantics/embedders.ts';
import type { Embeddings, EmbedModel, NewVector, Unembedded } from '../store/embeddings.ts';

export interface ReembedDeps {
  /** The model to make vectors with; undefined when another process has the word. */
  choose(): Promise<EmbedModel | undefined>;
  embeddings: Embeddings;
  embedders: Embedders;
  clearance: Clearance;
  clock: Clock;
  keepOlderModels: boolean;
  /** Called at the end: whether it did its work, or wrote down why it rests. */
  ended(ok: boolean): void;
}

const BATCH = 64;
const DROPPED_AT_ONCE = 500;

/** Milliseconds before the next try after so many failures in a row: 2 s, doubled each time, up to ten minutes. */
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 600_000;
/** Money comes back with the next day, at the earliest; a key when somebody sets it. */
const PATIENT: readonly LlmErrorCode[] = ['BUDGET_EXHAUSTED', 'NO_ACCESS'];
/** Failures that one text of a batch may have caused. */
const TEXT_RELATED: readonly LlmErrorCode[] = ['BAD_REQUEST', 'BAD_ANSWER', 'TOO_LARGE', 'REFUSED'];
/** After so many failures, texts that a model which has made vectors does not take are left out. */
const MAX_ATTEMPTS = 5;

/**
 * Makes the vectors that are missing, batch by batch, each with the mark of how far it is in one transaction. It ends
 * when there is nothing to do, or when the embedder cannot: then until when it rests is written down for all processes.
 */
export function reembedJob(deps: ReembedDeps): JobKind {
  return defineJobKind({
    input: z.strictObject({}),
    async run(_, job) {
      let ok = false;
      try {
        const result = await reembed(job, deps);
        ok = true;
        return result;
      } finally {
        deps.ended(ok);
      }
    },
  });
}

async function reembed(job: Job, deps: ReembedDeps) {
  const { embeddings, embedders, clock, keepOlderModels } = deps;
  let model: EmbedModel | undefined;
  let made = 0;
  let leftOut = 0;
  const told = () => ({ ...(model && { model: model.fingerprint }), made, left_out: leftOut });
  try {
    const opened = await embedders.own();
    model = await deps.choose();
    if (!model) return told();
    const { pending: total } = await embeddings.coverage(model.id);
    for (;;) {
      const batch = await embeddings.pending(model.id, BATCH);
      const last = batch.at(-1);
      if (!last) break;
      const lenient = model.failures >= MAX_ATTEMPTS && model.dimensions !== undefined;
      const vectors = await vectorsOf(batch, { ...opened, lenient }, job.signal, deps);
      const dimensions = vectors[0]?.vector.length;
      const write = embeddings.writing(model.id, { vectors, through: last.seq, dimensions });
      job.checkpoint({ through: last.seq }, write);
      made += vectors.length;
      leftOut += batch.length - vectors.length;
      job.progress(Math.min(total, made + leftOut), total);
      await nextTurn();
    }
    if (await embeddings.switchTo(model.id)) {
      while (!keepOlderModels && (await embeddings.dropOlder(model.id, DROPPED_AT_ONCE))) {
        job.signal.throwIfAborted();
        await nextTurn();
      }
    }
    return told();
  } catch (error) {
    if (!(error instanceof LlmError || error instanceof IzaError) || job.signal.aborted) throw error;
    const because = error.details.hint ? `${error.message} ${error.details.hint}` : error.message;
    if (!model)
      throw error instanceof IzaError ? error : new IzaError('UNAVAILABLE', because, { cause: error });
    const failures = model.failures + 1;
    const wait =
      error instanceof LlmError && PATIENT.includes(error.code) ? LONGEST_WAIT_MS : waitAfter(failures);
    const until = Math.ceil(clock.now() + Math.max(wait, retryAfter(error)));
    await embeddings.pause(model.id, made > 0 ? 1 : failures, until, because);
    return { ...told(), paused: because, until: new Date(until).toISOString() };
  }
}

function retryAfter(error: LlmError | IzaError): number {
  return error instanceof LlmError ? (error.details.retryAfterMs ?? 0) : 0;
}

export function waitAfter(failures: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 16));
}

/** The vectors of those that may have one. */
async function vectorsOf(
  batch: readonly Unembedded[],
  { embedder, remote, lenient }: OpenEmbedder & { lenient: boolean },
  signal: AbortSignal,
  { clearance }: ReembedDeps,
): Promise<NewVector[]> {
  const cleared = batch.flatMap((memory) => {
    const text = clearance.toEmbed(memory.text, memory.sensitivity, remote)?.trim();
    return text ? [{ memory, text }] : [];
  });
  if (cleared.length === 0) return [];
  const vectorOf = ({ seq, id, fingerprint }: Unembedded, vector: Float32Array): NewVector => ({
    seq,
    id,
    fingerprint,
    vector,
  });
  try {
    const texts = cleared.map(({ text }) => text);
    const vectors = await embedder.embed(texts, 'document', signal);
    return cleared.map(({ memory }, index) => vectorOf(memory, vectors[index] as Float32Array));
  } catch (error) {
    if (!mayBeOneText(error) || (cleared.length === 1 && !lenient)) throw error;
  }
  // One by one, so that a text that the model cannot take costs only itself. Where none goes through, it is the model.
  const made: NewVector[] = [];
  let first: unknown;
  for (const { memory, text } of cleared) {
    try {
      const [vector] = await embedder.embed([text], 'document', signal);
      if (vector) made.push(vectorOf(memory, vector));
    } catch (error) {
      if (!mayBeOneText(error)) throw error;
      first ??= error;
    }
  }
  if (made.length === 0 && !lenient) throw first;
  return made;
}

function mayBeOneText(error: unknown): boolean {
  return error instanceof LlmError && TEXT_RELATED.includes(error.code);
}
