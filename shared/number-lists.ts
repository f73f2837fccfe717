import { lengthened } from './lengthened.ts';

/** Many growing lists of 32-bit numbers, named 0, 1, 2 …, in one typed array: a list costs twelve bytes and its numbers. */
export interface NumberLists {
  /** All of it; a list's numbers begin at `start(list)`. Fetch it anew after a change. */
  readonly data: Uint32Array;
  start(list: number): number;
  length(list: number): number;
  /** Puts a value into an ascending list, where it is not yet. */
  insert(list: number, value: number): void;
  /** Takes out of an ascending list the value in [from, to), if there is one; returns whether there was. */
  remove(list: number, from: number, to: number): boolean;
  /** Replaces a list. */
  set(list: number, values: readonly number[]): void;
  /** Closes the gaps that lists have grown out of, and gives back what they took but for a tenth. */
  compact(): void;
}

const SMALLEST = 2;
const GROWTH = 1.25;
const SHORTEST = 1_024;
/** What is left for growth when gaps are closed. */
const ROOM = 1.1;

/** Room is kept for as many numbers as are expected: pages that nothing is written to cost nothing. */
export function createNumberLists({ numbers = 0, lists: most = 0 } = {}): NumberLists {
  let data = new Uint32Array(Math.max(numbers, SHORTEST));
  let used = 0;
  let starts = new Uint32Array(Math.max(most, 256));
  let lengths = new Uint32Array(Math.max(most, 256));
  let capacities = new Uint32Array(Math.max(most, 256));
  /** Where regions that lists have grown out of begin, by their capacity. */
  const free = new Map<number, number[]>();

  const grown = (array: Uint32Array<ArrayBuffer>, needed: number): Uint32Array<ArrayBuffer> =>
    lengthened(array, Math.max(needed, Math.ceil(array.length * GROWTH)));
  const reach = (list: number): void => {
    if (list < starts.length) return;
    starts = grown(starts, list + 1);
    lengths = grown(lengths, list + 1);
    capacities = grown(capacities, list + 1);
  };
  const region = (capacity: number): number => {
    const reused = free.get(capacity)?.pop();
    if (reused !== undefined) return reused;
    if (used + capacity > data.length) {
      data = grown(data, used + capacity);
      lists.data = data;
    }
    used += capacity;
    return used - capacity;
  };
  const release = (list: number): void => {
    const capacity = capacities[list] ?? 0;
    if (capacity === 0) return;
    const regions = free.get(capacity);
    if (regions) regions.push(starts[list] ?? 0);
    else free.set(capacity, [starts[list] ?? 0]);
    capacities[list] = 0;
  };
  /** Makes room for one more, in steps that grow with the list, so that appending costs little on average. */
  const room = (list: number): void => {
    const length = lengths[list] ?? 0;
    const capacity = capacities[list] ?? 0;
    if (length < capacity) return;
    const larger = capacity === 0 ? SMALLEST : capacity < 64 ? capacity * 2 : capacity + (capacity >>> 2);
    const to = region(larger);
    const from = starts[list] ?? 0;
    data.copyWithin(to, from, from + length);
    release(list);
    starts[list] = to;
    capacities[list] = larger;
  };
  /** The position of the first value that is not below `value`. */
  const lowerBound = (list: number, value: number): number => {
    let low = starts[list] ?? 0;
    let high = low + (lengths[list] ?? 0);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((data[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  const lists: { -readonly [K in keyof NumberLists]: NumberLists[K] } = {
    data,
    start: (list) => starts[list] ?? 0,
    length: (list) => lengths[list] ?? 0,
    insert(list, value) {
      reach(list);
      room(list);
      const end = (starts[list] ?? 0) + (lengths[list] ?? 0);
      const last = end > (starts[list] ?? 0) ? (data[end - 1] ?? 0) : -1;
      const position = value > last ? end : lowerBound(list, value);
      if (position < end) data.copyWithin(position + 1, position, end);
      data[position] = value;
      lengths[list] = (lengths[list] ?? 0) + 1;
    },
    remove(list, from, to) {
      const length = lengths[list] ?? 0;
      const end = (starts[list] ?? 0) + length;
      const position = lowerBound(list, from);
      if (position >= end || (data[position] ?? 0) >= to) return false;
      data.copyWithin(position, position + 1, end);
      lengths[list] = length - 1;
      if (length === 1) release(list);
      return true;
    },
    set(list, values) {
      reach(list);
      if (values.length !== lengths[list] || values.length > (capacities[list] ?? 0)) {
        release(list);
        lengths[list] = values.length;
        if (values.length > 0) {
          starts[list] = region(values.length);
          capacities[list] = values.length;
        }
      }
      data.set(values, starts[list] ?? 0);
    },
    compact() {
      const order = Uint32Array.from(starts.keys()).sort((a, b) => (starts[a] ?? 0) - (starts[b] ?? 0));
      used = 0;
      for (const list of order) {
        const capacity = capacities[list] ?? 0;
        const from = starts[list] ?? 0;
        if (capacity === 0) continue;
        data.copyWithin(used, from, from + capacity);
        starts[list] = used;
        used += capacity;
      }
      free.clear();
      data = lengthened(data, Math.max(SHORTEST, Math.ceil(used * ROOM)));
      lists.data = data;
    },
  };
  return lists;
}
