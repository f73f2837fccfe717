import { LARGEST_ID } from './edge.ts';

/** As a signed number: those are read from memory without being made floats. */
const EMPTY = (LARGEST_ID + 1) | 0;
/** Knuth's multiplier for multiplicative hashing: 2^32 over the golden ratio (The Art of Computer Programming 3, §6.4). */
const GOLDEN = 0x9e3779b1;
const FIRST_BITS = 6;

/** Numbers from 0 for ids in the order in which they come. */
export interface IdTable {
  readonly size: number;
  /** The number of an id, or -1; also for what can be no id. */
  find(id: number): number;
  /** The number of an id, which is `size` before the call when it is new. */
  add(id: number): number;
  readonly bytes: number;
}

/** Open addressing with linear steps, at most seven eighths full: a fraction of what a Map takes in time and memory. */
export function createIdTable(): IdTable {
  let size = 0;
  let shift = 32 - FIRST_BITS;
  /** An id and behind it its number, so that both come with one access to memory. */
  let pairs = new Int32Array(2 << FIRST_BITS).fill(EMPTY);

  return {
    get size() {
      return size;
    },
    find(id) {
      if (id >>> 0 !== id) return -1;
      const place = placeOf(pairs, id | 0, shift);
      return pairs[place] === EMPTY ? -1 : (pairs[place + 1] as number);
    },
    add(id) {
      const place = placeOf(pairs, id | 0, shift);
      if (pairs[place] !== EMPTY) return pairs[place + 1] as number;
      pairs[place] = id;
      pairs[place + 1] = size;
      size += 1;
      if (16 * size > 7 * pairs.length) {
        shift -= 1;
        pairs = doubled(pairs, shift);
      }
      return size - 1;
    },
    get bytes() {
      return pairs.byteLength;
    },
  };
}

/** Where an id is, or the empty place where it would be. */
function placeOf(pairs: Int32Array, id: number, shift: number): number {
  const last = pairs.length - 1;
  let place = (Math.imul(id, GOLDEN) >>> shift) << 1;
  for (let key = pairs[place] as number; key !== id && key !== EMPTY; key = pairs[place] as number) {
    place = (place + 2) & last;
  }
  return place;
}

function doubled(pairs: Int32Array, shift: number): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(2 * pairs.length).fill(EMPTY);
  for (let at = 0; at < pairs.length; at += 2) {
    const id = pairs[at] as number;
    if (id === EMPTY) continue;
    const place = placeOf(wider, id, shift);
    wider[place] = id;
    wider[place + 1] = pairs[at + 1] as number;
  }
  return wider;
}
