import { CUE } from './cues.ts';
import type { Interval } from './entry.ts';
import type { EvidenceReader } from './evidence.ts';
import { FEATURES, type Feature } from './features.ts';
import type { Query } from './query.ts';
import type { Slots } from './slots.ts';
import type { Group } from './wanted.ts';

/** How much of a word counts when the turn one, two … before or after has it. */
const BEFORE = [0, 0.5, 0.3, 0.2, 0.1];
const AFTER = [0, 0.3, 0.2, 0.15, 0.1];
export const REACH = BEFORE.length - 1;

export interface Measured {
  /** By the positions in FEATURES. */
  values: Float64Array;
  /** For each group, the best of the entry's own match and its neighbours'. */
  around: Float64Array;
}

export interface Measurer {
  measure(slot: number): Measured;
  /** The share of the query that an entry covers with the turns around it, those whom it names included. */
  coverage(measured: Measured): number;
}

const AT = Object.fromEntries(FEATURES.map((name, position) => [name, position])) as Record<Feature, number>;

/** Turns candidates of one query into numbers for the ranker. */
export function createMeasurer(
  slots: Slots,
  groups: readonly Group[],
  query: Query,
  evidence: EvidenceReader,
  sessions: Float32Array,
): Measurer {
  const asked = groups.map((group, index) => ({ ...group, index })).filter(({ speaker }) => !speaker);
  const named = groups.map((group, index) => ({ ...group, index })).filter(({ speaker }) => speaker);
  const mass = asked.reduce((sum, { idf }) => sum + idf, 0) || 1;
  const rarest = asked.filter(({ wanted }) => wanted.length > 0).toSorted((a, b) => b.idf - a.idf)[0];
  const people = new Set<number>();
  for (const [name, id] of slots.speakers()) {
    const lower = name.toLowerCase();
    if (named.some(({ word }) => lower === word || lower.split(/[^\p{L}\p{N}]+/u).includes(word)))
      people.add(id);
  }

  const around = (slot: number, own: Float64Array): Float64Array => {
    const best = Float64Array.from(own);
    const index = slots.index(slot);
    if (index < 0) return best;
    for (const [weights, step] of [
      [BEFORE, slots.previous],
      [AFTER, slots.next],
    ] as const) {
      for (let other = step(slot); other >= 0; other = step(other)) {
        const weight = weights[Math.abs(slots.index(other) - index)];
        if (weight === undefined || slots.index(other) < 0) break;
        const { matched } = evidence.of(other);
        for (let group = 0; group < best.length; group += 1) {
          const value = weight * (matched[group] ?? 0);
          if (value > (best[group] ?? 0)) best[group] = value;
        }
      }
    }
    return best;
  };

  return {
    measure(slot) {
      const values = new Float64Array(FEATURES.length);
      const set = (name: Feature, value: number): void => {
        values[AT[name]] = value;
      };
      const row = evidence.of(slot);
      const best = around(slot, row.matched);
      const cues = slots.cues(slot);
      let words = 0;
      let nearby = 0;
      let covered = 0;
      let exact = 0;
      let kind = 0;
      for (const { index, idf } of asked) {
        const own = row.matched[index] ?? 0;
        const value = best[index] ?? 0;
        const by = row.by[index];
        words += idf * own;
        nearby += idf * (value - own);
        covered += Math.min(1, value);
        if (by?.exact) exact += idf;
        if (by?.category) kind += idf * own;
      }
      set('words', words / mass);
      set('nearby', nearby / mass);
      set('covered', covered / (asked.length || 1));
      set('exact', exact / mass);
      set('kind', kind / mass);
      if (rarest) set('rarest', Math.min(1, row.matched[rarest.index] ?? 0));
      set('session', sessions[slots.session(slot)] ?? 0);
      if (groups.length > 1) set('pairs', Math.min(1, row.pairs / (groups.length - 1)));
      set('phrase', row.phrases);
      if (row.excluded) set('excluded', 1);

      const speaker = slots.speaker(slot);
      const isPerson = people.has(speaker);
      if (people.size > 0) {
        if (isPerson) set('speaker', 1);
        else if (speaker >= 0) set('other', 1);
        if (named.some(({ index }) => (row.matched[index] ?? 0) > 0)) set('mentioned', 1);
        if (isPerson && cues & CUE.firstPerson) set('ownLife', 1);
        if (!isPerson && speaker >= 0 && cues & CUE.secondPerson) set('toPerson', 1);
      }

      if (cues & CUE.endsAsking) set('asks', 1);
      else if (cues & CUE.question) set('asksWithin', 1);
      const before = slots.previous(slot);
      const follows = before >= 0 && slots.index(slot) - slots.index(before) === 1;
      if (follows && slots.cues(before) & CUE.endsAsking && slots.speaker(before) !== speaker) {
        const { matched } = evidence.of(before);
        const share =
          asked.reduce((sum, { index, idf }) => sum + idf * Math.min(1, matched[index] ?? 0), 0) / mass;
        set('answers', share);
        set('afterQuestion', 1);
      }

      const spoken = slots.speaksOf(slot);
      if (query.answer) set(query.answer, cueFor(query.answer, cues, spoken.length > 0));
      if (query.dates.length > 0) {
        set('date', overlap(query.dates, spoken));
        const at = slots.at(slot);
        if (query.dates.some(({ from, to }) => from <= at && at < to)) set('saidThen', 1);
      }
      set('length', Math.log(1 + slots.length(slot)) / 4);
      if (cues & CUE.properName) set('properName', 1);
      if (cues & CUE.opener) set('opener', 1);
      if (cues & CUE.reaction) set('reaction', 1);
      return { values, around: best };
    },
    coverage({ values, around: best }) {
      const words = asked.reduce((sum, { index, idf }) => sum + idf * Math.min(1, best[index] ?? 0), 0);
      if (named.length === 0) return words / mass;
      const person = values[AT.speaker] || values[AT.mentioned] ? 1 : 0;
      // Whom the question names counts as much as one word of it.
      const each = mass / (asked.length || 1);
      return (words + person * each) / ((asked.length === 0 ? 0 : mass) + each);
    },
  };
}

function cueFor(answer: NonNullable<Query['answer']>, cues: number, speaksOfTime: boolean): number {
  switch (answer) {
    case 'when':
      return speaksOfTime ? 1 : cues & CUE.time ? 0.5 : 0;
    case 'where':
      return cues & CUE.place ? 1 : 0;
    case 'who':
      return cues & CUE.properName ? 1 : 0;
    case 'count':
      return cues & CUE.number ? 1 : 0;
    case 'duration':
      return cues & CUE.duration ? 1 : 0;
    case 'why':
      return cues & CUE.reason ? 1 : 0;
    case 'name':
      return cues & CUE.title ? 1 : cues & CUE.properName ? 0.7 : 0;
  }
}

/** 0 when no two spans meet, else from ½ to 1, the more the better they fit. */
function overlap(asked: readonly Interval[], spoken: readonly Interval[]): number {
  let best = 0;
  for (const one of asked) {
    for (const other of spoken) {
      const shared = Math.min(one.to, other.to) - Math.max(one.from, other.from);
      if (shared <= 0) continue;
      best = Math.max(best, 0.5 + (0.5 * shared) / Math.max(one.to - one.from, other.to - other.from));
    }
  }
  return best;
}
