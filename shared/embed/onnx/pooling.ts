import type { Pooling } from './model-folder.ts';
import type { Tokens } from './tokenize.ts';

/**
 * Makes one vector a text out of those of its tokens (rows × columns × size numbers, text after text): their mean, the
 * first one, or the last one. Tokens that a row was filled up with count for nothing.
 */
export function pool(
  hidden: Float32Array,
  size: number,
  { rows, columns, mask }: Tokens,
  pooling: Pooling,
): Float32Array[] {
  return Array.from({ length: rows }, (_, row) => {
    const real = Array.from({ length: columns }, (_, column) => column).filter(
      (column) => mask[row * columns + column] === 1n,
    );
    const taken = pooling === 'mean' ? real : pooling === 'cls' ? real.slice(0, 1) : real.slice(-1);
    const sums = new Float64Array(size);
    for (const column of taken) {
      const start = (row * columns + column) * size;
      for (let at = 0; at < size; at++) sums[at] = (sums[at] ?? 0) + (hidden[start + at] ?? 0);
    }
    return Float32Array.from(sums, (sum) => sum / taken.length);
  });
}
