import type { Clock } from '../../../shared/clock.ts';
import { LlmError } from '../../../shared/llm/errors.ts';
import type { Logger } from '../../../shared/log.ts';
import { IzaError } from '../../../shared/mcp/errors.ts';
import { NEAREST, type Nearness, nearnessOf } from '../recall/nearness.ts';
import type { Embeddings, EmbedModel } from '../store/embeddings.ts';
import type { Filter, MemoryView } from '../store/store.ts';
import type { Clearance } from './clearance.ts';
import { LATE, within } from './deadline.ts';
import type { Embedders } from './embedders.ts';
import type { EngineCopies } from './engine-copies.ts';
import type { LiveVectors } from './live-vectors.ts';

/** What a query means, as far as vectors say. */
export interface Understood {
  /** What lies near it, of what may be found; call it within the read that the answer is made from. */
  near?(view: MemoryView, allow: (seq: number) => boolean): Nearness;
  /** Why words alone have to do, for whoever asked. */
  note?: string;
}

export interface UnderstandDeps {
  embeddings: Embeddings;
  embedders: Embedders;
  clearance: Clearance;
  live: LiveVectors;
  copies: EngineCopies;
  clock: Clock;
  log: Logger;
  deadlineMs: number;
}

const WORDS = 'Searched by words alone: ';

/** Never fails: what vectors cannot say, words have to. */
export async function understand(query: string, filter: Filter, deps: UnderstandDeps): Promise<Understood> {
  // There are vectors of what is known now, and of nothing else.
  if (filter.knownAt !== undefined || filter.statuses !== undefined) return {};
  const started = deps.clock.monotonic();
  const left = (): number => Math.max(0, deps.deadlineMs - (deps.clock.monotonic() - started));
  try {
    const models = await deps.embeddings.models();
    const model = models.find(({ ready }) => ready);
    if (!model) {
      return models.length > 0 ? { note: `${WORDS}the vectors of the memories are not all made yet.` } : {};
    }
    if (model.dimensions === undefined) return {};
    const vector = await vectorOf(query, model, deps);
    if (typeof vector === 'string') return { note: WORDS + vector };
    const copied = await deps.copies.search(model, vector, { filter, limit: NEAREST, ms: left() });
    if (copied) return { near: (view, allow) => nearnessOf(currentOf(copied, view, allow)) };
    const index = await deps.live.at(model);
    if (!index) return { note: `${WORDS}the vectors are still being read.` };
    return { near: (_, allow) => nearnessOf(index.search(vector, { limit: NEAREST, allow })) };
  } catch (error) {
    deps.log.warn({ err: error }, 'a query could not be understood by vectors');
    return { note: `${WORDS}${saidOf(error)}` };
  }
}

/** The vector of a query, or why there is none. */
async function vectorOf(
  query: string,
  model: EmbedModel,
  { embedders, clearance, deadlineMs }: UnderstandDeps,
): Promise<Float32Array | string> {
  const work = (async () => {
    const opened = await embedders.of(model);
    if (!opened) return 'the embedder has changed, and the new one has not seen all memories yet.';
    if (opened.remote && !clearance.toAsk(query))
      return 'what it asks is private, and the embedder is not on this machine.';
    if (query.trim() === '') return 'there is nothing to embed.';
    const [vector] = await opened.embedder.embed([query], 'query');
    return vector ?? 'the embedder gave no vector.';
  })();
  const answer = await within(deadlineMs, work);
  if (answer === LATE) return `the embedder did not answer within ${deadlineMs} ms.`;
  if (typeof answer !== 'string' && answer.length !== model.dimensions) {
    return `the embedder gives ${answer.length} numbers a vector where it gave ${model.dimensions} before.`;
  }
  return answer;
}

function currentOf(
  hits: readonly { memory: string; score: number }[],
  view: MemoryView,
  allow: (seq: number) => boolean,
) {
  return hits.flatMap(({ memory, score }) => {
    const seq = view.current(memory)?.seq;
    return seq !== undefined && allow(seq) ? [{ seq, score }] : [];
  });
}

function saidOf(error: unknown): string {
  if (error instanceof LlmError || error instanceof IzaError) return error.message;
  return 'the vectors could not be used; the log says more.';
}
