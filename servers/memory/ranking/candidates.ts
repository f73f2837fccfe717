import type { NumberLists } from './number-lists.ts';
import type { Slots } from './slots.ts';
import type { Group } from './wanted.ts';

/** A posting is a slot and how often its text has the term, at most 255 times. */
export const posting = (slot: number, times: number): number => slot * 256 + Math.min(times, 255);

/** BM25's saturation without length normalisation: 1 for one occurrence, at most K1 + 1. Long turns carry facts. */
const K1 = 1.2;
const SATURATED = Float64Array.from({ length: 256 }, (_, times) => (times * (K1 + 1)) / (times + K1));
export const saturated = (times: number): number => SATURATED[Math.min(times, 255)] ?? 0;

/** The name of a speaker in a text counts for little, since the turns around it are the speaker's own. */
const NAME_WORTH = 0.3;

/**
 * Postings that are read for one query. Past these, frequent terms no longer bring in candidates; those that rarer
 * terms brought in still score by all of them.
 */
const MOST_POSTINGS = 400_000;

export interface Gathered {
  /** Slots, the best by their own words first. */
  slots: number[];
  /** Share of the query's idf that each conversation has, by its number; of those that have none, 0. */
  sessions: Float32Array;
}

export interface GatherLimits {
  limit: number;
  allow(slot: number): boolean;
  /** Entries that are candidates whatever their words, each as good as having a third of the query. */
  brings: readonly number[];
}

export interface Gatherer {
  gather(groups: readonly Group[], limits: GatherLimits): Gathered;
}

/** Reads the postings of a query's terms and keeps the entries whose own words score best. */
export function createGatherer(
  slots: Slots,
  postings: NumberLists,
  precedes: (slot: number, other: number) => boolean,
): Gatherer {
  let scores = new Float32Array(0);
  let lastGroup = new Uint8Array(0);
  let touched = new Int32Array(0);
  let sessionScores = new Float32Array(0);
  let sessionGroup = new Uint8Array(0);

  const reserve = (): void => {
    if (scores.length < slots.end) {
      const length = Math.ceil(slots.end * 1.25);
      scores = new Float32Array(length);
      lastGroup = new Uint8Array(length);
      touched = new Int32Array(length);
    }
    if (sessionScores.length < slots.sessions) {
      const length = Math.ceil(slots.sessions * 1.25);
      sessionScores = new Float32Array(length);
      sessionGroup = new Uint8Array(length);
    }
    sessionScores.fill(0);
    sessionGroup.fill(0);
  };

  return {
    gather(groups, { limit, allow, brings }) {
      reserve();
      const mass = groups.reduce((sum, group) => sum + (group.speaker ? 0 : group.idf), 0) || 1;
      const order = groups.map((_, index) => index);
      order.sort((a, b) => (groups[b]?.idf ?? 0) - (groups[a]?.idf ?? 0) || a - b);
      const sessionOf = slots.sessionColumn;
      let read = 0;
      let found = 0;
      for (const index of order) {
        const group = groups[index];
        if (!group) continue;
        const mark = index + 1;
        for (const { term, worth } of group.wanted) {
          const length = postings.length(term);
          read += length;
          if (read > MOST_POSTINGS && found > 0) break;
          const start = postings.start(term);
          const { data } = postings;
          const impact = group.idf * worth * (group.speaker ? NAME_WORTH : 1);
          const share = group.speaker ? 0 : (group.idf * worth) / mass;
          for (let position = start; position < start + length; position += 1) {
            const value = data[position] ?? 0;
            const slot = value >>> 8;
            if (lastGroup[slot] === mark) continue;
            if (scores[slot] === 0) touched[found++] = slot;
            lastGroup[slot] = mark;
            scores[slot] = (scores[slot] ?? 0) + impact * (SATURATED[value & 255] ?? 0);
            const session = sessionOf[slot] ?? -1;
            if (session < 0 || sessionGroup[session] === mark) continue;
            sessionGroup[session] = mark;
            sessionScores[session] = (sessionScores[session] ?? 0) + share;
          }
        }
      }
      for (const slot of brings) {
        if (scores[slot] === 0) touched[found++] = slot;
        scores[slot] = (scores[slot] ?? 0) + mass / 3;
      }
      const best = topOf(touched, found, scores, limit, allow, precedes);
      for (let position = 0; position < found; position += 1) {
        const slot = touched[position] ?? 0;
        scores[slot] = 0;
        lastGroup[slot] = 0;
      }
      return { slots: best, sessions: sessionScores };
    },
  };
}

/** The `limit` best slots by score, ties by `precedes`, with a heap whose root is the worst that is kept. */
function topOf(
  slots: Int32Array,
  count: number,
  scores: Float32Array,
  limit: number,
  allow: (slot: number) => boolean,
  precedes: (slot: number, other: number) => boolean,
): number[] {
  const heap: number[] = [];
  const better = (slot: number, other: number): boolean => {
    const difference = (scores[slot] ?? 0) - (scores[other] ?? 0);
    return difference > 0 || (difference === 0 && precedes(slot, other));
  };
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
  let lowest = 0;
  for (let position = 0; position < count; position += 1) {
    const slot = slots[position] ?? 0;
    if ((scores[slot] ?? 0) < lowest) continue;
    if (heap.length < limit) {
      if (!allow(slot)) continue;
      heap.push(slot);
      if (heap.length === limit) for (let root = limit >> 1; root >= 0; root -= 1) sink(root);
      if (heap.length === limit) lowest = scores[heap[0] ?? 0] ?? 0;
    } else if (better(slot, heap[0] ?? 0) && allow(slot)) {
      heap[0] = slot;
      sink(0);
      lowest = scores[heap[0] ?? 0] ?? 0;
    }
  }
  return heap.sort((a, b) => (better(a, b) ? -1 : 1));
}
