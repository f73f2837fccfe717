const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** A vector as a database keeps it: 32-bit floats in little-endian order, as every machine that Node runs on has them. */
export function toBlob(vector: Float32Array): Buffer {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
}

/** The vector of a blob, or undefined when it is none. It is a copy: bytes of a database need not be aligned. */
export function fromBlob(blob: Uint8Array): Float32Array | undefined {
  if (blob.byteLength === 0 || blob.byteLength % BYTES !== 0) return undefined;
  const vector = new Float32Array(blob.byteLength / BYTES);
  new Uint8Array(vector.buffer).set(blob);
  return vector;
}
