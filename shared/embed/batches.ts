/** What one request may hold. */
export interface BatchLimits {
  /** Most texts. */
  texts: number;
  /** Most bytes of UTF-8, all texts together; a text that is larger goes alone. */
  bytes: number;
}

/** Positions of texts in runs that keep to the limits, in order. */
export function* inBatches(texts: readonly string[], limits: BatchLimits): Generator<number[]> {
  let batch: number[] = [];
  let bytes = 0;
  for (const [index, text] of texts.entries()) {
    const size = Buffer.byteLength(text);
    if (batch.length > 0 && (batch.length >= limits.texts || bytes + size > limits.bytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(index);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
