import { FEATURES } from '../ranking/features.ts';
import { SHIPPED_WEIGHTS } from '../ranking/shipped-weights.ts';
import { bounded, type Factors } from './learned-weights.ts';

/** A candidate as the ranker saw it. */
export interface Ranked {
  /** By the positions in FEATURES. */
  values: Float64Array;
  score: number;
}

/** What a ranking got wrong: the memory that helped, and those that stood above it. */
export interface Lesson {
  useful: Ranked;
  above: readonly Ranked[];
}

const RATE = 0.02;
/** How much of what was learned before a step takes back: a single evening of odd questions is soon forgotten. */
const PULL = 0.05;

/**
 * One step of pairwise logistic regression, as in RankNet (Burges et al., 2005, https://doi.org/10.1145/1102351.1102363),
 * towards a ranking in which the useful memory stands above the others, with a Gaussian prior on the shipped weights.
 * The factor of a feature is moved by what its weight counts in the pairs, and stays within its bounds.
 */
export function stepped(factors: Factors, { useful, above }: Lesson): Factors {
  if (above.length === 0) return factors;
  return Object.fromEntries(
    FEATURES.map((name, position) => {
      const gradient = above.reduce((sum, other) => {
        const wrong = 1 / (1 + Math.exp(useful.score - other.score));
        return sum + wrong * ((useful.values[position] ?? 0) - (other.values[position] ?? 0));
      }, 0);
      const before = factors[name] ?? 1;
      const moved = (RATE * SHIPPED_WEIGHTS[name] * gradient) / above.length;
      return [name, bounded(before + moved - PULL * (before - 1))];
    }),
  );
}
