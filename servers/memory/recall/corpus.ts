import { setImmediate as nextTurn } from 'node:timers/promises';
import { collectGarbage } from '../../../shared/collect-garbage.ts';
import type { Memory } from '../memory.ts';
import { type DateTagger, loadDateTagger } from '../ranking/dates.ts';
import type { Entry } from '../ranking/entry.ts';
import { createWordIndex, type WordIndex, type WordIndexOptions } from '../ranking/word-index.ts';
import type { MemoryStore, MemoryView } from '../store/store.ts';
import { type Card, type Cards, cardOf, createCardMap } from './card.ts';
import { createCardTable } from './card-table.ts';

/** The words of memories in this process, and what recall has to know of each. */
export interface Corpus {
  index: WordIndex;
  card(seq: number): Card | undefined;
  passing: Cards['passing'];
}

/** A corpus of these memories. Sealed ones are in it without a word: only what they are tied to leads to them. */
export function corpusOf(memories: Iterable<Memory>, options: WordIndexOptions): Corpus {
  const growing = createGrowingCorpus(options, createCardMap());
  for (const memory of memories) growing.add(memory);
  return growing;
}

function createGrowingCorpus(options: WordIndexOptions, cards: Cards) {
  const index = createWordIndex(options);
  const sessions = new Map<string, number>();
  return {
    index,
    card: cards.get,
    passing: cards.passing,
    add(memory: Memory): void {
      cards.set(memory.seq, cardOf(memory));
      index.add(entryOf(memory, sessions));
    },
    remove(seq: number): void {
      cards.delete(seq);
      index.remove(seq);
    },
  };
}

function entryOf(memory: Memory, sessions: Map<string, number>): Entry {
  const { seq, text, session, position, speaker, role, validFrom, createdAt } = memory;
  const entry = { seq, text, at: validFrom ?? createdAt };
  if (session === undefined || position === undefined) return entry;
  const number = sessions.get(session) ?? sessions.size;
  sessions.set(session, number);
  return { ...entry, session: number, index: position, speaker: speaker ?? role };
}

export interface LiveCorpus {
  /**
   * The corpus as it stands in this view, or undefined while it is not there yet. Call it within the read that the
   * answer is made from: what other processes wrote before is in it.
   */
  at(view: MemoryView): Corpus | undefined;
  /** Whether all of the store has been read. */
  whole(): boolean;
  /** Begins to read the store in the background, or goes on; resolves when all of it is there. */
  build(): Promise<void>;
  readonly dates: DateTagger | undefined;
  close(): void;
}

/** Rows in a slice of the building: a few milliseconds in which no call is answered. */
const SLICE = 250;
const BATCH = 5_000;
/** From so many entries on, what reading them leaves behind is worth collecting. */
const LARGE = 20_000;
/** Places for what is added later, before anything has to grow. */
const ROOM = 1.1;

/**
 * Keeps the words of a whole store in this process: reads it once, in slices, and from then on follows the log of
 * operations, in which every process writes what it changes.
 */
export function createLiveCorpus(store: MemoryStore): LiveCorpus {
  let dates: DateTagger | undefined;
  let growing: ReturnType<typeof createGrowingCorpus> | undefined;
  let building: Promise<void> | undefined;
  let known = 0;
  let whole = false;
  let closed = false;

  const catchUp = (view: MemoryView, corpus: NonNullable<typeof growing>): void => {
    for (;;) {
      const operations = view.operations(known, BATCH);
      const last = operations.at(-1);
      if (!last) return;
      const added: number[] = [];
      for (const { from, to } of operations) {
        if (from !== undefined) corpus.remove(from);
        if (to !== undefined) added.push(to);
      }
      for (const memory of view.bySeq(added)) {
        if (memory.retiredAt === undefined && memory.status === 'active') corpus.add(memory);
      }
      known = last.seq;
    }
  };

  const build = async (): Promise<void> => {
    dates = await loadDateTagger();
    const [last, size] = await store.read((view) => [view.lastOperation(), view.size()]);
    known = last;
    const expected = Math.ceil(size * ROOM);
    const corpus = createGrowingCorpus({ dates, expected }, createCardTable(expected));
    for (let after = 0; !closed; ) {
      const slice = await store.read((view) => view.activeAfter(after, SLICE));
      const last = slice.at(-1);
      if (!last) break;
      for (const memory of slice) corpus.add(memory);
      after = last.seq;
      await nextTurn();
    }
    corpus.index.compact();
    growing = corpus;
    whole = true;
    // What was read leaves more than the corpus behind.
    if (corpus.index.size() > LARGE) await collectGarbage();
  };

  return {
    at(view) {
      if (!whole || !growing) return undefined;
      if (view.lastOperation() !== known) catchUp(view, growing);
      return growing;
    },
    whole: () => whole,
    build() {
      building ??= build().catch((error: unknown) => {
        building = undefined;
        throw error;
      });
      return building;
    },
    get dates() {
      return dates;
    },
    close() {
      closed = true;
    },
  };
}
