export interface TopOptions {
  /** How many. */
  limit: number;
  /** No score is above it. */
  ceiling: number;
  allow(slot: number): boolean;
  /** Which of two with the same score comes first: a total order. */
  precedes(slot: number, other: number): boolean;
}

const BINS = 1_024;
const counts = new Uint32Array(BINS);

/**
 * The best of the first `count` slots, best first. The scores are counted by size first, so that only the few that may
 * be among the best are asked whether they are allowed, and compared: of the rest one look is enough, however many.
 */
export function topOf(
  slots: Int32Array,
  count: number,
  scores: Float32Array,
  { limit, ceiling, allow, precedes }: TopOptions,
): number[] {
  const scale = BINS / ceiling;
  const binOf = (score: number): number => Math.min(BINS - 1, Math.floor(score * scale));
  counts.fill(0);
  for (let position = 0; position < count; position += 1) {
    const bin = binOf(scores[slots[position] ?? 0] ?? 0);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const better = (slot: number, other: number): boolean => {
    const difference = (scores[slot] ?? 0) - (scores[other] ?? 0);
    return difference > 0 || (difference === 0 && precedes(slot, other));
  };
  const kept = createKeeper(limit, better);
  let wanted = limit;
  for (let above = BINS; above > 0 && kept.size() < limit; wanted *= 4) {
    let from = above;
    for (let within = 0; from > 0 && within < wanted; ) {
      from -= 1;
      within += counts[from] ?? 0;
    }
    // From the end: later entries come before earlier ones of the same score, so what follows seldom changes anything.
    for (let position = count - 1; position >= 0; position -= 1) {
      const slot = slots[position] ?? 0;
      const score = scores[slot] ?? 0;
      if (score * scale < from) continue;
      if (binOf(score) < above && kept.wants(slot) && allow(slot)) kept.add(slot);
    }
    above = from;
  }
  return kept.all();
}

/** Keeps the best that are added, in a heap whose root is the worst of them. */
function createKeeper(limit: number, better: (slot: number, other: number) => boolean) {
  const heap: number[] = [];
  const sink = (root: number): void => {
    const slot = heap[root] ?? 0;
    let place = root;
    for (;;) {
      let child = place * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && better(heap[child] ?? 0, heap[child + 1] ?? 0)) child += 1;
      if (!better(slot, heap[child] ?? 0)) break;
      heap[place] = heap[child] ?? 0;
      place = child;
    }
    heap[place] = slot;
  };
  return {
    size: () => heap.length,
    wants: (slot: number): boolean => heap.length < limit || better(slot, heap[0] ?? 0),
    add(slot: number): void {
      if (heap.length === limit) {
        heap[0] = slot;
        sink(0);
      } else if (heap.push(slot) === limit) {
        for (let root = limit >> 1; root >= 0; root -= 1) sink(root);
      }
    },
    all: (): number[] => heap.sort((a, b) => (better(a, b) ? -1 : 1)),
  };
}
