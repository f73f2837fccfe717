import { lengthened } from '../../../shared/lengthened.ts';
import { words } from '../../../shared/text/words/words.ts';
import type { Entry, Interval } from './entry.ts';
import { createTimes, type Times } from './times.ts';

/**
 * The entries of an index by small numbers, their slots, in columns; conversations as chains through them. What is
 * removed leaves its slot to the next that comes.
 */
export interface Slots {
  readonly size: number;
  /** No slot is as large as this. */
  readonly end: number;
  slotOf(seq: number): number;
  add(entry: Entry, facts: { cues: number; length: number; speaksOf: readonly Interval[] }): number;
  remove(slot: number): void;
  seq(slot: number): number;
  readonly times: Times;
  cues(slot: number): number;
  /** How many words it has, at most 65,535. */
  length(slot: number): number;
  /** −1 without one. */
  speaker(slot: number): number;
  /** A small number for the conversation, −1 without one. */
  session(slot: number): number;
  /** The same for all slots, for loops over many; fetch them anew after a change. */
  readonly columns: Readonly<Record<'speaker' | 'session' | 'index' | 'previous' | 'next', Int32Array>>;
  index(slot: number): number;
  previous(slot: number): number;
  next(slot: number): number;
  readonly sessions: number;
  /** The names of those who speak in some entry. */
  speakers(): string[];
  /** The numbers of those of them whose names have this word. */
  speakersNamed(word: string): number[];
}

const NONE = -1;

export function createSlots(expected = 0): Slots {
  let capacity = 0;
  let seqs = new Float64Array(0);
  let cues = new Uint16Array(0);
  let wordCounts = new Uint16Array(0);
  let speakerOf = new Int32Array(0);
  let sessionOf = new Int32Array(0);
  let indexOf = new Int32Array(0);
  let before = new Int32Array(0);
  let after = new Int32Array(0);
  /** An open-addressed table from seq to slot + 1; never more than half full. */
  let table = new Int32Array(16);
  const freeSlots: number[] = [];
  const speakers = new Map<string, number>();
  const spoken: number[] = [];
  const named = new Map<string, number[]>();
  const chains = new Map<number, { id: number; tail: number }>();
  const chainNames: number[] = [];
  const freeChains: number[] = [];
  const times = createTimes(expected);

  const grow = (): void => {
    capacity = Math.max(64, capacity === 0 ? expected : Math.ceil(capacity * 1.25));
    seqs = lengthened(seqs, capacity);
    cues = lengthened(cues, capacity);
    wordCounts = lengthened(wordCounts, capacity);
    speakerOf = lengthened(speakerOf, capacity);
    sessionOf = lengthened(sessionOf, capacity);
    indexOf = lengthened(indexOf, capacity);
    before = lengthened(before, capacity);
    after = lengthened(after, capacity);
    slots.columns = { speaker: speakerOf, session: sessionOf, index: indexOf, previous: before, next: after };
  };

  /** Knuth's multiplicative hash of both halves of a number up to 2^53. */
  const home = (seq: number): number =>
    (Math.imul((seq % 0x1_0000_0000) ^ Math.imul(Math.floor(seq / 0x1_0000_0000), 31), 0x9e3779b1) >>> 0) &
    (table.length - 1);
  const find = (seq: number): number => {
    let place = home(seq);
    for (;;) {
      const slot = (table[place] ?? 0) - 1;
      if (slot === NONE || seqs[slot] === seq) return place;
      place = (place + 1) & (table.length - 1);
    }
  };
  const enter = (slot: number): void => {
    if ((slots.size + 1) * 2 > table.length) {
      const old = table;
      table = new Int32Array(old.length * 2);
      for (const kept of old) if (kept !== 0) table[find(seqs[kept - 1] ?? 0)] = kept;
    }
    table[find(seqs[slot] ?? 0)] = slot + 1;
  };
  /** Closes the gap that a removal leaves, so that no search ends early at it. */
  const leave = (place: number): void => {
    const mask = table.length - 1;
    let gap = place;
    for (let probe = (place + 1) & mask; table[probe] !== 0; probe = (probe + 1) & mask) {
      const wanted = home(seqs[(table[probe] ?? 0) - 1] ?? 0);
      if (((probe - wanted) & mask) < ((probe - gap) & mask)) continue;
      table[gap] = table[probe] ?? 0;
      gap = probe;
    }
    table[gap] = 0;
  };

  const meet = (speaker: string): number => {
    const id = speakers.size;
    speakers.set(speaker, id);
    for (const word of new Set(words(speaker))) named.set(word, [...(named.get(word) ?? []), id]);
    return id;
  };

  /** Conversations mostly come in order, so the place in the chain is looked for from its end. */
  const join = (slot: number, session: number, index: number): void => {
    let chain = chains.get(session);
    if (!chain) {
      const id = freeChains.pop() ?? chainNames.length;
      chain = { id, tail: NONE };
      chainNames[id] = session;
      slots.sessions = chainNames.length;
      chains.set(session, chain);
    }
    let previous = chain.tail;
    while (previous !== NONE && isLater(previous, index, slot)) previous = before[previous] ?? NONE;
    const next = previous === NONE ? headOf(chain.tail) : (after[previous] ?? NONE);
    before[slot] = previous;
    after[slot] = next;
    if (previous !== NONE) after[previous] = slot;
    if (next === NONE) chain.tail = slot;
    else before[next] = slot;
    sessionOf[slot] = chain.id;
  };
  const isLater = (other: number, index: number, slot: number): boolean => {
    const position = indexOf[other] ?? 0;
    return position > index || (position === index && (seqs[other] ?? 0) > (seqs[slot] ?? 0));
  };
  const headOf = (tail: number): number => {
    let head = tail;
    while (head !== NONE && before[head] !== NONE) head = before[head] ?? NONE;
    return head;
  };
  const part = (slot: number): void => {
    const previous = before[slot] ?? NONE;
    const next = after[slot] ?? NONE;
    if (previous !== NONE) after[previous] = next;
    if (next !== NONE) before[next] = previous;
    const id = sessionOf[slot] ?? NONE;
    const chain = chains.get(chainNames[id] ?? NONE);
    if (!chain || chain.tail !== slot) return;
    chain.tail = previous;
    if (previous !== NONE) return;
    chains.delete(chainNames[id] ?? NONE);
    freeChains.push(id);
  };

  const slots: { -readonly [K in keyof Slots]: Slots[K] } = {
    size: 0,
    end: 0,
    sessions: 0,
    columns: { speaker: speakerOf, session: sessionOf, index: indexOf, previous: before, next: after },
    slotOf: (seq) => (table[find(seq)] ?? 0) - 1,
    add(entry, facts) {
      const slot = freeSlots.pop() ?? slots.end++;
      if (slot >= capacity) grow();
      seqs[slot] = entry.seq;
      times.set(slot, entry.at, facts.speaksOf);
      cues[slot] = facts.cues;
      wordCounts[slot] = Math.min(facts.length, 65_535);
      const { speaker, session, index } = entry;
      speakerOf[slot] = NONE;
      if (speaker !== undefined) {
        const id = speakers.get(speaker) ?? meet(speaker);
        speakerOf[slot] = id;
        spoken[id] = (spoken[id] ?? 0) + 1;
      }
      indexOf[slot] = index ?? NONE;
      sessionOf[slot] = before[slot] = after[slot] = NONE;
      if (session !== undefined) join(slot, session, index ?? NONE);
      enter(slot);
      slots.size += 1;
      return slot;
    },
    remove(slot) {
      leave(find(seqs[slot] ?? 0));
      if (sessionOf[slot] !== NONE) part(slot);
      const speaker = speakerOf[slot] ?? NONE;
      if (speaker !== NONE) spoken[speaker] = (spoken[speaker] ?? 0) - 1;
      times.remove(slot);
      freeSlots.push(slot);
      slots.size -= 1;
    },
    seq: (slot) => seqs[slot] ?? 0,
    times,
    cues: (slot) => cues[slot] ?? 0,
    length: (slot) => wordCounts[slot] ?? 0,
    speaker: (slot) => speakerOf[slot] ?? NONE,
    session: (slot) => sessionOf[slot] ?? NONE,
    index: (slot) => indexOf[slot] ?? NONE,
    previous: (slot) => before[slot] ?? NONE,
    next: (slot) => after[slot] ?? NONE,
    speakers: () => [...speakers].flatMap(([name, id]) => ((spoken[id] ?? 0) > 0 ? name : [])),
    speakersNamed: (word) => (named.get(word) ?? []).filter((id) => (spoken[id] ?? 0) > 0),
  };
  return slots;
}
