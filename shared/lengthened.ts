type Column =
  | Float64Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>;

/**
 * A longer array with the same numbers and zeros after them. The old one is emptied: its memory is free at once, where
 * garbage of this size would lie about until much later.
 */
export function lengthened<T extends Column>(array: T, length: number): T {
  const Kind = array.constructor as new (buffer: ArrayBuffer) => T;
  return new Kind(array.buffer.transfer(length * array.BYTES_PER_ELEMENT));
}
