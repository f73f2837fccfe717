import { FEATURES, type Feature, type Weights } from '../ranking/features.ts';
import { SHIPPED_WEIGHTS } from '../ranking/shipped-weights.ts';
import type { LearnedFactor, LearningView } from '../store/learning.ts';

/** How far feedback may move a weight from the shipped one, as a share of it. */
export const BOUND = 0.25;

/** What each shipped weight is multiplied by; 1 where nothing is said. */
export type Factors = Readonly<Partial<Record<Feature, number>>>;

/** The factors as they are kept. Features that this release does not know are passed over. */
export function factorsOf(kept: readonly LearnedFactor[]): Factors {
  const known = new Set<string>(FEATURES);
  return Object.fromEntries(
    kept.filter(({ feature }) => known.has(feature)).map(({ feature, factor }) => [feature, bounded(factor)]),
  );
}

export function bounded(factor: number): number {
  return Math.min(1 + BOUND, Math.max(1 - BOUND, factor));
}

export function weightsWith(factors: Factors): Weights {
  return Object.fromEntries(
    FEATURES.map((name) => [name, SHIPPED_WEIGHTS[name] * (factors[name] ?? 1)]),
  ) as Record<Feature, number>;
}

/** The weights that this user's feedback has led to, as of any view; read anew when some process has changed them. */
export interface LearnedWeights {
  at(view: Pick<LearningView, 'learning' | 'learnedFactors'>): Weights;
}

export function createLearnedWeights(): LearnedWeights {
  let known: { revision: number; weights: Weights } = { revision: 0, weights: SHIPPED_WEIGHTS };
  return {
    at(view) {
      const { revision } = view.learning();
      if (revision !== known.revision) {
        known = { revision, weights: weightsWith(factorsOf(view.learnedFactors())) };
      }
      return known.weights;
    },
  };
}
