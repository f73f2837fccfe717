import { createNumberLists } from '../../../shared/number-lists.ts';
import { createGatherer, posting } from './candidates.ts';
import { cuesOf } from './cues.ts';
import type { DateTagger } from './dates.ts';
import type { Entry } from './entry.ts';
import { type Evidence, type Scratch, withEvidence } from './evidence.ts';
import { scorer, type Weights } from './features.ts';
import { createMeasurer, type Measurer } from './measure.ts';
import { contentStems, type Query } from './query.ts';
import { SHIPPED_WEIGHTS } from './shipped-weights.ts';
import { createSlots } from './slots.ts';
import { bringing, withNeighbours } from './surroundings.ts';
import { type Group, groupsOf, type Wanted } from './wanted.ts';
import fitted from './weights.json' with { type: 'json' };
import { why } from './why.ts';

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
  /** About how many entries it will have: it then grows without moving. */
  expected?: number | undefined;
}

export interface SearchOptions {
  limit: number;
  /** Only these. */
  allow?: ((seq: number) => boolean) | undefined;
  /** Added to the score: importance, retrievability, nearness of vectors. */
  prior?: ((seq: number) => number) | undefined;
  /** Candidates although no word may match: what vectors or links have found. */
  also?: Iterable<number> | undefined;
  /** Scores anew those that come near the top, by what is too much to ask for all; ties then by seq, the highest first. */
  again?: Again | undefined;
  /** In place of those that the index was made with: feedback changes them while it lives. */
  weights?: Weights | undefined;
}

export interface Again {
  /** How many are scored anew. */
  among: number;
  /** Called once with these, the best first; gives the scores that they get in place of theirs. */
  by(seqs: readonly number[]): (seq: number, score: number) => number;
}

export interface Hit {
  seq: number;
  score: number;
  /** What spoke most for it, in words a person understands. */
  why: string[];
  /** The share of the query that it covers with the turns around it, weighted by rarity, in [0, 1]. */
  coverage: number;
  /** That share as the probability that the best of the hits, having it, is what was meant. */
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
  candidates(query: Query, options?: Partial<Omit<SearchOptions, 'prior'>>): Candidate[];
  /** Gives back the memory that was only of use while many entries were added. */
  compact(): void;
  /** Those who speak in it. */
  speakers(): string[];
  size(): number;
}

/**
 * Candidates by their own words, unless more are asked for; each brings the turns around it. On a store of 2,960 turns,
 * 40 to 200 find the same within half a point.
 */
const CANDIDATES = 60;

/** Of an entry, on the large side. */
const USUAL_WORDS = 32;

/** An inverted index over memories and turns that ranks without a model. For one process, in memory, up to a million. */
export function createWordIndex(options: WordIndexOptions = {}): WordIndex {
  const { frequencies, dates, weights: usual = SHIPPED_WEIGHTS, expected = 0 } = options;
  const slots = createSlots(expected);
  const { times } = slots;
  const vocabulary = new Map<string, number>();
  const postings = createNumberLists({ numbers: expected * USUAL_WORDS });
  const texts = createNumberLists({ numbers: expected * USUAL_WORDS, lists: expected });
  const scratch: Scratch = { uses: new Int32Array(0), rows: new Int32Array(0) };
  const precedes = (slot: number, other: number): boolean =>
    times.at(slot) > times.at(other) ||
    (times.at(slot) === times.at(other) && slots.seq(slot) > slots.seq(other));
  const gatherer = createGatherer(slots, postings, precedes);

  const ownFrequency = (stem: string): number => {
    const term = vocabulary.get(stem);
    return term === undefined ? 0 : postings.length(term);
  };
  // A word stays in the vocabulary when its last entry goes; to a search it is as if it had never been there.
  const termOf = (stem: string): number | undefined =>
    ownFrequency(stem) > 0 ? vocabulary.get(stem) : undefined;
  const frequency = frequencies ? (stem: string) => frequencies.of(stem) : ownFrequency;
  const isSpeaker = (word: string): boolean => slots.speakersNamed(word).length > 0;
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

  /** Finds the candidates of a query and hands them on with the means to measure them. */
  const consider = <T>(query: Query, searched: Considered, work: (found: Found) => T): T => {
    const { allow, also = [] } = searched;
    const documents = frequencies?.documents ?? slots.size;
    const groups = groupsOf(query, { documents, frequency, termOf }, isSpeaker);
    const allowed = (slot: number): boolean => !allow || allow(slots.seq(slot));
    const gathered = gatherer.gather(groups, {
      limit: Math.max(CANDIDATES, searched.again?.among ?? searched.limit ?? 0),
      allow: allowed,
      brings: bringing(query, groups, slots),
    });
    const candidates = withNeighbours(gathered.slots, slots, allowed);
    for (const seq of also) {
      const slot = slots.slotOf(seq);
      if (slot >= 0 && allowed(slot)) candidates.add(slot);
    }
    if (scratch.uses.length < vocabulary.size)
      scratch.uses = new Int32Array(Math.ceil(vocabulary.size * 1.25));
    if (scratch.rows.length < slots.end) scratch.rows = new Int32Array(Math.ceil(slots.end * 1.25));
    return withEvidence({ texts, scratch, termOf }, groups, query, (evidence) =>
      work({
        groups,
        evidence,
        candidates: [...candidates],
        measurer: createMeasurer(slots, groups, query, evidence, gathered.sessions),
      }),
    );
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
      for (const [term, times] of countOf(terms)) postings.insert(term, posting(slot, times));
    },
    remove,
    has: (seq) => slots.slotOf(seq) >= 0,
    search: (query, searched) =>
      consider(query, searched, ({ groups, evidence, candidates, measurer }) => {
        const { limit, prior, again, weights = usual } = searched;
        const score = scorer(weights);
        const scores = Float64Array.from(candidates, (slot) => {
          const own = score(measurer.measure(slot));
          return prior ? own + prior(slots.seq(slot)) : own;
        });
        const order = candidates.map((_, position) => position);
        order.sort(
          (a, b) =>
            (scores[b] ?? 0) - (scores[a] ?? 0) ||
            (precedes(candidates[a] ?? 0, candidates[b] ?? 0) ? -1 : 1),
        );
        if (again) {
          const seqAt = (position: number): number => slots.seq(candidates[position] ?? 0);
          order.length = Math.min(order.length, again.among);
          const anew = again.by(order.map(seqAt));
          for (const position of order) scores[position] = anew(seqAt(position), scores[position] ?? 0);
          order.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || seqAt(b) - seqAt(a));
        }
        return order.slice(0, limit).map((position): Hit => {
          const slot = candidates[position] ?? 0;
          const values = measurer.measure(slot);
          const coverage = measurer.coverage();
          const row = evidence.row(slot);
          const by = (group: number): Wanted | undefined => evidence.by(row, group);
          return {
            seq: slots.seq(slot),
            score: scores[position] ?? 0,
            why: why({ values, weights, groups, by, around: measurer.around }),
            coverage,
            confidence: sigmoid(fitted.confidence.offset + fitted.confidence.slope * coverage),
            exactTerms: groups.filter((_, group) => by(group)?.exact).length,
          };
        });
      }),
    candidates: (query, searched = {}) =>
      consider(query, searched, ({ candidates, measurer }) =>
        candidates.map((slot) => ({ seq: slots.seq(slot), values: measurer.measure(slot).slice() })),
      ),
    compact: postings.compact,
    speakers: slots.speakers,
    size: () => slots.size,
  };
}

type Considered = Partial<Omit<SearchOptions, 'prior'>>;

interface Found {
  groups: readonly Group[];
  evidence: Evidence;
  candidates: readonly number[];
  measurer: Measurer;
}

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

function countOf(terms: readonly number[]): Map<number, number> {
  const times = new Map<number, number>();
  for (const term of terms) times.set(term, (times.get(term) ?? 0) + 1);
  return times;
}
