/** A passage with what speaks for it, in a list with the best first. */
export interface Ranked {
  slot: number;
  score: number;
  /** Entities that led to it, in the order of the way, where it was not found by its own words alone. */
  path?: readonly number[] | undefined;
}

/** Best first; among equals the passage that was there first. */
export function byScore(a: Pick<Ranked, 'slot' | 'score'>, b: Pick<Ranked, 'slot' | 'score'>): number {
  return b.score - a.score || a.slot - b.slot;
}

/** What is added to a rank: how little the first places differ. Cormack, Clarke and Büttcher, Reciprocal rank fusion (2009, https://doi.org/10.1145/1571941.1572114). */
const K = 60;

/** One list of several that weigh the same, by ranks alone; scores are shares of what the first of all lists would have. */
export function fuse(lists: readonly (readonly Ranked[])[]): Ranked[] {
  const fused = new Map<number, Ranked>();
  for (const list of lists) {
    list.forEach(({ slot, path }, rank) => {
      const before = fused.get(slot);
      const share = (K + 1) / (K + rank + 1) / lists.length;
      fused.set(slot, { slot, score: (before?.score ?? 0) + share, path: before?.path ?? path });
    });
  }
  return [...fused.values()].sort(byScore);
}

/** The list with what it lacks of another one behind it. */
export function followedBy(first: readonly Ranked[], rest: readonly Ranked[]): Ranked[] {
  const there = new Set(first.map(({ slot }) => slot));
  return [...first, ...rest.filter(({ slot }) => !there.has(slot))];
}
