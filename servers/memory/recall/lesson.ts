import type { Lesson } from '../learning/step.ts';
import type { Memory } from '../memory.ts';
import { scorer, type Weights } from '../ranking/features.ts';
import type { MemoryView } from '../store/store.ts';
import type { LiveCorpus } from './corpus.ts';
import { poolOf, priorOf } from './search.ts';

export interface LessonRequest {
  query: string;
  /** The memory that helped. */
  memory: Memory;
  now: number;
  weights: Weights;
}

/** As far as anybody reads a list. */
const MOST_ABOVE = 10;

/**
 * How a memory stands in the ranking of a question, in its own scope, and what stands above it. Undefined where the
 * ranking does not have it, such as when it is sealed or no longer holds.
 */
export function lessonIn(
  view: MemoryView,
  live: LiveCorpus,
  { query, memory, now, weights }: LessonRequest,
): Lesson | undefined {
  const filter = { scopes: [memory.scope] };
  const pool = poolOf(view, live, { query, filter, limit: MOST_ABOVE, seen: new Set(), now, weights });
  const { corpus, allow, also } = pool;
  const candidates = corpus.index.candidates(pool.query, { allow, also: [...also, memory.seq] });
  const ids = new Map(view.bySeq(candidates.map(({ seq }) => seq)).map(({ seq, id }) => [seq, id]));
  const usage = view.usage([...ids.values()]);
  const scoreOf = scorer(weights);
  const ranked = candidates.flatMap(({ seq, values }) => {
    const card = corpus.card(seq);
    if (!card) return [];
    return {
      seq,
      values,
      score: scoreOf(values) + priorOf(card, usage.get(ids.get(seq) ?? ''), now),
    };
  });
  const useful = ranked.find(({ seq }) => seq === memory.seq);
  if (!useful) return undefined;
  const above = ranked
    .filter(({ score }) => score > useful.score)
    .sort((a, b) => b.score - a.score || b.seq - a.seq)
    .slice(0, MOST_ABOVE);
  return { useful, above };
}
