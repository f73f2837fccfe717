import { FEATURES, type Weights } from '../../servers/memory/ranking/features.ts';

/** One question: its candidates, of which those at `relevant` are evidence. */
export interface Example {
  candidates: readonly Float64Array[];
  relevant: readonly number[];
}

export interface FitOptions {
  /** What the weights are drawn to, and what they begin as. */
  prior: Weights;
  /** How strongly, beside the mean loss of a question. */
  ridge: number;
  rounds: number;
}

const STEP = 0.05;

/**
 * Weights of a linear ranker by the listwise logistic loss (Cao et al., ListNet, ICML 2007, with the probability of
 * the top place): for each question, minus the mean log-probability of its evidence under a softmax over the scores
 * of that piece of evidence and all that is not evidence. Ridge towards the prior; Adam (Kingma and Ba, 2015) over all
 * questions at once, from the prior, so that the same examples give the same weights.
 */
export function fitWeights(examples: readonly Example[], { prior, ridge, rounds }: FitOptions): Weights {
  const start = FEATURES.map((name) => prior[name]);
  const weights = [...start];
  const usable = examples.filter(({ relevant }) => relevant.length > 0);
  const mean = new Float64Array(weights.length);
  const spread = new Float64Array(weights.length);
  for (let round = 1; round <= rounds; round += 1) {
    const gradient = weights.map((weight, position) => 2 * ridge * (weight - (start[position] ?? 0)));
    for (const example of usable) addGradient(example, weights, gradient, usable.length);
    for (let position = 0; position < weights.length; position += 1) {
      const slope = gradient[position] ?? 0;
      mean[position] = 0.9 * (mean[position] ?? 0) + 0.1 * slope;
      spread[position] = 0.999 * (spread[position] ?? 0) + 0.001 * slope * slope;
      const direction = (mean[position] ?? 0) / (1 - 0.9 ** round);
      const size = Math.sqrt((spread[position] ?? 0) / (1 - 0.999 ** round)) + 1e-8;
      weights[position] = (weights[position] ?? 0) - (STEP * direction) / size;
    }
  }
  return Object.fromEntries(FEATURES.map((name, position) => [name, weights[position] ?? 0])) as Weights;
}

function addGradient(
  { candidates, relevant }: Example,
  weights: number[],
  gradient: number[],
  of: number,
): void {
  const scores = candidates.map((values) => dot(values, weights));
  const highest = Math.max(...scores);
  const odds = scores.map((score) => Math.exp(score - highest));
  const isRelevant = new Set(relevant);
  const irrelevant = odds.reduce((sum, one, position) => sum + (isRelevant.has(position) ? 0 : one), 0);
  const share = 1 / (relevant.length * of);
  // How much each candidate is to give way, summed over the pieces of evidence, and each of these to rise.
  let pressure = 0;
  for (const position of relevant) {
    const total = irrelevant + (odds[position] ?? 0);
    const push = (share * irrelevant) / total;
    addScaled(gradient, candidates[position], -push);
    pressure += share / total;
  }
  candidates.forEach((values, position) => {
    if (!isRelevant.has(position)) addScaled(gradient, values, pressure * (odds[position] ?? 0));
  });
}

function dot(values: Float64Array, weights: readonly number[]): number {
  let sum = 0;
  for (let position = 0; position < weights.length; position += 1) {
    sum += (weights[position] ?? 0) * (values[position] ?? 0);
  }
  return sum;
}

function addScaled(to: number[], values: Float64Array | undefined, by: number): void {
  if (!values) return;
  for (let position = 0; position < to.length; position += 1) {
    to[position] = (to[position] ?? 0) + by * (values[position] ?? 0);
  }
}
