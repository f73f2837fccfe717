const DIGIT = 16;
const MASK = 2 ** DIGIT - 1;

/** Where the first `count` of some numbers stand when they are sorted upwards: a radix sort in two steps of 16 bits. */
export function sortedOrder(values: Uint32Array, count: number): Uint32Array {
  let order = Uint32Array.from({ length: 0 });
  for (let shift = 0; shift < 32; shift += DIGIT) {
    const starts = new Uint32Array(MASK + 2);
    for (let i = 0; i < count; i += 1) {
      const digit = ((values[i] as number) >>> shift) & MASK;
      starts[digit + 1] = (starts[digit + 1] as number) + 1;
    }
    for (let digit = 0; digit <= MASK; digit += 1) {
      starts[digit + 1] = (starts[digit + 1] as number) + (starts[digit] as number);
    }
    const next = new Uint32Array(count);
    for (let i = 0; i < count; i += 1) {
      const from = shift === 0 ? i : (order[i] as number);
      const digit = ((values[from] as number) >>> shift) & MASK;
      const place = starts[digit] as number;
      starts[digit] = place + 1;
      next[place] = from;
    }
    order = next;
  }
  return order;
}

export function isAscending(values: Uint32Array, count: number): boolean {
  for (let i = 1; i < count; i += 1) {
    if ((values[i] as number) <= (values[i - 1] as number)) return false;
  }
  return true;
}
