/** A vector that was found, by the number it was stored under. */
export interface VectorHit {
  seq: number;
  /** Cosine of the angle to the query: 1 is the same direction, -1 the opposite one. */
  score: number;
}

/** The best of the hits that are offered. */
export interface TopHits {
  /** Whether a hit with this score would be among the best so far. */
  takes(seq: number, score: number): boolean;
  /** Adds a hit that `takes` has let through. */
  add(seq: number, score: number): void;
  /** Best first; among equals the lowest seq first, whatever the order they came in. */
  list(): VectorHit[];
}

/** Keeps a short sorted list: most hits are refused by one comparison with its last. */
export function createTopHits(limit: number): TopHits {
  const hits: VectorHit[] = [];
  const before = (seq: number, score: number, other: VectorHit): boolean =>
    score > other.score || (score === other.score && seq < other.seq);

  return {
    takes(seq, score) {
      const last = hits[limit - 1];
      return limit > 0 && (!last || before(seq, score, last));
    },
    add(seq, score) {
      let [low, high] = [0, hits.length];
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (before(seq, score, hits[middle] as VectorHit)) high = middle;
        else low = middle + 1;
      }
      hits.splice(low, 0, { seq, score });
      if (hits.length > limit) hits.pop();
    },
    list: () => [...hits],
  };
}
