/**
 * A vector of what a provider sent; undefined when it is no list of finite numbers. JSON has no NaN: servers send
 * null for it, which a typed array would quietly take for 0.
 */
export function toVector(values: unknown): Float32Array | undefined {
  if (!Array.isArray(values) || !values.every((value) => typeof value === 'number')) return undefined;
  return Float32Array.from(values as number[]);
}

/** What is wrong with a vector as a direction; undefined when nothing is. */
export function flawOf(vector: Float32Array): string | undefined {
  let zero = true;
  for (const value of vector) {
    if (!Number.isFinite(value)) return 'holds what is no finite number';
    if (value !== 0) zero = false;
  }
  return zero ? 'is all zeros' : undefined;
}

/** The vector at length 1, so that a dot product is the cosine. Summed in doubles, and scaled so that no square overflows. */
export function normalised(vector: Float32Array): Float32Array {
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const length = Math.sqrt(vector.reduce((sum, value) => sum + (value / largest) ** 2, 0));
  return vector.map((value) => value / largest / length);
}
