import { answerCue } from './answer-cue.ts';
import { CUE } from './cues.ts';
import type { Evidence } from './evidence.ts';
import { FEATURES, type Feature } from './features.ts';
import type { Query } from './query.ts';
import type { Slots } from './slots.ts';
import type { Group } from './wanted.ts';

/** How much of a word counts when the turn one, two … before or after has it. */
const BEFORE = Float64Array.of(0, 0.6, 0.4, 0.25, 0.15);
const AFTER = Float64Array.of(0, 0.3, 0.2, 0.15, 0.1);
/** How many turns away are looked at. */
export const REACH = BEFORE.length - 1;

export interface Measurer {
  /** Turns an entry into numbers for the ranker, by the positions in FEATURES; the array is used again. */
  measure(slot: number): Float64Array;
  /** For each group, the best of the entry's own match and its neighbours': of the entry measured last. */
  readonly around: Float64Array;
  /** The share of the query that the entry measured last covers with the turns around it, whom it names included. */
  coverage(): number;
}

const AT = Object.fromEntries(FEATURES.map((name, position) => [name, position])) as Record<Feature, number>;

export function createMeasurer(
  slots: Slots,
  groups: readonly Group[],
  query: Query,
  evidence: Evidence,
  sessions: Float32Array,
): Measurer {
  const width = groups.length;
  const askedAt = Int32Array.from(groups.flatMap(({ speaker }, index) => (speaker ? [] : index)));
  const namedAt = groups.flatMap(({ speaker }, index) => (speaker ? index : []));
  const idfs = Float64Array.from(groups, ({ idf }) => idf);
  const mass = askedAt.reduce((sum, index) => sum + (idfs[index] ?? 0), 0) || 1;
  const rarest = askedAt
    .filter((index) => groups[index]?.wanted.length)
    .sort((a, b) => (idfs[b] ?? 0) - (idfs[a] ?? 0) || a - b)[0];
  const people = new Set(namedAt.flatMap((index) => slots.speakersNamed(groups[index]?.word ?? '')));
  const values = new Float64Array(FEATURES.length);
  const best = new Float64Array(width);

  const { columns } = slots;

  /** Turns before or after an entry, as `steps` leads from one to the next, for as long as they are near. */
  const look = (slot: number, index: number, weights: Float64Array, steps: Int32Array): void => {
    const positions = columns.index;
    for (let other = steps[slot] ?? -1; other >= 0; other = steps[other] ?? -1) {
      const position = positions[other] ?? -1;
      const away = Math.abs(position - index);
      if (away > REACH || position < 0) return;
      const weight = weights[away] ?? 0;
      const base = evidence.row(other) * width;
      const { matched } = evidence;
      for (let group = 0; group < width; group += 1) {
        const value = weight * (matched[base + group] ?? 0);
        if (value > (best[group] ?? 0)) best[group] = value;
      }
    }
  };

  const measureWords = (row: number): void => {
    const { matched } = evidence;
    const base = row * width;
    let own = 0;
    let all = 0;
    let covered = 0;
    let exact = 0;
    let kind = 0;
    for (const index of askedAt) {
      const idf = idfs[index] ?? 0;
      const mine = matched[base + index] ?? 0;
      const value = best[index] ?? 0;
      own += idf * mine;
      all += idf * value;
      covered += value < 1 ? value : 1;
      if (mine === 0) continue;
      const by = evidence.by(row, index);
      if (by?.exact) exact += idf;
      if (by?.category) kind += idf * mine;
    }
    values[AT.words] = own / mass;
    values[AT.nearby] = (all - own) / mass;
    values[AT.covered] = covered / (askedAt.length || 1);
    values[AT.exact] = exact / mass;
    values[AT.kind] = kind / mass;
    if (rarest !== undefined) values[AT.rarest] = Math.min(1, matched[base + rarest] ?? 0);
    if (width > 1) values[AT.pairs] = Math.min(1, evidence.pairs(row) / (width - 1));
    values[AT.phrase] = evidence.phrases(row);
    if (evidence.excluded(row)) values[AT.excluded] = 1;
  };

  const mentions = (row: number): boolean =>
    namedAt.some((index) => (evidence.matched[row * width + index] ?? 0) > 0);

  const measurePeople = (row: number, speaker: number, cues: number): void => {
    const isPerson = people.has(speaker);
    if (isPerson) values[AT.speaker] = 1;
    else if (speaker >= 0) values[AT.other] = 1;
    if (mentions(row)) values[AT.mentioned] = 1;
    if (isPerson && cues & CUE.firstPerson) values[AT.ownLife] = 1;
    if (!isPerson && speaker >= 0 && cues & CUE.secondPerson) values[AT.toPerson] = 1;
  };

  /** What the turn just before asked, when another asked it. */
  const measureQuestion = (slot: number, index: number, speaker: number): void => {
    const before = slots.previous(slot);
    if (before < 0 || index - slots.index(before) !== 1 || index < 1) return;
    if (!(slots.cues(before) & CUE.endsAsking) || slots.speaker(before) === speaker) return;
    const base = evidence.row(before) * width;
    const { matched } = evidence;
    let share = 0;
    for (const group of askedAt) share += (idfs[group] ?? 0) * Math.min(1, matched[base + group] ?? 0);
    values[AT.answers] = share / mass;
    values[AT.afterQuestion] = 1;
  };

  return {
    measure(slot) {
      values.fill(0);
      const row = evidence.row(slot);
      const index = slots.index(slot);
      for (let group = 0; group < width; group += 1) best[group] = evidence.matched[row * width + group] ?? 0;
      if (index >= 0) {
        look(slot, index, BEFORE, columns.previous);
        look(slot, index, AFTER, columns.next);
      }
      measureWords(row);
      const session = slots.session(slot);
      if (session >= 0) values[AT.session] = sessions[session] ?? 0;
      const cues = slots.cues(slot);
      const speaker = slots.speaker(slot);
      if (people.size > 0) measurePeople(row, speaker, cues);
      if (cues & CUE.endsAsking) values[AT.asks] = 1;
      else if (cues & CUE.question) values[AT.asksWithin] = 1;
      measureQuestion(slot, index, speaker);
      if (query.answer)
        values[AT[query.answer]] = answerCue(query.answer, cues, slots.times.speaksOfAny(slot));
      if (query.dates.length > 0) {
        values[AT.date] = slots.times.overlap(slot, query.dates);
        const at = slots.times.at(slot);
        if (query.dates.some(({ from, to }) => from <= at && at < to)) values[AT.saidThen] = 1;
      }
      values[AT.length] = Math.log(1 + slots.length(slot)) / 4;
      if (cues & CUE.properName) values[AT.properName] = 1;
      if (cues & CUE.opener) values[AT.opener] = 1;
      if (cues & CUE.reaction) values[AT.reaction] = 1;
      return values;
    },
    around: best,
    coverage() {
      let words = 0;
      for (const index of askedAt) words += (idfs[index] ?? 0) * Math.min(1, best[index] ?? 0);
      if (namedAt.length === 0) return words / mass;
      const person = values[AT.speaker] || values[AT.mentioned] ? 1 : 0;
      if (askedAt.length === 0) return person;
      // Whom the question names counts as much as one word of it.
      const each = mass / askedAt.length;
      return (words + person * each) / (mass + each);
    },
  };
}
