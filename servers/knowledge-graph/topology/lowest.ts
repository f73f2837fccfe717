export interface Keyed {
  key: number;
  value: number;
}

/** Those with the lowest keys of all that are offered; among equal keys the lowest values. */
export interface Lowest {
  offer(key: number, value: number): void;
  /** Lowest first. */
  list(): Keyed[];
}

/** Collects twice as many as are wanted before it sorts, so that most of what is offered costs a comparison. */
export function createLowest(limit: number): Lowest {
  let kept: Keyed[] = [];
  let worst = Number.POSITIVE_INFINITY;
  const sort = (): void => {
    kept.sort((a, b) => a.key - b.key || a.value - b.value);
    kept = kept.slice(0, limit);
    if (kept.length === limit) worst = kept.at(-1)?.key ?? Number.NEGATIVE_INFINITY;
  };
  return {
    offer(key, value) {
      if (key > worst) return;
      kept.push({ key, value });
      if (kept.length >= 2 * limit + 64) sort();
    },
    list() {
      sort();
      return kept;
    },
  };
}
