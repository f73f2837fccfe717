export interface Ranked {
  score: number;
  /** What hits of one kind share: their conversation; those without one are like no other. */
  group?: number | string | undefined;
}

export interface DiversityOptions {
  limit: number;
  /** How much the score counts against being unlike what is chosen: 1 keeps the order. */
  lambda?: number;
}

/**
 * Chooses hits, the best first, so that one conversation does not fill the list: maximal marginal relevance (Carbonell
 * and Goldstein, SIGIR 1998), λ · relevance − (1 − λ) · likeness to what is chosen. Relevance is the score scaled to
 * [0, 1] over the hits; hits of a group that has n among the chosen are alike by 1 − 2⁻ⁿ. Equal hits keep their order.
 */
export function diversify<T extends Ranked>(
  hits: readonly T[],
  { limit, lambda = 0.8 }: DiversityOptions,
): T[] {
  const scores = hits.map(({ score }) => score);
  const lowest = Math.min(...scores);
  const range = Math.max(...scores) - lowest || 1;
  const left = new Set(hits);
  const taken = new Map<number | string, number>();
  const chosen: T[] = [];
  while (chosen.length < limit && left.size > 0) {
    let best: T | undefined;
    let most = Number.NEGATIVE_INFINITY;
    for (const hit of left) {
      const before = hit.group === undefined ? 0 : (taken.get(hit.group) ?? 0);
      const value = (lambda * (hit.score - lowest)) / range - (1 - lambda) * (1 - 0.5 ** before);
      if (value > most) [best, most] = [hit, value];
    }
    if (!best) break;
    left.delete(best);
    chosen.push(best);
    if (best.group !== undefined) taken.set(best.group, (taken.get(best.group) ?? 0) + 1);
  }
  return chosen;
}
