import { createGatherer, posting } from './candidates.ts';
import { cuesOf } from './cues.ts';
import type { DateTagger } from './dates.ts';
import type { Entry } from './entry.ts';
import { readEvidence } from './evidence.ts';
import { FEATURES, type Weights } from './features.ts';
import { createMeasurer, type Measured, REACH } from './measure.ts';
import { createNumberLists } from './number-lists.ts';
import { contentStems, type Query } from './query.ts';
import { createSlots } from './slots.ts';
import { groupsOf } from './wanted.ts';
import weightsFile from './weights.json' with { type: 'json' };
import { why } from './why.ts';
import { words } from './words.ts';

export interface Frequencies {
  documents: number;
  /** In how many of the documents a stem occurs. */
  of(stem: string): number;
}

export interface WordIndexOptions {
  /** How rare words are in a larger collection that the entries are drawn from; without, in the index itself. */
  frequencies?: Frequencies | undefined;
  /** Looks texts through for the times that they speak of, unless an entry comes with them. */
  dates?: DateTagger | undefined;
  weights?: Weights | undefined;
}

export interface SearchOptions {
  limit: number;
  /** Only these. */
  allow?: ((seq: number) => boolean) | undefined;
  /** Added to the score: importance, retrievability, nearness of vectors. */
  prior?: ((seq: number) => number) | undefined;
  /** Candidates although no word may match: what vectors or links have found. */
  also?: Iterable<number> | undefined;
}

export interface Hit {
  seq: number;
  score: number;
  /** What spoke most for it, in words a person understands. */
  why: string[];
  /** How much of the query it covers, weighted by rarity, as a probability in [0, 1] that it is what was meant. */
  confidence: number;
  /** How many words of the query it has itself, in some form of them. */
  exactTerms: number;
}

/** A candidate with what the ranker sees of it, for fitting its weights. */
export interface Candidate {
  seq: number;
  /** By the positions in FEATURES. */
  values: Float64Array;
}

export interface WordIndex {
  /** Adds an entry, in place of the one with its seq if there is one. */
  add(entry: Entry): void;
  /** Returns whether it was there. */
  remove(seq: number): boolean;
  has(seq: number): boolean;
  /** Best first; equal scores by time, the latest first, then by seq, the highest first. */
  search(query: Query, options: SearchOptions): Hit[];
  /** All that `search` would rank, in no particular order. */
  candidates(query: Query, options?: Omit<SearchOptions, 'limit' | 'prior'>): Candidate[];
  /** Those who speak in it. */
  speakers(): string[];
  readonly size: number;
  /** What its arrays hold, without the strings of its vocabulary. */
  readonly bytes: number;
}

/** Candidates by their own words; each brings the turns around it. */
const MOST_CANDIDATES = 200;

/** An inverted index over memories and turns that ranks without a model. For one process, in memory, up to a million. */
export function createWordIndex(options: WordIndexOptions = {}): WordIndex {
  const { frequencies, dates, weights = weightsFile } = options;
  const slots = createSlots();
  const vocabulary = new Map<string, number>();
  const postings = createNumberLists();
  const texts = createNumberLists();
  const precedes = (slot: number, other: number): boolean =>
    slots.at(slot) > slots.at(other) ||
    (slots.at(slot) === slots.at(other) && slots.seq(slot) > slots.seq(other));
  const gatherer = createGatherer(slots, postings, precedes);

  const termOf = (stem: string): number | undefined => vocabulary.get(stem);
  const ownFrequency = (stem: string): number => {
    const term = vocabulary.get(stem);
    return term === undefined ? 0 : postings.length(term);
  };
  const counts = (terms: readonly number[]): Map<number, number> => {
    const times = new Map<number, number>();
    for (const term of terms) times.set(term, (times.get(term) ?? 0) + 1);
    return times;
  };
  const remove = (seq: number): boolean => {
    const slot = slots.slotOf(seq);
    if (slot < 0) return false;
    const start = texts.start(slot);
    const terms = new Set(texts.data.subarray(start, start + texts.length(slot)));
    for (const term of terms) postings.remove(term, posting(slot, 0), posting(slot + 1, 0));
    texts.set(slot, []);
    slots.remove(slot);
    return true;
  };

  const measured = (query: Query, { allow, also = [] }: Omit<SearchOptions, 'limit' | 'prior'>) => {
    const speakers = new Set([...slots.speakers()].flatMap(([name]) => words(name)));
    const groups = groupsOf(
      query,
      {
        documents: frequencies?.documents ?? slots.size,
        frequency: (stem) => frequencies?.of(stem) ?? ownFrequency(stem),
        termOf,
      },
      speakers,
    );
    const allowed = (slot: number): boolean => !allow || allow(slots.seq(slot));
    const gathered = gatherer.gather(groups, MOST_CANDIDATES, allowed);
    const candidates = new Set<number>();
    const consider = (slot: number): void => {
      if (allowed(slot)) candidates.add(slot);
    };
    for (const slot of gathered.slots) candidates.add(slot);
    for (const slot of gathered.slots) {
      if (slots.index(slot) < 0) continue;
      for (const step of [slots.previous, slots.next]) {
        for (let other = step(slot); other >= 0; other = step(other)) {
          if (slots.index(other) < 0 || Math.abs(slots.index(other) - slots.index(slot)) > REACH) break;
          if (!candidates.has(other)) consider(other);
        }
      }
    }
    for (const seq of also) if (slots.slotOf(seq) >= 0) consider(slots.slotOf(seq));
    const evidence = readEvidence(texts, groups, query, termOf);
    const measurer = createMeasurer(slots, groups, query, evidence, gathered.sessions);
    return { groups, candidates, evidence, measurer };
  };

  return {
    add(entry) {
      remove(entry.seq);
      const terms = contentStems(entry.text).map((stem) => {
        const known = vocabulary.get(stem);
        if (known !== undefined) return known;
        vocabulary.set(stem, vocabulary.size);
        return vocabulary.size - 1;
      });
      const slot = slots.add(entry, {
        cues: cuesOf(entry.text),
        length: terms.length,
        speaksOf: entry.speaksOf ?? dates?.(entry.text, entry.at) ?? [],
      });
      texts.set(slot, terms);
      for (const [term, times] of counts(terms)) postings.insert(term, posting(slot, times));
    },
    remove,
    has: (seq) => slots.slotOf(seq) >= 0,
    search(query, searched) {
      const { limit, prior } = searched;
      const { groups, candidates, evidence, measurer } = measured(query, searched);
      const ranked: { slot: number; score: number; measured: Measured }[] = [];
      for (const slot of candidates) {
        const one = measurer.measure(slot);
        let score = prior?.(slots.seq(slot)) ?? 0;
        FEATURES.forEach((name, position) => {
          score += weights[name] * (one.values[position] ?? 0);
        });
        ranked.push({ slot, score, measured: one });
      }
      ranked.sort((a, b) => b.score - a.score || (precedes(a.slot, b.slot) ? -1 : 1));
      return ranked.slice(0, limit).map(({ slot, score, measured: one }) => {
        const found = evidence.of(slot);
        return {
          seq: slots.seq(slot),
          score,
          why: why(one.values, weights, groups, found, one.around),
          confidence: measurer.coverage(one),
          exactTerms: found.by.filter((by) => by?.exact).length,
        };
      });
    },
    candidates(query, searched = {}) {
      const { candidates, measurer } = measured(query, searched);
      return Array.from(candidates, (slot) => ({
        seq: slots.seq(slot),
        values: measurer.measure(slot).values,
      }));
    },
    speakers: () => Array.from(slots.speakers(), ([name]) => name),
    get size() {
      return slots.size;
    },
    get bytes() {
      return slots.bytes + postings.bytes + texts.bytes + gatherer.bytes;
    },
  };
}
