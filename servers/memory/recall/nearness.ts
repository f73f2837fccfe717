import type { VectorHit } from '../vectors/top-hits.ts';

/** What lies near a query by its meaning, by the seqs of versions. */
export interface Nearness {
  /** Added to the scores. */
  boosts: ReadonlyMap<number, number>;
  /** Those that stand out, and are candidates whatever their words. */
  found: readonly number[];
}

export const NOTHING_NEAR: Nearness = { boosts: new Map(), found: [] };

/** Hits that are compared with each other. */
export const NEAREST = 200;

/** The weight of a deviation, and the deviation past which more says nothing. */
const WEIGHT = 1.2;
const MOST = 3;
/** A hit stands out from many by two deviations; from few, less has to do, since a third of them may be meant. */
const STANDS_OUT = 2;
const FEW = 0.25;
/** It also has to lie at least this far from the mean to the best one: what follows a clear best is not meant too. */
const OF_BEST = 0.5;

/**
 * Cosines as they rank: how many deviations a hit lies above the mean of the nearest ones. What a cosine is worth
 * differs from model to model, what stands out does not. Those below the mean get nothing: they are among the nearest
 * all the same.
 */
export function nearnessOf(hits: readonly VectorHit[]): Nearness {
  const [only] = hits;
  if (hits.length === 1 && only) {
    return only.score > 0 ? { boosts: new Map([[only.seq, WEIGHT]]), found: [only.seq] } : NOTHING_NEAR;
  }
  const mean = hits.reduce((sum, { score }) => sum + score, 0) / hits.length;
  const deviation = Math.sqrt(hits.reduce((sum, { score }) => sum + (score - mean) ** 2, 0) / hits.length);
  // Equal cosines differ by rounding.
  if (!(deviation > 1e-6)) return NOTHING_NEAR;
  const best = ((only?.score ?? 0) - mean) / deviation;
  const standsOut = Math.max(OF_BEST * best, Math.min(STANDS_OUT, FEW * Math.sqrt(hits.length)));
  const boosts = new Map<number, number>();
  const found: number[] = [];
  for (const { seq, score } of hits) {
    const z = (score - mean) / deviation;
    if (z <= 0 || score <= 0) break;
    boosts.set(seq, WEIGHT * Math.min(z, MOST));
    if (z >= standsOut) found.push(seq);
  }
  return { boosts, found };
}
