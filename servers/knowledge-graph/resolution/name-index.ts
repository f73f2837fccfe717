import { type Comparable, comparable, compareNames, formOf } from './compare-names.ts';
import { createPostings } from './postings.ts';

/** A name that is near to the one asked for. */
export interface NearName {
  id: number;
  /** As it was added. */
  name: string;
  /** In [0, 1]. */
  score: number;
  why: string[];
}

/** Names of entities by their likeness. In memory, for one process. */
export interface NameIndex {
  /** Adds one more name of an entity. @throws as `normaliseName`. */
  add(id: number, name: string): void;
  /** Takes out all names of an entity; returns whether there were any. */
  remove(id: number): boolean;
  /** The entities with the nearest names, best first, each by its best name; equal ones by id. @throws as `normaliseName`. */
  near(name: string, limit: number): NearName[];
  /** How many names there are. */
  readonly size: number;
  /** What its arrays hold, without the names themselves. */
  readonly bytes: number;
}

/** Fewer common trigrams than this are no likeness to speak of. */
const LEAST_SCORE = 0.5;
/** Names that are compared in full, of those with the most trigrams in common. */
const COMPARED = 40;
/** Names with the most trigrams in common, of which those are taken that have few others. */
const LOOKED_AT = 500;
/** Names that are gone, from which number on the index is built anew if they are the majority. */
const WORTH_REBUILDING = 1024;
/** Numbers read from lists for one query, the shortest lists first; the longest tell least. */
const READ_AT_MOST = 10_000;
const LEAST_LISTS = 4;
/** Counts are bytes. */
const MOST_TERMS = 250;

/** An inverted index from trigrams and initials to names. */
export function createNameIndex(): NameIndex {
  let terms = new Map<string, number>();
  let postings = createPostings();
  let names: (string | undefined)[] = [];
  let forms: string[] = [];
  let ids = new Float64Array(256);
  let termCounts = new Uint8Array(256);
  let counts = new Uint8Array(256);
  let touched = new Int32Array(256);
  let slotsOf = new Map<number, number[] | number>();
  let size = 0;

  const grow = (): void => {
    if (names.length < ids.length) return;
    const length = Math.ceil(ids.length * 1.5);
    const [longerIds, longerCounts] = [new Float64Array(length), new Uint8Array(length)];
    longerIds.set(ids);
    longerCounts.set(termCounts);
    [ids, termCounts] = [longerIds, longerCounts];
    [counts, touched] = [new Uint8Array(length), new Int32Array(length)];
  };

  const add = (id: number, name: string): void => {
    const form = formOf(name);
    const own = [...termsOf(comparable(form))].slice(0, MOST_TERMS);
    grow();
    const slot = names.push(name) - 1;
    forms[slot] = form === name ? name : form;
    ids[slot] = id;
    termCounts[slot] = own.length;
    for (const term of own) {
      const known = terms.get(term) ?? terms.size;
      terms.set(term, known);
      postings.append(known, slot);
    }
    const others = slotsOf.get(id);
    slotsOf.set(id, others === undefined ? slot : [...[others].flat(), slot]);
    size += 1;
  };

  const rebuild = (): void => {
    const kept = names.flatMap((name, slot) => (name === undefined ? [] : [[ids[slot] ?? 0, name] as const]));
    terms = new Map();
    postings = createPostings();
    names = [];
    forms = [];
    slotsOf = new Map();
    size = 0;
    for (const [id, name] of kept) add(id, name);
  };

  /** The count that about as many slots reach as are worth a closer look. */
  const leastCount = (end: number): number => {
    const slotsWith = new Int32Array(256);
    for (let at = 0; at < end; at += 1) {
      const count = counts[touched[at] as number] as number;
      slotsWith[count] = (slotsWith[count] as number) + 1;
    }
    let [least, reached] = [255, slotsWith[255] as number];
    while (least > 1 && reached < LOOKED_AT) {
      least -= 1;
      reached += slotsWith[least] as number;
    }
    return least;
  };

  /** Slots with the most terms in common, by share of the terms of both. */
  const candidates = (query: Comparable): number[] => {
    const lists = [...termsOf(query)]
      .flatMap((term) => terms.get(term) ?? [])
      .sort((a, b) => postings.length(a) - postings.length(b))
      .slice(0, MOST_TERMS);
    let end = 0;
    let read = 0;
    for (const [position, list] of lists.entries()) {
      read += postings.length(list);
      if (position >= LEAST_LISTS && read > READ_AT_MOST) break;
      end = postings.count(list, counts, touched, end);
    }
    const least = leastCount(end);
    const best = createBest(COMPARED);
    for (let at = 0; at < end; at += 1) {
      const slot = touched[at] as number;
      const count = counts[slot] as number;
      counts[slot] = 0;
      if (count < least || names[slot] === undefined) continue;
      best.offer(slot, count / (lists.length + (termCounts[slot] as number)));
    }
    return best.list();
  };

  return {
    add,
    remove(id) {
      const slots = slotsOf.get(id);
      if (slots === undefined) return false;
      for (const slot of [slots].flat()) {
        names[slot] = undefined;
        forms[slot] = '';
        size -= 1;
      }
      slotsOf.delete(id);
      const gone = names.length - size;
      if (gone >= WORTH_REBUILDING && gone > size) rebuild();
      return true;
    },
    near(name, limit) {
      const query = comparable(formOf(name));
      const found = new Map<number, NearName>();
      for (const slot of candidates(query)) {
        const { score, why } = compareNames(query, comparable(forms[slot] ?? ''));
        const id = ids[slot] ?? 0;
        if (score < LEAST_SCORE || score <= (found.get(id)?.score ?? 0)) continue;
        found.set(id, { id, name: names[slot] ?? '', score, why });
      }
      return [...found.values()].sort((a, b) => b.score - a.score || a.id - b.id).slice(0, limit);
    },
    get size() {
      return size;
    },
    get bytes() {
      return postings.bytes + ids.byteLength + termCounts.byteLength + counts.byteLength + touched.byteLength;
    },
  };
}

/** Trigrams, and initials behind a mark that no trigram begins with, under which an acronym is found too. */
function termsOf({ trigrams, initials, acronym }: Comparable): Set<string> {
  const spelled = acronym === undefined ? initials : [...initials, acronym];
  return new Set([...spelled.map((letters) => `\n${letters}`), ...trigrams]);
}

/** Keeps the slots with the highest shares, the lowest slot first among equals. */
function createBest(limit: number): { offer(slot: number, share: number): void; list(): number[] } {
  const slots: number[] = [];
  const shares: number[] = [];
  return {
    offer(slot, share) {
      const last = shares.length - 1;
      if (shares.length === limit && !isBefore(share, slot, shares[last] ?? 0, slots[last] ?? 0)) return;
      let at = shares.length;
      while (at > 0 && isBefore(share, slot, shares[at - 1] ?? 0, slots[at - 1] ?? 0)) at -= 1;
      slots.splice(at, 0, slot);
      shares.splice(at, 0, share);
      if (shares.length > limit) {
        slots.pop();
        shares.pop();
      }
    },
    list: () => slots,
  };
}

const isBefore = (share: number, slot: number, other: number, otherSlot: number): boolean =>
  share > other || (share === other && slot < otherSlot);
