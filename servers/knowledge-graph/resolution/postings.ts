/** Ascending lists of small numbers, named 0, 1, 2 …: each number is written as its distance from the one before. */
export interface Postings {
  length(list: number): number;
  /** Adds a number above all that the list has. */
  append(list: number, value: number): void;
  /** Adds one to `counts` at each number of the list; notes numbers whose count was 0 in `touched` from `at`, returns its new end. */
  count(list: number, counts: Uint8Array, touched: Int32Array, at: number): number;
  readonly bytes: number;
}

/** A list is a chain of blocks that double in size; each begins with the place of the next one. */
const LINK = 4;
const SMALLEST = 8;
const LARGEST = 1024;
/** 32 bits in groups of seven. */
const LONGEST = 5;

const sizeAfter = (size: number): number => Math.min(LARGEST, size * 2);

/**
 * All lists in one byte array, which nothing in it ever leaves: a list that grows gets another block. Distances are in
 * groups of seven bits, the lowest first; since none is 0, a 0 says that the rest of a block is empty.
 */
export function createPostings(): Postings {
  let data = new Uint8Array(4096);
  let used = 0;
  let heads = new Int32Array(256);
  let tails = new Int32Array(256);
  /** Size of the last block, 0 without one, and bytes that are taken in it. */
  let sizes = new Int16Array(256);
  let taken = new Int16Array(256);
  let lengths = new Int32Array(256);
  let lasts = new Int32Array(256);

  const reach = (list: number): void => {
    if (list < heads.length) return;
    const length = Math.max(list + 1, Math.ceil(heads.length * 1.5));
    const longer = <T extends Int32Array<ArrayBuffer> | Int16Array<ArrayBuffer>>(old: T, copy: T): T => {
      copy.set(old);
      return copy;
    };
    heads = longer(heads, new Int32Array(length));
    tails = longer(tails, new Int32Array(length));
    sizes = longer(sizes, new Int16Array(length));
    taken = longer(taken, new Int16Array(length));
    lengths = longer(lengths, new Int32Array(length));
    lasts = longer(lasts, new Int32Array(length));
  };
  const extend = (list: number): void => {
    const size = sizes[list] === 0 ? SMALLEST : sizeAfter(sizes[list] ?? 0);
    if (used + size > data.length) {
      const larger = new Uint8Array(Math.max(used + size, Math.ceil(data.length * 1.25)));
      larger.set(data);
      data = larger;
    }
    const tail = tails[list] ?? 0;
    if (sizes[list] === 0) heads[list] = used;
    else for (let byte = 0; byte < LINK; byte += 1) data[tail + byte] = used >>> (8 * byte);
    tails[list] = used;
    sizes[list] = size;
    taken[list] = LINK;
    used += size;
  };
  const linkAt = (at: number): number =>
    (data[at] as number) |
    ((data[at + 1] as number) << 8) |
    ((data[at + 2] as number) << 16) |
    ((data[at + 3] as number) << 24);

  return {
    length: (list) => lengths[list] ?? 0,
    append(list, value) {
      reach(list);
      let distance = value - (lengths[list] === 0 ? -1 : (lasts[list] ?? 0));
      let bytes = 1;
      while (bytes < LONGEST && distance >>> (7 * bytes) !== 0) bytes += 1;
      if ((taken[list] ?? 0) + bytes > (sizes[list] ?? 0)) extend(list);
      let at = (tails[list] ?? 0) + (taken[list] ?? 0);
      for (; distance > 127; distance >>>= 7) data[at++] = (distance & 127) | 128;
      data[at] = distance;
      taken[list] = (taken[list] ?? 0) + bytes;
      lasts[list] = value;
      lengths[list] = (lengths[list] ?? 0) + 1;
    },
    count(list, counts, touched, at) {
      let left = lengths[list] ?? 0;
      let block = heads[list] ?? 0;
      let size = SMALLEST;
      let value = -1;
      let end = at;
      while (left > 0) {
        const blockEnd = block + size;
        for (let position = block + LINK; position < blockEnd && left > 0; left -= 1) {
          let byte = data[position++] as number;
          if (byte === 0) break;
          let distance = byte & 127;
          for (let shift = 7; byte > 127; shift += 7) {
            byte = data[position++] as number;
            distance |= (byte & 127) << shift;
          }
          value += distance;
          const seen = counts[value] as number;
          if (seen === 0) touched[end++] = value;
          counts[value] = seen + 1;
        }
        block = linkAt(block);
        size = sizeAfter(size);
      }
      return end;
    },
    get bytes() {
      const columns = [data, heads, tails, sizes, taken, lengths, lasts];
      return columns.reduce((sum, { byteLength }) => sum + byteLength, 0);
    },
  };
}
