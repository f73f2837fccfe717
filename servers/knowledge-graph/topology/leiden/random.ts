/** Numbers in [0, 1) that a seed decides: xorshift (Marsaglia 2003, https://doi.org/10.18637/jss.v008.i14). */
export function xorshift(seed: number): () => number {
  // Zero would stay zero, and small seeds begin alike: they are spread first.
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** The numbers below `count` in random order: Fisher and Yates. */
export function shuffled(count: number, random: () => number): Int32Array<ArrayBuffer> {
  const order = Int32Array.from({ length: count }, (_, number) => number);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const moved = order[last] as number;
    order[last] = order[other] as number;
    order[other] = moved;
  }
  return order;
}
