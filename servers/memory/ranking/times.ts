import { lengthened } from '../../../shared/lengthened.ts';
import type { Interval } from './entry.ts';
import { overlap } from './overlap.ts';

/** When the entries of an index were said and what times they speak of, by slot. */
export interface Times {
  /** NaN where nothing is. */
  at(slot: number): number;
  set(slot: number, at: number, speaksOf: readonly Interval[]): void;
  remove(slot: number): void;
  speaksOfAny(slot: number): boolean;
  /** How well the times that an entry speaks of fit those that are asked for (see overlap.ts). */
  overlap(slot: number, asked: readonly Interval[]): number;
  /** The slots of entries that were said in one of these times or speak of one, each once. */
  meeting(asked: readonly Interval[]): number[];
}

/** Slots in a block: entries mostly come in the order of time, so most blocks are passed over by their ends. */
const BLOCK = 256;
const NONE = -1;
/** Fewer spans that are no longer spoken of are not worth moving the others. */
const FEW = 1_000;

export function createTimes(expected = 0): Times {
  let ats = new Float64Array(0);
  /** One more than the place of a slot's first span; the others follow it. */
  let firsts = new Uint32Array(0);
  let earliest = new Float64Array(0);
  let latest = new Float64Array(0);
  let end = 0;
  let owners = new Int32Array(64);
  let froms = new Float64Array(64);
  let tos = new Float64Array(64);
  let spans = 0;
  let unused = 0;

  const reach = (slot: number): void => {
    if (slot >= ats.length) {
      const length = Math.max(64, slot + 1, ats.length === 0 ? expected : Math.ceil(ats.length * 1.25));
      ats = lengthened(ats, length);
      firsts = lengthened(firsts, length);
      earliest = lengthened(earliest, Math.ceil(length / BLOCK));
      latest = lengthened(latest, Math.ceil(length / BLOCK));
    }
    for (; end <= slot; end += 1) {
      if (end % BLOCK === 0) {
        earliest[end / BLOCK] = Number.POSITIVE_INFINITY;
        latest[end / BLOCK] = Number.NEGATIVE_INFINITY;
      }
      ats[end] = Number.NaN;
    }
  };
  const push = (slot: number, from: number, to: number): void => {
    if (spans === owners.length) {
      const length = Math.ceil(spans * 1.25);
      owners = lengthened(owners, length);
      froms = lengthened(froms, length);
      tos = lengthened(tos, length);
    }
    owners[spans] = slot;
    froms[spans] = from;
    tos[spans] = to;
    spans += 1;
  };
  const forget = (slot: number): void => {
    const first = firsts[slot] ?? 0;
    if (first === 0) return;
    firsts[slot] = 0;
    for (let place = first - 1; place < spans && owners[place] === slot; place += 1) {
      owners[place] = NONE;
      unused += 1;
    }
    if (unused > FEW && unused * 2 > spans) closeUp();
  };
  const closeUp = (): void => {
    const before = spans;
    spans = 0;
    unused = 0;
    let last = NONE;
    for (let place = 0; place < before; place += 1) {
      const slot = owners[place] ?? NONE;
      if (slot === NONE) continue;
      push(slot, froms[place] ?? 0, tos[place] ?? 0);
      if (slot !== last) firsts[slot] = spans;
      last = slot;
    }
  };
  const isWithin = (at: number, asked: readonly Interval[]): boolean => {
    for (let which = 0; which < asked.length; which += 1) {
      const one = asked[which];
      if (one && one.from <= at && at < one.to) return true;
    }
    return false;
  };
  const saidIn = (asked: readonly Interval[], found: number[]): void => {
    for (let block = 0; block * BLOCK < end; block += 1) {
      const [first, last] = [earliest[block] ?? 0, latest[block] ?? 0];
      if (!asked.some(({ from, to }) => first < to && last >= from)) continue;
      const stop = Math.min(end, (block + 1) * BLOCK);
      for (let slot = block * BLOCK; slot < stop; slot += 1) {
        if (isWithin(ats[slot] ?? Number.NaN, asked)) found.push(slot);
      }
    }
  };
  /** Plain loops over columns, since there may be hundreds of thousands. */
  const speakingOf = ({ from, to }: Interval, found: Set<number>): void => {
    for (let place = 0; place < spans; place += 1) {
      if (Math.min(tos[place] ?? 0, to) - Math.max(froms[place] ?? 0, from) <= 0) continue;
      const slot = owners[place] ?? NONE;
      if (slot !== NONE) found.add(slot);
    }
  };

  return {
    at: (slot) => ats[slot] ?? Number.NaN,
    set(slot, at, speaksOf) {
      reach(slot);
      forget(slot);
      ats[slot] = at;
      const block = Math.floor(slot / BLOCK);
      if (at < (earliest[block] ?? at)) earliest[block] = at;
      if (at > (latest[block] ?? at)) latest[block] = at;
      if (speaksOf.length === 0) return;
      firsts[slot] = spans + 1;
      for (const { from, to } of speaksOf) push(slot, from, to);
    },
    remove(slot) {
      ats[slot] = Number.NaN;
      forget(slot);
    },
    speaksOfAny: (slot) => (firsts[slot] ?? 0) > 0,
    overlap(slot, asked) {
      let best = 0;
      const first = firsts[slot] ?? 0;
      if (first === 0) return best;
      for (let place = first - 1; place < spans && owners[place] === slot; place += 1) {
        best = Math.max(best, overlap(asked, froms[place] ?? 0, tos[place] ?? 0));
      }
      return best;
    },
    meeting(asked) {
      const found: number[] = [];
      saidIn(asked, found);
      const speaking = new Set<number>();
      for (const one of asked) speakingOf(one, speaking);
      for (const slot of speaking) if (!isWithin(ats[slot] ?? Number.NaN, asked)) found.push(slot);
      return found;
    },
  };
}
