import type { NumberLists } from '../../../shared/number-lists.ts';
import type { Slots } from './slots.ts';
import { topOf } from './top.ts';
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

interface Taken {
  /** Of the group, from 1 on: an entry counts once for a group, by the first of its terms that it has. */
  mark: number;
  /** What one occurrence scores. */
  impact: number;
  /** What a conversation gains. */
  share: number;
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

  /** Adds what the entries of a term score; returns how many entries have been touched then. */
  const take = (term: number, before: number, { mark, impact, share }: Taken): number => {
    // What the loop reads is kept beside it: there may be hundreds of thousands of postings.
    const { data } = postings;
    const [sums, last, all, bySession, lastOfSession] = [
      scores,
      lastGroup,
      touched,
      sessionScores,
      sessionGroup,
    ];
    const sessionOf = slots.columns.session;
    const start = postings.start(term);
    const end = start + postings.length(term);
    let found = before;
    for (let position = start; position < end; position += 1) {
      const value = data[position] ?? 0;
      const slot = value >>> 8;
      if (last[slot] === mark) continue;
      const sum = sums[slot] ?? 0;
      if (sum === 0) all[found++] = slot;
      last[slot] = mark;
      sums[slot] = sum + impact * (SATURATED[value & 255] ?? 0);
      if (share === 0) continue;
      const session = sessionOf[slot] ?? -1;
      if (session < 0 || lastOfSession[session] === mark) continue;
      lastOfSession[session] = mark;
      bySession[session] = (bySession[session] ?? 0) + share;
    }
    return found;
  };

  return {
    gather(groups, { limit, allow, brings }) {
      reserve();
      const mass = groups.reduce((sum, group) => sum + (group.speaker ? 0 : group.idf), 0) || 1;
      const order = groups.map((_, index) => index);
      order.sort((a, b) => (groups[b]?.idf ?? 0) - (groups[a]?.idf ?? 0) || a - b);
      let read = 0;
      let found = 0;
      let ceiling = mass / 3;
      for (const index of order) {
        const group = groups[index];
        if (!group) continue;
        ceiling += group.idf * (K1 + 1);
        for (const { term, worth } of group.wanted) {
          read += postings.length(term);
          if (read > MOST_POSTINGS && found > 0) break;
          const impact = group.idf * worth * (group.speaker ? NAME_WORTH : 1);
          const share = group.speaker ? 0 : (group.idf * worth) / mass;
          found = take(term, found, { mark: index + 1, impact, share });
        }
      }
      for (const slot of brings) {
        if (scores[slot] === 0) touched[found++] = slot;
        scores[slot] = (scores[slot] ?? 0) + mass / 3;
      }
      const best = topOf(touched, found, scores, { limit, ceiling, allow, precedes });
      for (let position = 0; position < found; position += 1) {
        const slot = touched[position] ?? 0;
        scores[slot] = 0;
        lastGroup[slot] = 0;
      }
      return { slots: best, sessions: sessionScores };
    },
  };
}
