import { createNumberLists } from '../../../shared/number-lists.ts';
import type { KnownAt } from '../store/store.ts';
import { stemsOf } from './query-words.ts';
import { createSketches } from './sketches.ts';

/** A chunk as it is looked for. */
export interface Passage {
  chunk: number;
  episode: number;
  /** What the document calls itself, and the headings above. */
  title: string;
  text: string;
  /** Numbers of the changes that added and ended it. */
  added: number;
  ended?: number | undefined;
}

/** A stem that some passage has. */
export interface Term {
  stem: string;
  term: number;
  /** How rare it is, as BM25 counts it. */
  idf: number;
}

/** Passages and the sums of idf and share of the terms that they have. It holds until the next one is asked for. */
export interface Scored {
  slots: Int32Array;
  /** By slot; 0 for all others. */
  scores: Float32Array;
}

/** Words of the passages of a graph. Passages are slots 0, 1, 2 … in the order of their chunks. */
export interface PassageIndex {
  add(passage: Passage): number;
  end(slot: number, at: number): void;
  /** Takes all words of a passage out. */
  erase(slot: number): void;
  /** -1 where there is none. */
  slotOf(chunk: number): number;
  chunk(slot: number): number;
  episode(slot: number): number;
  isKnown(slot: number, at: KnownAt): boolean;
  readonly size: number;
  /** Those of the stems that some passage has. */
  terms(stems: readonly string[]): Term[];
  /** How much a passage has of a term, from 0 to `MOST_SHARE`. */
  share(slot: number, term: number): number;
  /** The passages with any of the terms. */
  score(terms: readonly Term[]): Scored;
  /** Whether two passages say nearly the same. */
  alike(slot: number, other: number): boolean;
}

/** BM25 as in Robertson and Zaragoza, The probabilistic relevance framework (2009, https://doi.org/10.1561/1500000019). */
const K1 = 1.2;
const B = 0.6;
export const MOST_SHARE = K1 + 1;
/** A word of a title or heading counts as so many of the text. */
const TITLE = 2;
const MOST_TIMES = 255;
/** Postings read for one query; past these, frequent terms bring in no more passages. */
const MOST_POSTINGS = 400_000;

/** A posting is a slot and how often the passage has the term. */
const posting = (slot: number, times: number): number => slot * 256 + Math.min(times, MOST_TIMES);

export function createPassageIndex(): PassageIndex {
  const vocabulary = new Map<string, number>();
  const postings = createNumberLists();
  const slots = new Map<number, number>();
  const chunks: number[] = [];
  const episodes: number[] = [];
  const added: number[] = [];
  const ends: number[] = [];
  const lengths: number[] = [];
  const sketches = createSketches();
  let allWords = 0;
  let scores = new Float32Array(0);
  let touched = new Int32Array(0);
  let found = 0;

  const termOf = (stem: string): number => {
    const known = vocabulary.get(stem);
    if (known !== undefined) return known;
    vocabulary.set(stem, vocabulary.size);
    return vocabulary.size - 1;
  };
  const shareOf = (slot: number, times: number): number => {
    const long = ((lengths[slot] ?? 0) * chunks.length) / allWords;
    return (times * MOST_SHARE) / (times + K1 * (1 - B + B * long));
  };

  return {
    add({ chunk, episode, title, text, added: since, ended }) {
      const slot = chunks.push(chunk) - 1;
      slots.set(chunk, slot);
      episodes[slot] = episode;
      added[slot] = since;
      ends[slot] = ended ?? Number.POSITIVE_INFINITY;
      const times = new Map<number, number>();
      const [inText, inTitle] = [stemsOf(text).map(termOf), stemsOf(title).map(termOf)];
      for (const term of inText) times.set(term, (times.get(term) ?? 0) + 1);
      sketches.add(times.keys());
      for (const term of inTitle) times.set(term, (times.get(term) ?? 0) + TITLE);
      lengths[slot] = inText.length + inTitle.length;
      allWords += lengths[slot] ?? 0;
      for (const [term, most] of times) postings.insert(term, posting(slot, most));
      return slot;
    },
    end(slot, at) {
      ends[slot] = at;
    },
    erase(slot) {
      for (const term of vocabulary.values()) postings.remove(term, posting(slot, 0), posting(slot + 1, 0));
    },
    slotOf: (chunk) => slots.get(chunk) ?? -1,
    chunk: (slot) => chunks[slot] ?? 0,
    episode: (slot) => episodes[slot] ?? 0,
    isKnown(slot, at) {
      if (at === 'ever') return true;
      const end = ends[slot] ?? 0;
      return at === 'now' ? end === Number.POSITIVE_INFINITY : (added[slot] ?? 0) <= at && end > at;
    },
    get size() {
      return chunks.length;
    },
    terms: (stems) =>
      stems.flatMap((stem) => {
        const term = vocabulary.get(stem);
        const passages = term === undefined ? 0 : postings.length(term);
        if (term === undefined || passages === 0) return [];
        return [{ stem, term, idf: Math.log1p((chunks.length - passages + 0.5) / (passages + 0.5)) }];
      }),
    share(slot, term) {
      const { data } = postings;
      const start = postings.start(term);
      const end = start + postings.length(term);
      let [low, high] = [start, end];
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((data[middle] as number) >>> 8 < slot) low = middle + 1;
        else high = middle;
      }
      const value = low < end ? (data[low] as number) : -1;
      return value >= 0 && value >>> 8 === slot ? shareOf(slot, value & 255) : 0;
    },
    score(terms) {
      for (const slot of touched.subarray(0, found)) scores[slot] = 0;
      found = 0;
      if (scores.length < chunks.length) {
        const length = Math.ceil(chunks.length * 1.25);
        [scores, touched] = [new Float32Array(length), new Int32Array(length)];
      }
      let read = 0;
      for (const { term, idf } of [...terms].sort((a, b) => b.idf - a.idf || a.term - b.term)) {
        const { data } = postings;
        const start = postings.start(term);
        const end = start + postings.length(term);
        read += end - start;
        if (read > MOST_POSTINGS && found > 0) break;
        for (let at = start; at < end; at += 1) {
          const value = data[at] as number;
          const slot = value >>> 8;
          if (scores[slot] === 0) touched[found++] = slot;
          scores[slot] = (scores[slot] as number) + idf * shareOf(slot, value & 255);
        }
      }
      return { slots: touched.subarray(0, found), scores };
    },
    alike: sketches.alike,
  };
}
