/** Bits in a word of a packed vector. */
const WORD = 32;
/** Words whose counts fit in the four bytes of one sum: 8 bits set a byte and word, 31 · 8 = 248 ≤ 255. */
const RUN = 31;

/** Words that the signs of a vector take. */
export function wordsFor(dimensions: number): number {
  return Math.ceil(dimensions / WORD);
}

/** Writes one bit a number into `bits` from `at`: 1 where it is above zero. What is left of the last word stays 0. */
export function packSigns(vector: Float32Array, bits: Uint32Array, at: number): void {
  const words = wordsFor(vector.length);
  for (let word = 0; word < words; word += 1) {
    const end = Math.min(vector.length, (word + 1) * WORD);
    let packed = 0;
    for (let i = word * WORD; i < end; i += 1) {
      if ((vector[i] as number) > 0) packed |= 1 << (i & (WORD - 1));
    }
    bits[at + word] = packed;
  }
}

/**
 * How many signs differ between the query and each of `count` vectors that lie one after another in `bits`, written
 * to `distances` from `at`. Bits are counted in parallel within a word (Warren, Hacker's Delight, §5-1), and the
 * byte sums of a run of words are added up together at its end.
 */
export function hammingDistances(
  query: Uint32Array,
  bits: Uint32Array,
  count: number,
  distances: Uint16Array,
  at: number,
): void {
  const words = query.length;
  let position = 0;
  for (let vector = 0; vector < count; vector += 1) {
    let distance = 0;
    for (let word = 0; word < words; ) {
      const end = Math.min(words, word + RUN);
      let bytes = 0;
      for (; word < end; word += 1, position += 1) {
        let x = (query[word] as number) ^ (bits[position] as number);
        x -= (x >>> 1) & 0x55555555;
        x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
        bytes += (x + (x >>> 4)) & 0x0f0f0f0f;
      }
      const halves = (bytes & 0x00ff00ff) + ((bytes >>> 8) & 0x00ff00ff);
      distance += (halves + (halves >>> 16)) & 0xffff;
    }
    distances[at + vector] = distance;
  }
}
