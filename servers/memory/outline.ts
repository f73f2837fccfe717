/**
 * What is kept of a text to tell, without reading it, that it cannot be a copy of another: which of 256 bins its
 * trigrams fall into, how many there are, and the words that it begins with as one number.
 */

/** 32-bit words of an outline's bins. */
export const BIN_WORDS = 8;

/**
 * Puts the trigrams of letters into bins, from `at` on; says how many different ones there are. `letters` as
 * `lettersOf` gives them.
 */
export function fillBins(letters: string, bins: Uint32Array, at: number): number {
  bins.fill(0, at, at + BIN_WORDS);
  const found = new Set<number>();
  for (let i = 0; i + 3 <= letters.length; i++) {
    const [a, b, c] = [letters.charCodeAt(i), letters.charCodeAt(i + 1), letters.charCodeAt(i + 2)];
    // Small numbers are quicker, and larger than them are the others: none of them begins with a NUL.
    found.add((a | b | c) < 1_024 ? (a << 20) | (b << 10) | c : a * 2 ** 32 + b * 2 ** 16 + c);
    // Fibonacci hashing (Knuth, The Art of Computer Programming 6.4): the upper bits are well mixed.
    const bin = Math.imul((a * 31 + b) * 31 + c, 0x9e3779b1) >>> 24;
    const word = at + (bin >>> 5);
    bins[word] = (bins[word] ?? 0) | (1 << (bin & 31));
  }
  return found.size;
}

/**
 * The share of the trigrams of two texts, counted together, that may be in one of them alone where so much of all is
 * in both (Jaccard similarity). Each bin that differs needs one of those.
 */
export function shareApart(similarity: number): number {
  return (1 - similarity) / (1 + similarity);
}

/** Whether at most so many bins differ. */
export function binsAreNear(a: Uint32Array, atA: number, b: Uint32Array, atB: number, most: number): boolean {
  let apart = 0;
  for (let word = 0; word < BIN_WORDS; word++) {
    apart += bitsOf((a[atA + word] ?? 0) ^ (b[atB + word] ?? 0));
    if (apart > most) return false;
  }
  return true;
}

/** Hamming weight of 32 bits (Warren, Hacker's Delight 5-1). */
function bitsOf(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Words in their order as a number: FNV-1a over their UTF-16 units. 0 for none. */
export function startKey(words: readonly string[]): number {
  if (words.length === 0) return 0;
  let hash = 0x811c9dc5;
  for (const word of words) {
    for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
    hash = Math.imul(hash ^ 0x20, 0x01000193);
  }
  return hash >>> 0 || 1;
}
